package dev.ticktide.market;

/** One thing that happened in the market, as accepted from outside: a {@link Candle} or one kind of {@link Metadata}. */
public sealed interface MarketEvent extends LogEvent permits Candle, Metadata {

    /** Event time in epoch microseconds, as stated by the sender. */
    @Override
    long time();
}
