package dev.ticktide.market;

import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.numeric.Numbers;

/**
 * One order seen in the book.
 *
 * @param time epoch microseconds
 * @param price finite and positive
 * @param quantity in shares, finite and positive
 */
public record OrderBookEntry(String symbol, long time, Side side, double price, double quantity) implements Metadata {

    /** @throws IllegalArgumentException if the symbol or a number is not as said above */
    public OrderBookEntry {
        Symbols.require(symbol);
        Numbers.requirePositive("price", price);
        Numbers.requirePositive("quantity", quantity);
    }

    @Override
    public String subject() {
        return symbol;
    }

    @Override
    public MetadataType type() {
        return MetadataType.ORDER_BOOK;
    }

    @Override
    public double first() {
        return price;
    }

    @Override
    public double second() {
        return quantity;
    }
}
