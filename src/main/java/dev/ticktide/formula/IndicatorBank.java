package dev.ticktide.formula;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.List;

/**
 * All indicators of one symbol and timeframe. Their values are one array, in the order of {@link IndicatorColumn#of(List)}.
 * Confined to one thread.
 */
public final class IndicatorBank {

    /** A checkpoint of the usual indicators takes about 700 bytes: at this distance a hundredth of what the bars take. */
    private static final int CHECKPOINT_BARS = 512;

    private final List<IndicatorName> names;
    private final Indicator[] indicators;
    private double[] latest;

    /** Before the first bar; all values are {@code NaN}. */
    public IndicatorBank(List<IndicatorName> names) {
        this(names, names.stream().map(IndicatorName::create).toArray(Indicator[]::new));
    }

    private IndicatorBank(List<IndicatorName> names, Indicator[] indicators) {
        this.names = names;
        this.indicators = indicators;
        int width = 0;
        for (Indicator indicator : indicators) {
            width += indicator.outputs();
        }
        this.latest = values(width);
    }

    /** Indicators as they are, in the order of their names. */
    static IndicatorBank of(List<IndicatorName> names, Indicator[] indicators) {
        return new IndicatorBank(names, indicators);
    }

    List<IndicatorName> names() {
        return names;
    }

    /**
     * Whether the state is worth keeping after this many bars: every 512, or as many more as the longest indicator
     * needs, whose state is long too.
     *
     * @param bars closed bars since the first one
     */
    public boolean isCheckpoint(long bars) {
        if (bars % CHECKPOINT_BARS != 0 || indicators.length == 0) {
            return false;
        }
        int longest = names.stream().mapToInt(IndicatorName::warmUp).max().orElse(0);
        return bars / CHECKPOINT_BARS % ((longest + CHECKPOINT_BARS - 1) / CHECKPOINT_BARS) == 0;
    }

    /**
     * Adds a closed bar. Returns the new values, {@code NaN} during warm-up, in a new array that is never changed
     * afterwards.
     */
    public double[] update(Bar bar) {
        for (Indicator indicator : indicators) {
            indicator.update(bar);
        }
        latest = values(latest.length);
        return latest;
    }

    /** What {@link #update} would answer, in an array of its own; changes nothing. */
    public double[] preview(Bar bar) {
        double[] values = new double[latest.length];
        int at = 0;
        for (Indicator indicator : indicators) {
            indicator.preview(bar, values, at);
            at += indicator.outputs();
        }
        return values;
    }

    /** The values at the last closed bar; the array is shared and never to be changed. */
    public double[] latest() {
        return latest;
    }

    private double[] values(int width) {
        double[] values = new double[width];
        int at = 0;
        for (Indicator indicator : indicators) {
            indicator.values(values, at);
            at += indicator.outputs();
        }
        return values;
    }

    /** Writes the state of all indicators, without their names. */
    public void write(WireWriter out) {
        for (Indicator indicator : indicators) {
            indicator.write(out);
        }
    }

    /**
     * Reads what {@link #write} wrote for the same names in the same order.
     *
     * @throws dev.ticktide.wire.WireException if the bytes end too early; bytes of other names may go unnoticed
     */
    public static IndicatorBank read(List<IndicatorName> names, WireReader in) {
        Indicator[] indicators = new Indicator[names.size()];
        for (int i = 0; i < indicators.length; i++) {
            indicators[i] = names.get(i).create();
            indicators[i].read(in);
        }
        return new IndicatorBank(names, indicators);
    }
}
