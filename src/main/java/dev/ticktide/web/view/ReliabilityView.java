package dev.ticktide.web.view;

import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;

/** How the signals of a strategy turned out, beside what every bar would have given. */
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
