package dev.ticktide.market;

import java.util.List;

/**
 * How one stock performs. {@code open} to {@code moveDeviationPercent} are of the UTC day that holds its newest candle; the
 * counts of signals and their reliability are since the first candle ever.
 *
 * @param seq of the last log entry that went into it
 * @param previousClose last close of the day before; {@code NaN} if there was none, then {@code open} is what change refers to
 * @param vwap sum of typical price (high + low + close) / 3 times volume, over the sum of volume; {@code NaN} without volume
 * @param bars raw candles today, late ones included
 * @param meanMovePercent mean close-to-close change between successive candles today, in per cent
 * @param moveDeviationPercent sample standard deviation of the same; 0 below two changes
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
        double meanMovePercent,
        double moveDeviationPercent,
        long buySignals,
        long sellSignals,
        List<Reliability> reliability) {

    private static final long DAY_MICROS = 86_400_000_000L;

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
