package dev.ticktide.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;

/** Events as the JSON array that {@code /ingest} takes, with the brief's field names. */
public final class IngestJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int BYTES_PER_EVENT = 160;
    private static final int MICRO_DIGITS = 6;

    private IngestJson() {}

    public static byte[] array(List<? extends MarketEvent> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(events.size() * BYTES_PER_EVENT);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartArray();
            for (MarketEvent event : events) {
                write(out, event);
            }
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, MarketEvent event) throws IOException {
        out.writeStartObject();
        if (event instanceof Candle candle) {
            candle(out, candle);
        } else if (event instanceof Metadata metadata) {
            metadata(out, metadata);
        }
        out.writeNumberField("timestamp", BigDecimal.valueOf(event.time(), MICRO_DIGITS));
        out.writeEndObject();
    }

    private static void candle(JsonGenerator out, Candle candle) throws IOException {
        out.writeStringField("stock_symbol", candle.symbol());
        out.writeNumberField("opening_price", candle.open());
        out.writeNumberField("closing_price", candle.close());
        out.writeNumberField("high", candle.high());
        out.writeNumberField("low", candle.low());
        out.writeNumberField("volume", candle.volume());
    }

    private static void metadata(JsonGenerator out, Metadata metadata) throws IOException {
        out.writeStringField("data_type", metadata.type().label());
        if (metadata instanceof OrderBookEntry order) {
            out.writeStringField("stock_symbol", order.symbol());
            out.writeStringField("order_type", order.side().label());
            out.writeNumberField("price", order.price());
            out.writeNumberField("quantity", order.quantity());
        } else if (metadata instanceof NewsSentiment news) {
            out.writeStringField("stock_symbol", news.symbol());
            out.writeNumberField("sentiment_score", news.score());
            out.writeNumberField("sentiment_magnitude", news.magnitude());
        } else if (metadata instanceof MarketData data) {
            out.writeStringField("stock_symbol", data.symbol());
            out.writeNumberField("market_cap", data.marketCap());
            out.writeNumberField("pe_ratio", data.peRatio());
        } else if (metadata instanceof EconomicIndicator economy) {
            out.writeStringField("indicator_name", economy.name());
            out.writeNumberField("value", economy.value());
        }
    }
}
