package dev.ticktide.market;

/** Context around the candles: orders, news, company figures and the economy. */
public sealed interface Metadata extends MarketEvent
        permits OrderBookEntry, NewsSentiment, MarketData, EconomicIndicator {

    /** The {@code data_type} that the sender names it by. */
    MetadataType type();

    /** The first of the two numbers every kind carries: price, score, market capitalisation or the indicator's value. */
    double first();

    /** The second number: quantity, magnitude or P/E ratio; 0 for an economic indicator, which has one number only. */
    double second();
}
