package dev.ticktide.market.message;

/** Asks the owner of a symbol for its {@link SymbolView}. */
public record SymbolQuery(int partition, String symbol) {}
