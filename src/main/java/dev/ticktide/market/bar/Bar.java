package dev.ticktide.market.bar;

import dev.ticktide.market.Candle;

/**
 * Open, high, low, close and volume over one timeframe's interval.
 *
 * @param time start of the interval, epoch microseconds
 * @param candles how many raw candles went into it
 */
public record Bar(long time, double open, double high, double low, double close, double volume, int candles) {

    public static Bar of(Candle candle) {
        return new Bar(candle.time(), candle.open(), candle.high(), candle.low(), candle.close(), candle.volume(), 1);
    }
}
