package dev.ticktide.web.view;

import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.symbol.Side;

/** An item of metadata; its fields go by its type. */
public sealed interface FactView {

    /** An order seen in the book. */
    record Order(MetadataType type, String symbol, Millis time, Side side, double price, double quantity)
            implements FactView {}

    /** How the news reads; score from -1 to 1, magnitude from 0 to 1. */
    record News(MetadataType type, String symbol, Millis time, double score, double magnitude) implements FactView {}

    /** Figures of a company. */
    record Company(MetadataType type, String symbol, Millis time, double marketCap, double peRatio)
            implements FactView {}

    /** A figure about the economy, in the unit of its name. */
    record Economy(MetadataType type, Millis time, String name, double value) implements FactView {}

    static FactView of(Metadata metadata) {
        MetadataType type = metadata.type();
        String symbol = metadata.subject();
        Millis time = Millis.of(metadata.time());
        if (metadata instanceof OrderBookEntry order) {
            return new Order(type, symbol, time, order.side(), order.price(), order.quantity());
        }
        if (metadata instanceof NewsSentiment news) {
            return new News(type, symbol, time, news.score(), news.magnitude());
        }
        if (metadata instanceof MarketData data) {
            return new Company(type, symbol, time, data.marketCap(), data.peRatio());
        }
        EconomicIndicator economy = (EconomicIndicator) metadata;
        return new Economy(type, time, economy.name(), economy.value());
    }
}
