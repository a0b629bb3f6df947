package dev.ticktide.market.symbol;

import java.util.Locale;

/** Which way an order or a signal points. The order is part of the stored formats. */
public enum Side {
    BUY,
    SELL;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** {@code buy} or {@code sell}. */
    public String label() {
        return label;
    }

    /** +1 for buy, -1 for sell: the sign a price change must have to be a success for this side. */
    public int sign() {
        return this == BUY ? 1 : -1;
    }
}
