package dev.ticktide.market;

/** Events other than candles: order book entries, news sentiment, company figures, economic indicators. */
public sealed interface Metadata extends MarketEvent
        permits OrderBookEntry, NewsSentiment, MarketData, EconomicIndicator {

    /** The kind, as named by {@code data_type} in a request. */
    MetadataType type();

    /** The first of the two numbers every kind carries: price, score, market capitalisation or the indicator's value. */
    double first();

    /** The second number: quantity, magnitude or P/E ratio; 0 for an economic indicator, which has one number only. */
    double second();
}
