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

    /** Noon yesterday: long enough ago that nobody takes it for live, and one day holds all of it. */
    private static long base;

    @BeforeAll
    static void start() {
        base = Instant.now().getEpochSecond() / DAY * DAY - DAY / 2;
        server = TICKTIDE.start(folder, "start", Ports.free());
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    private record Row(double time, double open, double high, double low, double close, double volume, boolean late, long seq) {}

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
            List<List<Double>> made = bars(rows, minutes * MINUTE * 1_000L);
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
                found -> found.get("bars").asInt() == count);
        assertEquals(first.open, summary.get("open").asDouble());
        assertEquals(rows.stream().mapToDouble(Row::high).max().orElseThrow(), summary.get("high").asDouble());
        assertEquals(rows.stream().mapToDouble(Row::low).min().orElseThrow(), summary.get("low").asDouble());
        double volume = rows.stream().mapToDouble(Row::volume).sum();
        assertEquals(volume, summary.get("volume").asDouble());
        double traded = rows.stream()
                .mapToDouble(row -> (row.high + row.low + row.close) / 3 * row.volume)
                .sum();
        assertEquals(traded / volume, summary.get("vwap").asDouble(), 1e-9);
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
