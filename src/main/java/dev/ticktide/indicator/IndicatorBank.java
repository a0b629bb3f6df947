package dev.ticktide.indicator;

import dev.ticktide.market.IndicatorName;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.Arrays;
import java.util.List;

/** All indicators of one symbol and timeframe, in the order of the settings. Confined to one thread. */
final class IndicatorBank {

    private final Indicator[] indicators;
    private double[] latest;

    IndicatorBank(List<IndicatorName> names) {
        this(names.stream().map(Indicator::of).toArray(Indicator[]::new));
    }

    private IndicatorBank(Indicator[] indicators) {
        this.indicators = indicators;
        this.latest = new double[indicators.length];
        Arrays.setAll(latest, i -> indicators[i].value());
    }

    /** Folds a closed bar's close; the new values in an array of their own, which nobody changes. */
    double[] close(double close) {
        double[] values = new double[indicators.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = indicators[i].update(close);
        }
        latest = values;
        return values;
    }

    /** What {@link #close} would answer. */
    double[] provisional(double close) {
        double[] values = new double[indicators.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = indicators[i].provisional(close);
        }
        return values;
    }

    /** The values at the last closed bar. */
    double[] latest() {
        return latest;
    }

    void write(WireWriter out) {
        for (Indicator indicator : indicators) {
            indicator.write(out);
        }
    }

    static IndicatorBank read(List<IndicatorName> names, WireReader in) {
        return new IndicatorBank(
                names.stream().map(name -> Indicator.read(name, in)).toArray(Indicator[]::new));
    }
}
