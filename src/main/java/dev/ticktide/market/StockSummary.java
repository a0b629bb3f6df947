package dev.ticktide.market;

import java.util.List;

/**
 * How one stock performs: today's (UTC day of its newest candle) price range, volume and VWAP, how it moves from candle to
 * candle, and how its signals turned out.
 *
 * @param seq of the last log entry that went into it
 * @param previousClose last close of the day before; {@code NaN} if there was none, then {@code open} is what change refers to
 * @param vwap sum of typical price (high + low + close) / 3 times volume, over the sum of volume; {@code NaN} without volume
 * @param bars raw candles today
 * @param meanMove mean close-to-close change between successive candles today, in price units
 * @param moveDeviation sample standard deviation of the same; 0 below two changes
 * @param buySignals raised so far, over all strategies and timeframes
 */
public record StockSummary(
        String symbol,
        long seq,
        double last,
        long lastTime,
        double previousClose,
        double open,
        double high,
        double low,
        double volume,
        double vwap,
        long bars,
        double meanMove,
        double moveDeviation,
        long buySignals,
        long sellSignals,
        List<Reliability> reliability) {

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
