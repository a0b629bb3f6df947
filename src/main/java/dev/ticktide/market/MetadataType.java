package dev.ticktide.market;

import java.util.Locale;

/** The four kinds of metadata, named as in the {@code data_type} field. The order is part of the stored formats. */
public enum MetadataType {
    ORDER_BOOK,
    NEWS_SENTIMENT,
    MARKET_DATA,
    ECONOMIC_INDICATOR;

    /** The name used in JSON and in the store, such as {@code order_book}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
