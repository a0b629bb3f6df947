package dev.ticktide.formula;

import com.google.auto.service.AutoService;
import dev.ticktide.formula.window.GainShare;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * Relative strength index after Wilder (1978): 100 - 100 / (1 + average gain / average loss), both averages seeded with
 * the means of the first n gains and losses and then smoothed by (previous * (n - 1) + x) / n. 0 to 100; no losses 100,
 * no gains 0, neither 50. First value at bar n + 1, since n changes need n + 1 closes.
 *
 * <p>Only the ratio of the averages counts. So instead of shrinking both by (n - 1) / n at every bar, each new change
 * gets a weight that grows by n / (n - 1): the same formula, but a bar without a change leaves both sums, and so the
 * value, bit for bit unchanged, however long the price does not move.
 */
public final class Rsi extends LineIndicator {

    private final int period;
    private int have;
    private double gains;
    private double losses;
    private double weight = 1;
    private double lastClose = Double.NaN;
    private double value = Double.NaN;

    /** @param period number of changes in the averages, at least 1 */
    public Rsi(int period) {
        this.period = period;
    }

    @Override
    public double update(double close) {
        value = preview(close);
        if (!Double.isNaN(lastClose)) {
            add(close - lastClose);
        }
        lastClose = close;
        return value;
    }

    @Override
    public double preview(double close) {
        if (Double.isNaN(lastClose) || have < period - 1) {
            return Double.NaN;
        }
        double change = close - lastClose;
        double kept = kept();
        double added = change * nextWeight();
        return index(gains * kept + Math.max(added, 0), losses * kept + Math.max(-added, 0));
    }

    @Override
    public double value() {
        return value;
    }

    @Override
    public void write(WireWriter out) {
        out.writeVar(have).writeDouble(gains).writeDouble(losses).writeDouble(weight);
        out.writeDouble(lastClose).writeDouble(value);
    }

    @Override
    public void read(WireReader in) {
        have = in.readInt();
        gains = in.readDouble();
        losses = in.readDouble();
        weight = in.readDouble();
        lastClose = in.readDouble();
        value = in.readDouble();
    }

    private static double index(double gain, double loss) {
        if (loss == 0) {
            return gain == 0 ? GainShare.FLAT : GainShare.MOST;
        }
        // One division, of sums that are often exact: three parts in ten are 30, not 30.000000000000004.
        return Math.min(GainShare.MOST, GainShare.MOST * gain / (gain + loss));
    }

    private void add(double change) {
        weight = nextWeight();
        double kept = kept();
        double added = change * weight;
        gains = gains * kept + Math.max(added, 0);
        losses = losses * kept + Math.max(-added, 0);
        have = Math.min(period, have + 1);
        if (change != 0) {
            dropWhatIsNothing();
        }
        if (weight > GainShare.HEAVY) {
            lighten();
        }
    }

    /** The first n changes make the seed, all of one weight. */
    private double nextWeight() {
        return have < period || period == 1 ? weight : weight * (period / (period - 1.0));
    }

    /** With a period of 1 nothing is kept of the change before. */
    private double kept() {
        return period == 1 ? 0 : 1;
    }

    private void dropWhatIsNothing() {
        if (gains < losses * GainShare.NOTHING_BESIDE) {
            gains = 0;
        } else if (losses < gains * GainShare.NOTHING_BESIDE) {
            losses = 0;
        }
    }

    /** By a power of two, which keeps every bit of the ratio. */
    private void lighten() {
        weight *= GainShare.LIGHTER;
        if (Math.max(gains, losses) > GainShare.FORGOTTEN) {
            gains *= GainShare.LIGHTER;
            losses *= GainShare.LIGHTER;
        }
    }

    /** {@code rsi(14)}. */
    @AutoService(IndicatorKind.Provider.class)
    public static final class Provider implements IndicatorKind.Provider {

        @Override
        public IndicatorKind kind() {
            return IndicatorKind.named("rsi", "Relative strength index")
                    .description("Wilder's share of gains in all moves, from 0 to 100")
                    .source("J. Welles Wilder, New Concepts in Technical Trading Systems, 1978")
                    .period("period", 14)
                    .ownPane(new IndicatorKind.Scale(0, 30, 70, 100))
                    .warmUp(with -> (int) with[0] + 1, "The first value comes with one bar more than the period.")
                    .creates(with -> new Rsi((int) with[0]));
        }
    }
}
