package dev.ticktide.indicator.history;

/**
 * One symbol in a load of history.
 *
 * @param load the sender's name for the load
 */
record SymbolLoad(String symbol, String load) {}
