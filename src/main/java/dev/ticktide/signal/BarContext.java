package dev.ticktide.signal;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A closed bar as rules look at it: its fields, the indicators at its close, and those at the close before. Immutable. */
public final class BarContext {

    private final BarUpdate update;
    private final Map<IndicatorName, Integer> positions;

    private BarContext(BarUpdate update, Map<IndicatorName, Integer> positions) {
        this.update = update;
        this.positions = positions;
    }

    /** Where each indicator's value stands in a {@link BarUpdate}. */
    static Map<IndicatorName, Integer> positions(List<IndicatorName> order) {
        Map<IndicatorName, Integer> positions = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            positions.put(order.get(i), i);
        }
        return positions;
    }

    static BarContext of(BarUpdate update, Map<IndicatorName, Integer> positions) {
        return new BarContext(update, positions);
    }

    public BarUpdate update() {
        return update;
    }

    /** Value at this bar's close, {@code NaN} while warming up. */
    public double now(IndicatorName name) {
        return update.values()[position(name)];
    }

    /** Value at the bar before, {@code NaN} while warming up. */
    public double before(IndicatorName name) {
        return update.previous()[position(name)];
    }

    private int position(IndicatorName name) {
        Integer position = positions.get(name);
        if (position == null) {
            throw new IllegalArgumentException(name + " is not computed; add it to indicators.names");
        }
        return position;
    }
}
