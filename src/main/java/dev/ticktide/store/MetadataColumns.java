package dev.ticktide.store;

import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes metadata of the columns that its four kinds share. */
public final class MetadataColumns {

    private MetadataColumns() {}

    /**
     * @param type the label of a {@link MetadataType}
     * @param time epoch microseconds
     * @param side of an order; {@code null} for the other kinds
     * @throws IllegalArgumentException if the type is none, or the values are none of that kind
     * @throws IllegalStateException if an order has no side
     */
    public static Metadata read(
            String type, String subject, long time, @Nullable String side, double first, double second) {
        return switch (MetadataType.valueOf(type.toUpperCase(Locale.ROOT))) {
            case ORDER_BOOK -> {
                if (side == null) {
                    throw new IllegalStateException("a stored order of " + subject + " has no side");
                }
                yield new OrderBookEntry(subject, time, SignalColumns.side(side), first, second);
            }
            case NEWS_SENTIMENT -> new NewsSentiment(subject, time, first, second);
            case MARKET_DATA -> new MarketData(subject, time, first, second);
            case ECONOMIC_INDICATOR -> new EconomicIndicator(subject, time, first);
        };
    }
}
