package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ticktide.app.Main;
import dev.ticktide.crash.ChildProcess.Ports;
import dev.ticktide.crash.ChildProcess.Setup;
import dev.ticktide.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line loads a CSV file from 1950 on under live candles of today while the server is killed at every place that
 * matters: what is read is either as before or all of the new generation, and the command, which sees broken connections only,
 * ends with everything loaded.
 */
class HistoryKillTest {

    private static final int KILLED = 137;
    private static final int DAYS = 5_000;
    private static final int LIVE = 60;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private final Ports ports = Ports.free();

    @Test
    void isWholeOrNotThereWhereverTheServerDies() throws Exception {
        Path csv = csv();
        Setup plain = new Setup(
                folder.resolve("ticktide.db"), folder.resolve("node.log"), ports, List.of(), Trial.arguments(folder));
        Process command = null;
        // Staged: in the middle of the second of three requests. Bars: the second chunk. Switched: all but committed.
        for (String place : List.of("HISTORY_STAGED:2", "HISTORY_BARS:2", "HISTORY_SWITCHED:1")) {
            try (ChildProcess node = ChildProcess.start(armed(plain, place))) {
                node.awaitReady();
                if (command == null) {
                    live();
                    command = ingest(csv);
                } else {
                    int candles = bars("raw").size();
                    assertTrue(candles == LIVE || candles == LIVE + DAYS, place + ": " + candles);
                }
                assertEquals(KILLED, node.awaitOwnEnd(), node::tail);
            }
        }
        try (ChildProcess node = ChildProcess.start(plain)) {
            node.awaitReady();
            assertTrue(command.waitFor(60, TimeUnit.SECONDS), "the command is still sending");
            assertEquals(0, command.exitValue(), Files.readString(folder.resolve("ingest.txt")));
            assertEquals(LIVE + DAYS, bars("raw").size());
            Await.until(() -> bars("1h").size() == DAYS);
            assertEquals(-631_152_000_000L, bars("1h").get(0).get(0).asLong());
            // Once more: nothing to do.
            Process again = ingest(csv);
            assertTrue(again.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, again.exitValue());
            String said = Files.readString(folder.resolve("ingest.txt"));
            assertTrue(said.contains("Loaded 0 candles; 5,000 were there already"), said);
            JsonNode signals = get("/api/v1/signals?symbol=PAST&limit=100");
            assertTrue(signals.size() > 0, signals.toString());
            JsonNode mails = get("/api/v1/notifications");
            assertTrue(mails.toString().indexOf("PAST") < 0, mails.toString());
        }
    }

    private Path csv() throws IOException {
        List<String> lines = new ArrayList<>(List.of("Date,Open,High,Low,Close,Volume"));
        double last = 100;
        for (int day = 0; day < DAYS; day++) {
            double close = 100 + 30 * Math.sin(day / 40.0) + day % 7;
            lines.add(String.format(
                    Locale.ROOT,
                    "%s,%.2f,%.2f,%.2f,%.2f,%d",
                    LocalDate.of(1950, 1, 1).plusDays(day),
                    last,
                    Math.max(last, close) + 1,
                    Math.min(last, close) - 1,
                    close,
                    1_000 + day));
            last = Math.round(close * 100) / 100.0;
        }
        return Files.write(folder.resolve("past.csv"), lines);
    }

    private Process ingest(Path csv) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "ingest",
                        csv.toString(),
                        "--symbol",
                        "PAST",
                        "--server",
                        ports.ingestUrl().replace("/ingest", ""))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("ingest.txt").toFile())
                .start();
    }

    private void live() throws Exception {
        StringBuilder lines = new StringBuilder();
        long now = System.currentTimeMillis() / 1_000 - LIVE;
        for (int i = 0; i < LIVE; i++) {
            lines.append(
                            "{\"stock_symbol\":\"PAST\",\"opening_price\":5,\"closing_price\":5,\"high\":5,\"low\":5,\"volume\":1,")
                    .append("\"timestamp\":")
                    .append(now + i)
                    .append("}\n");
        }
        HttpResponse<String> response = CLIENT.send(
                HttpRequest.newBuilder(URI.create(ports.ingestUrl()))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(lines.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
    }

    private List<JsonNode> bars(String timeframe) {
        List<JsonNode> rows = new ArrayList<>();
        get("/api/v1/candles?symbol=PAST&limit=10000&timeframe=" + timeframe)
                .get("data")
                .forEach(rows::add);
        return rows;
    }

    private JsonNode get(String path) {
        try {
            HttpResponse<String> response = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(ports.webUrl() + path))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            return JSON.readTree(response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Setup armed(Setup setup, String place) {
        List<String> jvm = new ArrayList<>(setup.jvm());
        jvm.add("-Dticktide.failpoint=" + place);
        return new Setup(setup.data(), setup.log(), setup.ports(), setup.prefix(), jvm, setup.arguments());
    }
}
