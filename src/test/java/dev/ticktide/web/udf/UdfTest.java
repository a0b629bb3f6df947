package dev.ticktide.web.udf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.numeric.PriceDigits;
import dev.ticktide.store.Store;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart protocol over HTTP. */
class UdfTest extends UdfServer {

    @Test
    void configSaysWhatThereIsAndOnlyThat() throws Exception {
        JsonNode config = json("/udf/config");
        for (String flag : List.of("supports_search", "supports_marks", "supports_timescale_marks", "supports_time")) {
            assertTrue(config.get(flag).asBoolean(), flag);
        }
        assertFalse(config.get("supports_group_request").asBoolean());
        assertEquals("[\"1\",\"5\",\"60\"]", config.get("supported_resolutions").toString());
        assertEquals("TICKTIDE", config.get("exchanges").get(1).get("value").asText());
        assertEquals("stock", config.get("symbols_types").get(1).get("value").asText());
    }

    @Test
    void timeIsPlainSeconds() throws Exception {
        RawHttp.Answer answer = http.get("/udf/time");
        assertEquals(Long.toString(SECONDS + 3_600), answer.body());
        assertTrue(answer.headers().get("Content-Type").startsWith("text/plain"));
    }

    @ParameterizedTest
    @CsvSource({"aa,AAPL", "inc,AAPL", "ms,MSFT", "zzz,''", "'','AAPL,MSFT'"})
    void searchFindsSymbolsAndNames(String query, String symbols) throws Exception {
        List<String> found = new ArrayList<>();
        json("/udf/search?limit=30&type=&exchange=&query=" + query)
                .forEach(each -> found.add(each.get("symbol").asText()));
        assertEquals(symbols, String.join(",", found));
    }

