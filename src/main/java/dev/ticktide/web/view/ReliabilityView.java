package dev.ticktide.web.view;

import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;

/**
 * How the signals of a strategy turned out, beside what every bar would have given. Rates and returns are fractions;
 * without samples they are {@code NaN}, which is written as null.
 *
 * @param low lower end of the 95 % interval of the hit rate
 * @param high upper end of it
 */
public record ReliabilityView(
        String strategy,
        int version,
        Timeframe timeframe,
        Side side,
        int horizonBars,
        int samples,
        int hits,
        int ties,
        double hitRate,
        double low,
        double high,
        double meanReturn,
        Base base) {

    /** Of every bar. */
    public record Base(long samples, long hits, long ties, double hitRate, double meanReturn) {

        static Base of(Reliability.Base base) {
            return new Base(
                    base.samples(),
                    base.hits(),
                    base.ties(),
                    base.hitRate(),
                    base.samples() == 0 ? Double.NaN : base.meanReturn());
        }
    }

    /** A mean return without samples, which is 0 there, is {@code NaN} here. */
    public static ReliabilityView of(Reliability reliability) {
        return new ReliabilityView(
                reliability.strategy(),
                reliability.version(),
                reliability.timeframe(),
                reliability.side(),
                reliability.horizonBars(),
                reliability.samples(),
                reliability.hits(),
                reliability.ties(),
                reliability.hitRate(),
                reliability.low(),
                reliability.high(),
                reliability.samples() == 0 ? Double.NaN : reliability.meanReturn(),
                Base.of(reliability.base()));
    }
}
