package dev.ticktide.market;

import dev.ticktide.market.symbol.Symbols;

/**
 * The open bars of a symbol that end at or before {@code time} are closed, although no later candle has come. A candle of an
 * earlier time that comes after this one is late.
 *
 * @param time epoch microseconds, the end of the latest bar closed
 */
public record BarsClosed(String symbol, long time) implements Decision {

    /** @throws IllegalArgumentException if the symbol does not have the form of {@link Symbols} */
    public BarsClosed {
        Symbols.require(symbol);
    }

    @Override
    public String subject() {
        return symbol;
    }

    @Override
    public DecisionKind kind() {
        return DecisionKind.BARS_CLOSED;
    }

    @Override
    public String body() {
        return "";
    }
}
