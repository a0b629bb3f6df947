package dev.ticktide.market;

/**
 * How often the signals of one strategy, timeframe and side went their way after {@code horizonBars} bars.
 *
 * @param samples signals whose forward return is known; no statement is worth more than this number allows
 * @param hits those among them that went the signal's way
 * @param meanReturn mean forward return as a fraction, not signed by side; 0 without samples
 */
public record Reliability(
        String strategy, Timeframe timeframe, Side side, int horizonBars, int samples, int hits, double meanReturn) {

    private static final double Z_95 = 1.959963984540054;

    public double hitRate() {
        return samples == 0 ? Double.NaN : (double) hits / samples;
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
        if (samples == 0) {
            return Double.NaN;
        }
        double z2 = Z_95 * Z_95;
        double rate = hitRate();
        double centre = rate + z2 / (2 * samples);
        double spread = Z_95 * Math.sqrt(rate * (1 - rate) / samples + z2 / (4.0 * samples * samples));
        return Math.min(1, Math.max(0, (centre + sign * spread) / (1 + z2 / samples)));
    }
}
