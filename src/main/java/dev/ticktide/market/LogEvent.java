package dev.ticktide.market;

/**
 * What an entry of a partition's log is about: something the market did, as a sender reports it, or something that the
 * partition's owner decided.
 */
public sealed interface LogEvent permits MarketEvent, Decision {

    /** Event time in epoch microseconds. */
    long time();

    /** What the event is about: a stock symbol, or for an economic indicator its name. Never empty. */
    String subject();
}