    @Test
    void aSearchRowHasWhatTheDialogShows() throws Exception {
        assertEquals(
                "[{\"symbol\":\"AAPL\",\"full_name\":\"TICKTIDE:AAPL\",\"description\":\"Apple Inc.\","
                        + "\"exchange\":\"TICKTIDE\",\"type\":\"stock\",\"ticker\":\"AAPL\"}]",
                json("/udf/search?query=a&limit=1").toString());
        assertEquals(0, json("/udf/search?query=a&type=forex").size());
        assertEquals(0, json("/udf/search?query=a&exchange=NASDAQ").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAPL", "aapl", "TICKTIDE:AAPL"})
    void aSymbolHasEveryFieldOfTheLibrary(String name) throws Exception {
        JsonNode symbol = json("/udf/symbols?symbol=" + name);
        Map<String, String> fields = Map.of(
                "name", "AAPL",
                "ticker", "AAPL",
                "description", "Apple Inc.",
                "type", "stock",
                "session", "24x7",
                "timezone", "Etc/UTC",
                "exchange", "TICKTIDE",
                "listed_exchange", "TICKTIDE",
                "format", "price",
                "data_status", "streaming");
        fields.forEach((field, value) -> assertEquals(value, symbol.get(field).asText(), field));
        assertEquals(1, symbol.get("minmov").asInt());
        assertEquals(100, symbol.get("pricescale").asInt());
        assertEquals(0, symbol.get("volume_precision").asInt());
        assertTrue(symbol.get("has_intraday").asBoolean());
        assertFalse(symbol.get("has_seconds").asBoolean());
        assertFalse(symbol.get("has_daily").asBoolean());
        assertEquals("[\"1\",\"5\",\"60\"]", symbol.get("intraday_multipliers").toString());
        assertEquals("[\"1\",\"5\",\"60\"]", symbol.get("supported_resolutions").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "0.5,100",
        "0.005,1000",
        "1,100",
        "250.25,100",
        "1.0716,10000",
        "0.00125812,100000000",
        "1.234e-8,100000000000",
        "1.23456789123e-8,1000000000000",
        "1e-15,1000000000000",
        "NaN,100"
    })
    void thePriceScaleTellsNeighbouringPricesApart(double price, long scale) {
        assertEquals(scale, UdfSymbolInfo.priceScale(PriceDigits.of(price)));
    }

    @Test
    void historyIsColumnsInOrderWithTheOpenBarLast() throws Exception {
        JsonNode history = json("/udf/history?symbol=AAPL&resolution=1&from=" + SECONDS + "&to=" + (SECONDS + 3_600));
        assertEquals("ok", history.get("s").asText());
        assertEquals(
                LongStream.rangeClosed(0, 10).mapToObj(i -> SECONDS + 60 * i).toList(), longs(history.get("t")));
        for (String column : List.of("o", "h", "l", "c", "v")) {
            assertEquals(11, history.get(column).size(), column);
        }
        assertEquals(110, history.get("o").get(10).asDouble());
        assertEquals(112, history.get("h").get(10).asDouble());
        assertEquals(109, history.get("l").get(10).asDouble());
        assertEquals(110.5, history.get("c").get(10).asDouble());
        assertEquals(100, history.get("v").get(10).asDouble());
    }

    @Test
    void toIsNotPartOfTheRangeAndCountWinsOverFrom() throws Exception {
        String base = "/udf/history?symbol=AAPL&resolution=1&to=" + (SECONDS + 300);
        assertEquals(
                List.of(SECONDS + 120, SECONDS + 180, SECONDS + 240),
                longs(json(base + "&from=" + (SECONDS + 120)).get("t")));
        assertEquals(
                List.of(SECONDS + 180, SECONDS + 240),
                longs(json(base + "&countback=2&from=" + SECONDS).get("t")));
        assertEquals(
                List.of(SECONDS + 540, SECONDS + 600),
                longs(json("/udf/history?symbol=AAPL&resolution=1&countback=2&to=" + (SECONDS + 9_000))
                        .get("t")));
    }

    @Test
    void whereNothingIsItSaysWhereToLook() throws Exception {
        assertEquals(
                "{\"s\":\"no_data\",\"nextTime\":" + (SECONDS + 540) + "}",
                json("/udf/history?symbol=AAPL&resolution=1&from=" + (SECONDS + 7_200) + "&to=" + (SECONDS + 9_000))
                        .toString());
        assertEquals(
                "{\"s\":\"no_data\"}",
                json("/udf/history?symbol=AAPL&resolution=1&from=0&to=" + (SECONDS - 60))
                        .toString());
        assertEquals(
                "{\"s\":\"no_data\"}",
                json("/udf/history?symbol=MSFT&resolution=5&countback=5&to=" + SECONDS)
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "history?symbol=NONE&resolution=1&from=0&to=1|unknown_symbol",
                "history?symbol=%3Cb%3E&resolution=1&from=0&to=1|unknown_symbol",
                "history?symbol=AAPL&resolution=3&from=0&to=1|only of 1, 5, 60",
                "history?symbol=AAPL&resolution=99999D&from=0&to=1|only of 1, 5, 60",
                "history?symbol=AAPL&from=0&to=1|resolution is required",
                "history?symbol=AAPL&resolution=1&from=x&to=1|from must be UTC seconds",
                "history?symbol=AAPL&resolution=1&from=2&to=1|from is later than to",
                "history?symbol=AAPL&resolution=1&to=1&countback=-1|countback must be a whole number",
                "symbols|symbol is required",
                "marks?symbol=NONE&resolution=1|unknown_symbol",
                "quotes|symbols is required",
            })
    void mistakesAreToldInTheProtocolsOwnShape(String call, String message) throws Exception {
        JsonNode answer = json("/udf/" + call);
        assertEquals("error", answer.get("s").asText());
        assertTrue(answer.get("errmsg").asText().contains(message), answer.toString());
    }

    @Test
    void marksAreSignalsOnTimesOfBars() throws Exception {
        JsonNode marks = json("/udf/marks?symbol=AAPL&resolution=5&from=" + SECONDS + "&to=" + (SECONDS + 300));
        assertEquals(List.of(SECONDS, SECONDS + 300), longs(marks.get("time")));
        assertEquals("[\"a1\",\"a2\"]", marks.get("id").toString());
        assertEquals("[\"B\",\"S\"]", marks.get("label").toString());
        for (String column : List.of("color", "text", "labelFontColor", "minSize")) {
            assertEquals(2, marks.get(column).size(), column);
        }
        assertEquals(
                "[\"a1\"]",
                json("/udf/marks?symbol=AAPL&resolution=5&from=0&to=" + (SECONDS + 299))
                        .get("id")
                        .toString());
        assertEquals(
                0,
                json("/udf/marks?symbol=AAPL&resolution=1&from=0&to=" + (SECONDS + 999))
                        .get("id")
                        .size());
    }

    @Test
    void marksOlderThanTheNewestFiveHundredAreThere() throws Exception {
        List<Signal> many = new ArrayList<>();
        long oldest = Samples.T0 - 1_200 * 300_000_000L;
        for (int i = 0; i < 1_200; i++) {
            many.add(Samples.signal("b" + i, "MSFT", oldest + i * 300_000_000L, Side.BUY));
        }
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), many, List.of())));
        String all = "/udf/marks?symbol=MSFT&resolution=5&from=" + oldest / 1_000_000 + "&to=" + (SECONDS - 1);
        assertEquals(1_200, json(all).get("id").size());
        String first = "/udf/marks?symbol=MSFT&resolution=5&from=0&to=" + (oldest / 1_000_000 + 299);
        assertEquals("[\"b0\"]", json(first).get("id").toString());
    }

    @Test
    void newsAndEconomyAreMarksOnTheTimeScale() throws Exception {
        JsonNode marks =
                json("/udf/timescale_marks?symbol=AAPL&resolution=1&from=" + SECONDS + "&to=" + (SECONDS + 3_600));
        assertEquals(2, marks.size());
        assertEquals(SECONDS + 120, marks.get(0).get("time").asLong());
        assertEquals("N", marks.get(0).get("label").asText());
        assertEquals("News, sentiment -0.5", marks.get(0).get("tooltip").get(0).asText());
        assertEquals("E", marks.get(1).get("label").asText());
        assertEquals("<b>GDP</b>", marks.get(1).get("tooltip").get(0).asText(), "data as it is; the chart escapes");
        assertFalse(
                marks.get(0).get("id").asText().equals(marks.get(1).get("id").asText()));
        assertEquals(0, json("/udf/timescale_marks?symbol=AAPL&from=0&to=1").size());
    }

    @Test
    void marksOfLongAgoAreFoundHoweverManyAreNewer() throws Exception {
        JsonNode old = json("/udf/timescale_marks?symbol=MSFT&from=" + SECONDS + "&to=" + (SECONDS + 180));
        assertEquals(2, old.size());
        assertEquals(SECONDS + 120, old.get(0).get("time").asLong());
        assertEquals(SECONDS + 180, old.get(1).get("time").asLong(), "the end of the range belongs to it");
        JsonNode all = json("/udf/timescale_marks?symbol=MSFT&from=0&to=" + 2 * SECONDS);
        assertEquals(10_000, all.size(), "the newest of a range");
        assertEquals(
                SECONDS + 600 + MANY_NEWS - 1,
                all.get(all.size() - 1).get("time").asLong());
    }

    @Test
    void quotesAnswerForEachSymbol() throws Exception {
        JsonNode quotes = json("/udf/quotes?symbols=AAPL,NONE");
        assertEquals("ok", quotes.get("s").asText());
        JsonNode apple = quotes.get("d").get(0);
        assertEquals("ok", apple.get("s").asText());
        assertEquals("AAPL", apple.get("n").asText());
        assertEquals(Samples.summary("AAPL").last(), apple.get("v").get("lp").asDouble());
        assertEquals(
                Samples.summary("AAPL").changePercent(),
                apple.get("v").get("chp").asDouble());
        assertEquals("error", quotes.get("d").get(1).get("s").asText());
    }

    @Test
    void onlyNamedPagesElsewhereMayReadAndOnlyThis() throws Exception {
        RawHttp.Answer allowed = from(CHARTS, "/udf/config");
        assertEquals(200, allowed.status());
        assertEquals(CHARTS, allowed.headers().get("Access-Control-Allow-Origin"));
        assertEquals("Origin", allowed.headers().get("Vary"));
        assertEquals(403, from("https://evil.example.org", "/udf/config").status());
        RawHttp.Answer api = from(CHARTS, "/api/v1/symbols");
        assertEquals(403, api.status());
        assertNull(api.headers().get("Access-Control-Allow-Origin"));
        assertEquals(403, from(CHARTS, "/udf/../api/v1/symbols").status());
        assertEquals(403, from(CHARTS, "/udf/%2e%2e/api/v1/symbols").status());
        assertEquals(403, from(CHARTS, "/udf/%zz").status());
    }

    private static RawHttp.Answer from(String origin, String path) throws IOException {
        return http.send("GET " + path + " HTTP/1.1", "Host: 127.0.0.1:" + port, "Origin: " + origin);
    }

    private static List<Long> longs(JsonNode array) {
        List<Long> values = new ArrayList<>();
        array.forEach(each -> values.add(each.asLong()));
        return values;
    }
}
