package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Data as people have it, sent to the real program: ahead of the clock, newest first, several trades a second, open candles. */
class OwnDataTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    private final long minute = Instant.now().getEpochSecond() / 60 * 60;
    private TicktideProcess server;

    @Test
    void ownDataComesIn() throws Exception {
        server = ticktide.start(folder, "start", Ports.free());
        aTimeAheadOfTheClockSilencesNobody();
        aBatchNewestFirstGivesTheHistoryOfOldestFirst();
        tradesOfOneInstantLoseNoVolume();
        anOpenCandleSentAgainGivesTheRightBars();
    }

    private void aTimeAheadOfTheClockSilencesNobody() throws Exception {
        HttpResponse<String> refused = server.post(candle("FUT", minute + 72_000, 50, 1));
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("in_future"), refused.body());
        assertEquals(
                "{\"status\":\"stored\"}",
                server.post(candle("FUT", minute - 60, 51, 1)).body());
    }

    private void aBatchNewestFirstGivesTheHistoryOfOldestFirst() throws Exception {
        String newestFirst = "[" + candle("NEWFIRST", minute - 60, 3, 1) + "," + candle("NEWFIRST", minute - 120, 2, 1)
                + "," + candle("NEWFIRST", minute - 180, 1, 1) + "]";
        assertEquals(
                "{\"status\":\"stored\",\"stored\":3,\"duplicate\":0,\"late\":0}",
                server.post(newestFirst).body());
        assertEquals("[1.0,2.0,3.0]", closes("NEWFIRST", "raw", 3));
        assertEquals("[1.0,2.0]", closes("NEWFIRST", "1m", 2));
    }

    private void tradesOfOneInstantLoseNoVolume() throws Exception {
        for (int i = 0; i < 3; i++) {
            String print = candle("BCH-EUR", minute - 600, 90 + i, 2).replace("}", ",\"sequence\":" + i + "}");
            assertEquals("{\"status\":\"stored\"}", server.post(print).body());
            assertEquals("{\"status\":\"duplicate\"}", server.post(print).body());
        }
        server.post(candle("BCH-EUR", minute - 60, 90, 1));
        assertEquals(6, bars("BCH-EUR", "1m", 1).get(0).get(5).asDouble());
    }

    private void anOpenCandleSentAgainGivesTheRightBars() throws Exception {
        String first = candle("POLL", minute - 240, 11, 9);
        assertEquals(
                200,
                server.post("?on_conflict=replace", "[" + first + "," + candle("POLL", minute - 180, 11.1, 1) + "]")
                        .statusCode());
        String again = "[" + first + "," + candle("POLL", minute - 180, 12, 7) + "]";
        assertEquals(409, server.post(again).statusCode());
        HttpResponse<String> kept = server.post(
                "?on_conflict=keep",
                "[" + candle("POLL", minute - 180, 12, 7) + "," + candle("KEEP", minute, 1, 1) + "]");
        assertEquals(200, kept.statusCode());
        assertTrue(kept.body().contains("\"stored\":1") && kept.body().contains("\"pointer\":\"/0\""), kept.body());
        assertTrue(server.post("?on_conflict=replace", again).body().contains("\"replaced\":1"));
        assertEquals(
                "{\"status\":\"stored\",\"stored\":0,\"duplicate\":2,\"late\":0}",
                server.post("?on_conflict=replace", again).body());
        server.post(
                "?on_conflict=replace",
                "[" + candle("POLL", minute - 120, 14, 2) + "," + candle("POLL", minute - 180, 13, 9) + "]");
        JsonNode bar = bars("POLL", "1m", 2).get(1);
        assertEquals("[13.0,13.0,13.0,13.0,9.0]", values(bar));
        assertEquals(
                "{\"status\":\"replaced\"}",
                server.post("?on_conflict=replace", candle("POLL", minute - 180, 99, 99))
                        .body());
        assertEquals("[11.0,13.0]", closes("POLL", "1m", 2));
        JsonNode raw = server.get("/api/v1/candles?symbol=POLL&timeframe=raw");
        assertEquals(99, raw.get("data").get(1).get(4).asDouble());
        assertEquals("[11.1,11.1,11.1,11.1,1.0]", values(raw.get("corrected").get(0)), "as it came first");
        Await.until(
                "the day's volume of what holds",
                LIMIT,
                () -> volumeOfTheDay("POLL"),
                volume -> volume == ofTheDay(minute - 240, 9) + ofTheDay(minute - 180, 99) + 2);
        assertEquals(400, server.post("?on_conflict=keep&mode=history", first).statusCode());
        assertEquals(400, server.post("?on_conflict=never", first).statusCode());
    }

    /** A candle's volume if it is of the day of the newest one. */
    private double ofTheDay(long second, double volume) {
        return second / 86_400 == (minute - 120) / 86_400 ? volume : 0;
    }

    private double volumeOfTheDay(String symbol) {
        for (JsonNode stock : server.get("/api/v1/summary").get("stocks")) {
            if (stock.get("symbol").asText().equals(symbol)) {
                return stock.get("day").get("volume").asDouble();
            }
        }
        return -1;
    }

    private String closes(String symbol, String timeframe, int count) {
        StringBuilder closes = new StringBuilder();
        bars(symbol, timeframe, count).forEach(bar -> closes.append(closes.isEmpty() ? "[" : ",")
                .append(bar.get(4).asDouble()));
        return closes.append("]").toString();
    }

    private JsonNode bars(String symbol, String timeframe, int count) {
        return Await.until(
                count + " bars of " + symbol,
                LIMIT,
                () -> server.get("/api/v1/candles?symbol=" + symbol + "&timeframe=" + timeframe)
                        .get("data"),
                data -> data.size() == count);
    }

    private static String values(JsonNode bar) {
        StringBuilder values = new StringBuilder();
        for (int i = 1; i < 6; i++) {
            values.append(i == 1 ? "[" : ",").append(bar.get(i).asDouble());
        }
        return values.append("]").toString();
    }

    private static String candle(String symbol, long seconds, double price, double volume) {
        return String.format(
                Locale.ROOT,
                "{\"stock_symbol\":\"%s\",\"opening_price\":%3$s,\"closing_price\":%3$s,\"high\":%3$s,\"low\":%3$s,"
                        + "\"volume\":%4$s,\"timestamp\":%2$d}",
                symbol,
                seconds,
                price,
                volume);
    }
}
