package dev.ticktide.market.signal;

import java.util.List;

/**
 * How one stock performs. {@code open} to {@code moveDeviationPercent} are of the UTC day that holds its newest candle;
 * the counts of signals and their reliability are since the first candle ever.
 *
 * @param seq of the last log entry that went into it
 * @param lastTime of the newest candle by its own time, epoch microseconds; may lie ahead of the clock
 * @param arrival when the newest candle came, late ones included, epoch microseconds by the clock of the node that took
 *     it; {@link #NEVER} if there is only history, which was loaded
 * @param previousClose last close of the day before; {@code NaN} if there was none, then {@code open} is what change
 *     refers to
 * @param vwap sum of typical price (high + low + close) / 3 times volume, over the sum of volume; {@code NaN} without
 *     volume
 * @param bars raw candles today, late ones included
 * @param meanMovePercent mean close-to-close change between successive candles today, in per cent
 * @param moveDeviationPercent sample standard deviation of the same; 0 below two changes
 * @param buySignals raised so far, over all strategies and timeframes
 * @param sellSignals likewise
 * @param reliability one for each strategy, version, timeframe, side and horizon
 */
public record StockSummary(
        String symbol,
        long seq,
        double last,
        long lastTime,
        long arrival,
        double previousClose,
        double open,
        double high,
        double low,
        double volume,
        double vwap,
        long bars,
        double meanMovePercent,
        double moveDeviationPercent,
        long buySignals,
        long sellSignals,
        List<Reliability> reliability) {

    /** No candle has come by itself. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final long DAY_MICROS = 86_400_000_000L;

    /** The same with another arrival. */
    public StockSummary arrived(long when) {
        return new StockSummary(
                symbol,
                seq,
                last,
                lastTime,
                when,
                previousClose,
                open,
                high,
                low,
                volume,
                vwap,
                bars,
                meanMovePercent,
                moveDeviationPercent,
                buySignals,
                sellSignals,
                reliability);
    }

    /** Midnight UTC that began the day which the day's figures are of, epoch microseconds. */
    public long dayStart() {
        return Math.floorDiv(lastTime, DAY_MICROS) * DAY_MICROS;
    }

    /** What {@link #change} is measured from. */
    public double reference() {
        return Double.isNaN(previousClose) ? open : previousClose;
    }

    /** Change of the last price against {@link #reference}. */
    public double change() {
        return last - reference();
    }

    /** The same in per cent. */
    public double changePercent() {
        return 100 * change() / reference();
    }
}
