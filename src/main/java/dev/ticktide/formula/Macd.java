package dev.ticktide.formula;

import com.google.auto.service.AutoService;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * Moving average convergence/divergence (Appel): a fast less a slow exponential average of the closes, an exponential
 * average of that line as its signal, and the difference of the two as histogram; in price units. Each average is an
 * {@link Ema} that begins with its own first numbers, as TradingView's {@code ta.macd} has it. TA-Lib begins the fast
 * average later, at the bar at which the slow one has its first value; the two agree once the beginning is forgotten.
 * The fast period may be longer than the slow one, which turns the sign.
 */
public final class Macd implements Indicator {

    private final Ema fast;
    private final Ema slow;
    private final Ema signal;

    Macd(int fast, int slow, int signal) {
        this.fast = new Ema(fast);
        this.slow = new Ema(slow);
        this.signal = new Ema(signal);
    }

    @Override
    public int outputs() {
        return 3;
    }

    @Override
    public void update(Bar bar) {
        double line = fast.update(bar.close()) - slow.update(bar.close());
        if (!Double.isNaN(line)) {
            signal.update(line);
        }
    }

    @Override
    public void values(double[] values, int at) {
        place(fast.value() - slow.value(), signal.value(), values, at);
    }

    @Override
    public void preview(Bar bar, double[] values, int at) {
        double line = fast.preview(bar.close()) - slow.preview(bar.close());
        place(line, Double.isNaN(line) ? Double.NaN : signal.preview(line), values, at);
    }

    @Override
    public void write(WireWriter out) {
        fast.write(out);
        slow.write(out);
        signal.write(out);
    }

    @Override
    public void read(WireReader in) {
        fast.read(in);
        slow.read(in);
        signal.read(in);
    }

    private static void place(double line, double signal, double[] values, int at) {
        values[at] = line;
        values[at + 1] = signal;
        values[at + 2] = line - signal;
    }

    /** {@code macd(12,26,9)}. */
    @AutoService(IndicatorKind.Provider.class)
    public static final class Provider implements IndicatorKind.Provider {

        @Override
        public IndicatorKind kind() {
            return IndicatorKind.named("macd", "Moving average convergence/divergence")
                    .description(
                            "a fast less a slow exponential average, the average of that as signal, and their difference")
                    .source(
                            "Gerald Appel; every average begins with the mean of its own first numbers, as TradingView's"
                                    + " ta.macd")
                    .period("fast", 12)
                    .period("slow", 26)
                    .period("signal", 9)
                    .output("macd", IndicatorKind.Style.LINE)
                    .output("signal", IndicatorKind.Style.LINE)
                    .output("histogram", IndicatorKind.Style.HISTOGRAM)
                    .ownPane()
                    .warmUp(
                            with -> (int) (Math.max(with[0], with[1]) + with[2] - 1),
                            "The line begins with as many bars as the longer average, signal and histogram with as many"
                                    + " more as the signal's period, less one.")
                    .creates(with -> new Macd((int) with[0], (int) with[1], (int) with[2]));
        }
    }
}
