package dev.ticktide.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.symbol.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class IngestJsonTest {

    private static final long TIME = 1_644_016_200_500_000L;

    @Test
    void theFieldsAreTheOnesOfTheBrief() throws IOException {
        same(
                new Candle("AAPL", TIME, 150.25, 157.5, 149.8, 155.2, 1_000_000),
                "{'stock_symbol':'AAPL','opening_price':150.25,'closing_price':155.2,'high':157.5,'low':149.8,"
                        + "'volume':1000000.0,'timestamp':1644016200.5}");
        same(
                new OrderBookEntry("AAPL", TIME, Side.BUY, 560.75, 50),
                "{'data_type':'order_book','timestamp':1644016200.5,'stock_symbol':'AAPL','order_type':'buy',"
                        + "'price':560.75,'quantity':50.0}");
        same(
                new NewsSentiment("AAPL", TIME, -0.5, 0.25),
                "{'data_type':'news_sentiment','timestamp':1644016200.5,'stock_symbol':'AAPL',"
                        + "'sentiment_score':-0.5,'sentiment_magnitude':0.25}");
        same(
                new MarketData("AAPL", TIME, 2e12, 30.5),
                "{'data_type':'market_data','timestamp':1644016200.5,'stock_symbol':'AAPL','market_cap':2e12,"
                        + "'pe_ratio':30.5}");
        same(
                new EconomicIndicator("GDP Growth Rate", TIME, 2.5),
                "{'data_type':'economic_indicator','timestamp':1644016200.5,'indicator_name':'GDP Growth Rate',"
                        + "'value':2.5}");
    }

    @Test
    void timesKeepTheirMicroseconds() {
        String json = text(List.of(new EconomicIndicator("CPI", 1_644_016_200_000_001L, 1)));
        assertTrue(json.contains("\"timestamp\":1644016200.000001"), json);
    }

    @Test
    void noLocaleGetsIntoTheNumbers() {
        List<MarketEvent> events = List.of(new Candle("AAPL", TIME, 1_234.5, 1_234.5, 1_234.5, 1_234.5, 7));
        String plain = text(events);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(plain, text(events));
        } finally {
            Locale.setDefault(before);
        }
    }

    /** JSON numbers are compared by value, so that 50 and 50.0 are the same. */
    private static void same(MarketEvent event, String expected) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode array = json.readTree(IngestJson.array(List.of(event)));
        JsonNode wanted = json.readTree("[" + expected.replace('\'', '"') + "]");
        assertTrue(
                wanted.equals(
                        (a, b) -> a.isNumber() && b.isNumber() && a.doubleValue() == b.doubleValue()
                                ? 0
                                : a.equals(b) ? 0 : 1,
                        array),
                array::toString);
    }

    private static String text(List<MarketEvent> events) {
        return new String(IngestJson.array(events), StandardCharsets.UTF_8);
    }
}
