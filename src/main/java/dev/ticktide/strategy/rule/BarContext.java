package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.BarUpdate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A closed bar as rules look at it: its fields, the indicators at its close, and those at the close before. Immutable. */
public final class BarContext {

    private final BarUpdate update;
    private final Map<IndicatorColumn, Integer> positions;

    private BarContext(BarUpdate update, Map<IndicatorColumn, Integer> positions) {
        this.update = update;
        this.positions = positions;
    }

    /** The place of each column in the values of a {@link BarUpdate} that has these indicators. */
    public static Map<IndicatorColumn, Integer> positions(List<IndicatorName> computed) {
        List<IndicatorColumn> order = IndicatorColumn.of(computed);
        Map<IndicatorColumn, Integer> positions = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            positions.put(order.get(i), i);
        }
        return positions;
    }

    public static BarContext of(BarUpdate update, Map<IndicatorColumn, Integer> positions) {
        return new BarContext(update, positions);
    }

    public BarUpdate update() {
        return update;
    }

    /** Value at this bar's close, {@code NaN} while warming up. */
    public double now(IndicatorColumn name) {
        return update.values()[position(name)];
    }

    /** Value at the bar before, {@code NaN} while warming up. */
    public double before(IndicatorColumn name) {
        return update.previous()[position(name)];
    }

    private int position(IndicatorColumn name) {
        Integer position = positions.get(name);
        if (position == null) {
            throw new IllegalArgumentException(name + " is not computed; add it to indicators.names");
        }
        return position;
    }
}
