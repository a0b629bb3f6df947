package dev.ticktide.market.bar;

import dev.ticktide.market.Candle;

/**
 * Open, high, low, close and volume over one timeframe's interval. Immutable; checks nothing, since it is made of valid
 * candles.
 *
 * @param time start of the interval, epoch microseconds
 * @param open of the first candle in order of time
 * @param close of the last candle in order of time
 * @param volume sum of the candles' volumes
 * @param candles how many raw candles went into it
 */
public record Bar(long time, double open, double high, double low, double close, double volume, int candles) {

    /** A bar of one candle that begins at the candle's time, as on raw. */
    public static Bar of(Candle candle) {
        return new Bar(candle.time(), candle.open(), candle.high(), candle.low(), candle.close(), candle.volume(), 1);
    }
}
