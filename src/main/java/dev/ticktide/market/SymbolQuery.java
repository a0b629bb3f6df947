package dev.ticktide.market;

/** Asks the owner of a symbol for its {@link SymbolView}. */
public record SymbolQuery(int partition, String symbol) {}
