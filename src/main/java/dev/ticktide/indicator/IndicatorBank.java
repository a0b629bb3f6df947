package dev.ticktide.indicator;

import dev.ticktide.market.IndicatorName;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.Arrays;
import java.util.List;

/** All indicators of one symbol and timeframe, in the order of the settings. Confined to one thread. */
final class IndicatorBank {

    /** A checkpoint of the usual indicators takes about 700 bytes: at this distance a hundredth of what the bars take. */
    private static final int CHECKPOINT_BARS = 512;

    private final List<IndicatorName> names;
    private final Indicator[] indicators;
    private double[] latest;

    IndicatorBank(List<IndicatorName> names) {
        this(names, names.stream().map(Indicator::of).toArray(Indicator[]::new));
    }

    private IndicatorBank(List<IndicatorName> names, Indicator[] indicators) {
        this.names = names;
        this.indicators = indicators;
        this.latest = new double[indicators.length];
        Arrays.setAll(latest, i -> indicators[i].value());
    }

    /** Indicators as they are, in the order of their names. */
    static IndicatorBank of(List<IndicatorName> names, Indicator[] indicators) {
        return new IndicatorBank(names, indicators);
    }

    List<IndicatorName> names() {
        return names;
    }

    /**
     * Whether the state is worth keeping after so many bars: every 512, or as many more as the longest indicator needs, whose
     * state is long too.
     */
    boolean isCheckpoint(long bars) {
        if (bars % CHECKPOINT_BARS != 0 || indicators.length == 0) {
            return false;
        }
        int longest = names.stream().mapToInt(IndicatorName::warmUp).max().orElse(0);
        return bars / CHECKPOINT_BARS % ((longest + CHECKPOINT_BARS - 1) / CHECKPOINT_BARS) == 0;
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
                names, names.stream().map(name -> Indicator.read(name, in)).toArray(Indicator[]::new));
    }
}
