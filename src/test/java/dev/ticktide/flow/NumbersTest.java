package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the REST interface says of candles that were posted, against what anybody can work out from them. */
class NumbersTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MINUTE = 60;
    private static final int DAY = 86_400;
    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    private static TicktideProcess server;

    /** Noon two days ago: long enough ago that nobody takes it for live, and one day holds all of it. */
    private static long base;

    @BeforeAll
    static void start() {
        base = Instant.now().getEpochSecond() / DAY * DAY - DAY - DAY / 2;
        server = TICKTIDE.start(folder, "start", Ports.free());
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    private record Row(
            double time, double open, double high, double low, double close, double volume, boolean late, long seq) {}

    /** A bar as it is made of rows: times of its start and of its earliest candle. */
    private static final class Made {
        private final double start;
        private double first;
        private double open;
        private double high;
        private double low;
        private double close;
        private double volume;

        Made(double start, Row row) {
            this.start = start;
            first = row.time;
            open = row.open;
            high = row.high;
            low = row.low;
            close = row.close;
            volume = row.volume;
        }

        void widen(Row row) {
            if (row.time < first) {
                first = row.time;
                open = row.open;
            }
            high = Math.max(high, row.high);
            low = Math.min(low, row.low);
            close = row.late ? close : row.close;
            volume += row.volume;
        }

        List<Double> row() {
            return List.of(start, open, high, low, close, volume);
        }
    }

    @Test
    void theBarsCanBeMadeAgainFromTheRawRows() {
        Random random = new Random(11);
        int count = 600;
        List<String> candles = new ArrayList<>();
        double price = 100;
        for (int i = 0; i < count; i++) {
            price *= 1 + 0.01 * random.nextGaussian();
            int back = random.nextInt(4) == 0 ? random.nextInt(400) : 0;
            candles.add(candle("LATE", i * 20 - back + i / 1e4, price, 1 + random.nextInt(50)));
        }
        for (String candle : candles) {
            post("[" + candle + "]");
        }
        List<Row> rows = rows("LATE", count);
        assertEquals(count, rows.size());
        assertTrue(rows.stream().filter(Row::late).count() > count / 10, "late ones are marked");
        rows.sort(Comparator.comparingLong(Row::seq));
        for (int minutes : new int[] {1, 5, 15}) {
            List<List<Double>> made = bars(rows, 1_000L * minutes * MINUTE);
            List<List<Double>> stored = new ArrayList<>();
            for (JsonNode bar : server.get("/api/v1/candles?symbol=LATE&timeframe=" + minutes + "m&limit=10000")
                    .get("data")) {
                List<Double> row = new ArrayList<>();
                bar.forEach(value -> row.add(value.asDouble()));
                stored.add(row);
            }
            assertEquals(made, stored, minutes + "m");
        }
        Row first = rows.stream().min(Comparator.comparingDouble(Row::time)).orElseThrow();
        JsonNode summary = Await.until(
                "all candles in the summary",
                LIMIT,
                () -> server.get("/api/v1/summary/LATE"),
                found -> found.at("/day/bars").asInt() == count);
        JsonNode day = summary.get("day");
        assertEquals(first.open, day.get("open").asDouble());
        assertEquals(
                rows.stream().mapToDouble(Row::high).max().orElseThrow(),
                day.get("high").asDouble());
        assertEquals(
                rows.stream().mapToDouble(Row::low).min().orElseThrow(),
                day.get("low").asDouble());
        double volume = rows.stream().mapToDouble(Row::volume).sum();
        assertEquals(volume, day.get("volume").asDouble());
        double traded = rows.stream()
                .mapToDouble(row -> (row.high + row.low + row.close) / 3 * row.volume)
                .sum();
        assertEquals(traded / volume, day.get("vwap").asDouble(), 1e-9);
    }

    /** A bar without a move shrinks what an RSI remembers of gains and losses alike: it forgets nothing, however long. */
    @Test
    void anRsiIsTheLiveOneAtAnyLimitAfterAPriceHasStoodStill() {
        List<String> candles = new ArrayList<>();
        List<Double> closes = new ArrayList<>();
        double close = 400;
        for (int i = 0; i < 31 + 1_200; i++) {
            // Falling by 3, every fourth time rising by 3.28: the first 31 make an RSI that is neither 0 nor 50.
            close += i == 0 || i > 31 ? 0 : i % 4 == 0 ? 3.28 : -3;
            closes.add(close);
            candles.add(candle("STILL", i * MINUTE, close, 1));
        }
        candles.add(candle("STILL", 1_231 * MINUTE, close, 1));
        post("[" + String.join(",", candles) + "]");
        double expected = wilder(closes, 14);
        assertTrue(expected > 5 && expected < 45, () -> "rsi " + expected);
        Await.until(
                "the bars",
                LIMIT,
                () -> server.get("/api/v1/candles?symbol=STILL&timeframe=1m&limit=2000")
                        .get("length")
                        .asInt(),
                length -> length == 1_231);
        for (String timeframe : List.of("1m", "raw")) {
            JsonNode snapshot = server.get("/api/v1/snapshot?symbol=STILL&timeframe=" + timeframe + "&limit=3");
            double live = Await.until(
                            "the live value",
                            LIMIT,
                            () -> server.get("/api/v1/explain?symbol=STILL&timeframe=1m&time="
                                    + (base + 1_231 * MINUTE) * 1_000),
                            found -> found.has("values"))
                    .at("/values/rsi(14)")
                    .asDouble();
            assertEquals(expected, live, 1e-9);
            int column = columns(snapshot).indexOf("rsi(14)");
            assertEquals(live, snapshot.at("/data/2").get(column).asDouble(), "snapshot");
            for (int limit : new int[] {1, 2, 100, 500, 1_000, 1_220, 10_000}) {
                JsonNode answer = server.get("/api/v1/indicators?symbol=STILL&timeframe=" + timeframe
                        + "&names=rsi(14),rsi(7)&limit=" + limit);
                JsonNode data = answer.get("data");
                assertEquals(live, data.get(data.size() - 1).get(1).asDouble(), timeframe + " limit " + limit);
                assertEquals(
                        wilder(closes, 7),
                        data.get(data.size() - 1).get(2).asDouble(),
                        1e-9,
                        "a study on " + timeframe + " at limit " + limit);
            }
            JsonNode explained = server.get(
                    "/api/v1/explain?symbol=STILL&timeframe=" + timeframe + "&time=" + (base + 1_230 * MINUTE) * 1_000);
            assertEquals(live, explained.at("/values/rsi(14)").asDouble());
            assertEquals(live, explained.at("/previous/rsi(14)").asDouble());
            JsonNode rules = explained.get(explained.get("rules").isEmpty() ? "elsewhere" : "rules");
            assertEquals(
                    explained.at("/previous/rsi(14)"),
                    rules.findValue("rsi(14)[1]"),
                    "the rule looked at the same number");
        }
    }

    private static List<String> columns(JsonNode answer) {
        List<String> columns = new ArrayList<>();
        answer.get("columns").forEach(column -> columns.add(column.asText()));
        return columns;
    }

    /** The textbook's RSI, from the first close on. */
    private static double wilder(List<Double> closes, int period) {
        double gain = 0;
        double loss = 0;
        for (int i = 1; i < closes.size(); i++) {
            double change = closes.get(i) - closes.get(i - 1);
            double kept = i <= period ? 1 : (period - 1.0) / period;
            gain = gain * kept + Math.max(change, 0) / period;
            loss = loss * kept + Math.max(-change, 0) / period;
        }
        return 100 * gain / (gain + loss);
    }

    /** By the rule of docs/feed.md; the last one is still open. */
    private static List<List<Double>> bars(List<Row> rows, long millis) {
        List<Made> bars = new ArrayList<>();
        for (Row row : rows) {
            double start = Math.floor(row.time / millis) * millis;
            Made open = bars.isEmpty() ? null : bars.get(bars.size() - 1);
            if (open == null || start > open.start) {
                bars.add(new Made(start, row));
            } else if (start == open.start) {
                open.widen(row);
            }
        }
        return bars.subList(0, bars.size() - 1).stream().map(Made::row).toList();
    }

    private static List<Row> rows(String symbol, int count) {
        JsonNode answer = server.get("/api/v1/candles?symbol=" + symbol + "&timeframe=raw&limit=" + count);
        assertEquals(
                "[\"time\",\"open\",\"high\",\"low\",\"close\",\"volume\",\"late\",\"seq\"]",
                answer.get("columns").toString());
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : answer.get("data")) {
            rows.add(new Row(
                    row.get(0).asDouble(),
                    row.get(1).asDouble(),
                    row.get(2).asDouble(),
                    row.get(3).asDouble(),
                    row.get(4).asDouble(),
                    row.get(5).asDouble(),
                    row.get(6).asBoolean(),
                    row.get(7).asLong()));
        }
        return rows;
    }

    private static String candle(String symbol, double second, double close, double volume) {
        return String.format(
                Locale.ROOT,
                "{\"stock_symbol\":\"%s\",\"opening_price\":%s,\"closing_price\":%s,\"high\":%s,\"low\":%s,"
                        + "\"volume\":%s,\"timestamp\":%.4f}",
                symbol,
                close,
                close,
                close * 1.01,
                close * 0.99,
                volume,
                base + second);
    }

    private static void post(String json) {
        assertEquals(200, server.post(json).statusCode());
    }
}
