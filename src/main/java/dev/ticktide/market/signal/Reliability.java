package dev.ticktide.market.signal;

import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;

/**
 * How often the signals of one strategy, version, timeframe and side of one symbol went their way over {@code horizonBars}
 * bars, and beside it how often any bar of that symbol and timeframe would have. Both are measured alike: in at the open of
 * the next bar, out at the close of bar {@code horizonBars}.
 *
 * @param samples signals whose forward return is known; no statement is worth more than this number allows
 * @param hits those among them that went the signal's way
 * @param ties those whose price had not moved at all: neither hit nor miss
 * @param meanReturn mean forward return as a fraction, counted as a gain when the price went the signal's way; 0 without samples
 * @param base the same for every bar, signal or not
 */
public record Reliability(
        String strategy,
        int version,
        Timeframe timeframe,
        Side side,
        int horizonBars,
        int samples,
        int hits,
        int ties,
        double meanReturn,
        Base base) {

    private static final double Z_95 = 1.959963984540054;

    /**
     * The same figures for a trade entered at every bar, on the same side: the rate to judge a strategy against, since
     * in a rising stock most buys hit.
     *
     * @param samples bars whose forward return is known
     * @param hits those after which the price went the side's way
     * @param ties those after which the price had not moved
     * @param meanReturn mean forward return as a fraction, a gain when the price went the side's way; 0 without samples
     */
    public record Base(long samples, long hits, long ties, double meanReturn) {

        /** Share of hits among the bars after which the price had moved; {@code NaN} if there are none. */
        public double hitRate() {
            return samples == ties ? Double.NaN : (double) hits / (samples - ties);
        }
    }

    /** Signals that were either a hit or a miss. */
    public int decided() {
        return samples - ties;
    }

    /** Share of hits among the decided ones; {@code NaN} if there are none. */
    public double hitRate() {
        return decided() == 0 ? Double.NaN : (double) hits / decided();
    }

    /** Lower end of the 95 % Wilson score interval (Wilson 1927, without continuity correction) of the hit rate. */
    public double low() {
        return wilson(-1);
    }

    /** Upper end of the same interval. */
    public double high() {
        return wilson(1);
    }

    private double wilson(int sign) {
        int count = decided();
        if (count == 0) {
            return Double.NaN;
        }
        double z2 = Z_95 * Z_95;
        double rate = hitRate();
        double centre = rate + z2 / (2 * count);
        double spread = Z_95 * Math.sqrt(rate * (1 - rate) / count + z2 / (4.0 * count * count));
        return Math.min(1, Math.max(0, (centre + sign * spread) / (1 + z2 / count)));
    }
}
