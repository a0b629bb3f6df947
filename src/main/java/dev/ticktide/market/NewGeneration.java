package dev.ticktide.market;

import dev.ticktide.market.symbol.Symbols;

/**
 * The past of a symbol was loaded: from here its bars, indicators and signals are those of all its candles that are stored
 * before this entry, live ones and loaded ones, in order of time. What they were before is void.
 *
 * @param time when it was decided, epoch microseconds
 * @param load the store's number of what was loaded
 */
public record NewGeneration(String symbol, long time, long load) implements Decision {

    /** @throws IllegalArgumentException if the symbol does not have the form of {@link Symbols} */
    public NewGeneration {
        Symbols.require(symbol);
    }

    @Override
    public String subject() {
        return symbol;
    }

    @Override
    public DecisionKind kind() {
        return DecisionKind.NEW_GENERATION;
    }

    @Override
    public String body() {
        return Long.toString(load);
    }
}
