package dev.ticktide.formula;

import com.google.auto.service.AutoService;
import dev.ticktide.numeric.Doubles;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * Simple moving average: the mean of the last n closes, in price units. First value at bar n.
 *
 * <p>The running sum is compensated (Neumaier 1974) and computed again from the window now and then, and whenever so
 * much of it cancelled that its rounding error could show; so the error does not grow with the number of bars. A close
 * that takes the place of an equal one changes no bit of the value, and the mean of n equal closes is that close.
 */
public final class Sma extends LineIndicator {

    private static final int RECOMPUTE_EVERY = 1 << 16;

    /** Recompute when the sum has once been this much larger than it is: what it carried in error then has stayed. */
    private static final double CANCELLATION = 1 << 20;

    private final int period;
    private final double[] ring;
    private final int mask;
    private long count;
    private double sum;
    private double compensation;

    /** The largest sum since it was last computed from the window. */
    private double peak;

    private int sinceRecompute;
    private double value = Double.NaN;

    Sma(int period) {
        this.period = period;
        this.ring = new double[Integer.highestOneBit(Math.max(1, period - 1) * 2)];
        this.mask = ring.length - 1;
    }

    @Override
    public double update(double close) {
        boolean full = count >= period;
        double leaving = full ? ring[(int) (count - period) & mask] : 0;
        ring[(int) count & mask] = close;
        count++;
        if (full && leaving == close) {
            return value;
        }
        add(close);
        peak = Math.max(peak, sum);
        if (full) {
            add(-leaving);
        }
        sinceRecompute++;
        if (sinceRecompute >= RECOMPUTE_EVERY || peak > CANCELLATION * (sum + compensation)) {
            recompute();
        }
        value = count >= period ? Doubles.mean(sum, compensation, period) : Double.NaN;
        return value;
    }

    /** Updates and restores the state afterwards: only the same floating-point steps yield the same bits. */
    @Override
    public double preview(double close) {
        int slot = (int) count & mask;
        double oldest = ring[slot];
        double sumBefore = sum;
        double compensationBefore = compensation;
        double peakBefore = peak;
        int sinceBefore = sinceRecompute;
        double valueBefore = value;
        double answer = update(close);
        count--;
        ring[slot] = oldest;
        sum = sumBefore;
        compensation = compensationBefore;
        peak = peakBefore;
        sinceRecompute = sinceBefore;
        value = valueBefore;
        return answer;
    }

    @Override
    public double value() {
        return value;
    }

    private int have() {
        return (int) Math.min(count, period);
    }

    @Override
    public void write(WireWriter out) {
        out.writeVar(count).writeVar(sinceRecompute);
        out.writeDouble(sum).writeDouble(compensation).writeDouble(peak).writeDouble(value);
        for (long i = count - have(); i < count; i++) {
            out.writeDouble(ring[(int) i & mask]);
        }
    }

    @Override
    public void read(WireReader in) {
        count = in.readVar();
        sinceRecompute = in.readInt();
        sum = in.readDouble();
        compensation = in.readDouble();
        peak = in.readDouble();
        value = in.readDouble();
        for (long i = count - have(); i < count; i++) {
            ring[(int) i & mask] = in.readDouble();
        }
    }

    private void add(double term) {
        double next = sum + term;
        compensation += Doubles.lost(sum, term, next);
        sum = next;
    }

    private void recompute() {
        sum = 0;
        compensation = 0;
        sinceRecompute = 0;
        for (long i = count - have(); i < count; i++) {
            add(ring[(int) i & mask]);
        }
        peak = sum;
    }

    /** {@code sma(20)}. */
    @AutoService(IndicatorKind.Provider.class)
    public static final class Provider implements IndicatorKind.Provider {

        @Override
        public IndicatorKind kind() {
            return IndicatorKind.named("sma", "Simple moving average")
                    .description("mean of the last closes")
                    .source("textbook definition")
                    .period("period", 20)
                    .warmUp(with -> (int) with[0], "The first value comes with as many bars as the period.")
                    .extraBytes(with -> 8 * (long) with[0])
                    .creates(with -> new Sma((int) with[0]));
        }
    }
}
