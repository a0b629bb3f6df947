package dev.ticktide.market;

/** One thing that happened in the market, as accepted from outside: a {@link Candle} or one kind of {@link Metadata}. */
public sealed interface MarketEvent permits Candle, Metadata {

    /** Event time in epoch microseconds, as stated by the sender. */
    long time();

    /** What the event is about: a stock symbol, or for an economic indicator its name. Never empty. */
    String subject();
}
