package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is older than it is to be kept goes while candles flow; what is left replays to the same bits, also after a kill. */
class RetentionTest {

    private static final int BATCH = 100;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    private final AtomicBoolean enough = new AtomicBoolean();
    private int sent;

    @Test
    void oldEntriesGoAndTheRestIsWorthAsMuchAsTheWhole() throws Exception {
        Path config = folder.resolve("ticktide.yaml");
        Files.writeString(config, Consistency.configuration() + "store: {retention: {candles: 2s}}\n");
        Ports ports = Ports.free();
        TicktideProcess server = ticktide.start(folder, "start", ports, "-c", config.toString());
        Thread load = new Thread(() -> load(server), "load");
        load.start();
        try {
            Await.until("entries removed", LIMIT, () -> removed(server), count -> count > 500);
        } finally {
            enough.set(true);
            load.join();
        }
        HttpResponse<String> old = server.post(batch(0));
        assertEquals(422, old.statusCode(), old.body());
        assertTrue(old.body().contains("behind_retention"), old.body());
        assertEquals(200, server.post(batch(sent - 1)).statusCode(), "a duplicate of what is there");
        assertTrue(
                server.get("/api/v1/candles?symbol=R0&timeframe=1m")
                                .get("length")
                                .asInt()
                        > 0,
                "bars stay");
        assertTrue(server.stderr().contains("Retention: removed"), server.stderr());
        server.kill9();
        int newest = check();

        TicktideProcess again = ticktide.start(folder, "start", ports, "-c", config.toString());
        assertEquals(200, again.post(batch(sent)).statusCode());
        again.terminate();
        again.awaitExit(LIMIT);
        assertTrue(check() > newest);
        Path backup = folder.resolve("backup.db");
        TicktideProcess copying = ticktide.launch(folder, "backup", Ports.free(), backup.toString());
        assertEquals(0, copying.awaitExit(LIMIT), copying::stderr);
        TicktideProcess restoring = ticktide.launch(
                folder,
                "restore",
                Ports.free(),
                backup.toString(),
                "--verify",
                "--data",
                folder.resolve("restored.db").toString());
        assertEquals(0, restoring.awaitExit(LIMIT), restoring::stderr);
    }

    /** Whether each log has no gap after its beginning, and its first snapshot leads to the others; gives the highest seq. */
    private int check() throws SQLException {
        Path file = folder.resolve("ticktide.db");
        Map<Integer, Long> bases = bases(file);
        assertTrue(!bases.isEmpty(), "a log has been shortened");
        StoredData data = StoredData.read(file);
        assertEquals("ok", data.integrity());
        Map<Integer, byte[]> states = new HashMap<>();
        long newest = 0;
        for (Map.Entry<Integer, Long> base : bases.entrySet()) {
            List<LogEntry> log = data.log().getOrDefault(base.getKey(), List.of()).stream()
                    .filter(entry -> entry.seq() > base.getValue())
                    .toList();
            for (int i = 0; i < log.size(); i++) {
                assertEquals(base.getValue() + i + 1, log.get(i).seq());
            }
            newest = Math.max(newest, base.getValue() + log.size());
            StoredData.Snapshot first = data.snapshots().stream()
                    .filter(each -> each.partition() == base.getKey() && each.seq() == base.getValue())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no snapshot where log " + base + " begins"));
            states.put(base.getKey(), fold(first, log));
        }
        for (StoredData.Snapshot each : data.snapshots()) {
            Long base = bases.get(each.partition());
            if (base != null && each.seq() > base) {
                List<LogEntry> tail = data.log().get(each.partition()).stream()
                        .filter(entry -> entry.seq() > each.seq())
                        .toList();
                assertArrayEquals(states.get(each.partition()), fold(each, tail), "snapshot " + each.seq());
            }
        }
        return (int) newest;
    }

    private static byte[] fold(StoredData.Snapshot from, List<LogEntry> tail) {
        PartitionState state = PartitionState.restore(from.body(), Consistency.INDICATORS);
        tail.forEach(entry -> state.apply(entry, update -> {}));
        return state.snapshot();
    }

    private static Map<Integer, Long> bases(Path file) throws SQLException {
        Map<Integer, Long> bases = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT partition, seq FROM log_base")) {
            while (row.next()) {
                bases.put(row.getInt(1), row.getLong(2));
            }
        }
        return bases;
    }

    private static double removed(TicktideProcess server) {
        return server.fetch("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("ticktide_retention_removed_total{kind=\"entries\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private void load(TicktideProcess server) {
        while (!enough.get()) {
            if (server.post(batch(sent)).statusCode() == 200) {
                sent++;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Candles of two symbols, a headline and an economic indicator. */
    private static String batch(int number) {
        return IntStream.range(number * BATCH, (number + 1) * BATCH)
                        .mapToObj(RetentionTest::candle)
                        .collect(Collectors.joining(",", "[", ","))
                + "{\"data_type\":\"economic_indicator\",\"indicator_name\":\"GDP\",\"value\":" + number
                + ",\"timestamp\":" + time(number * BATCH)
                + "},{\"data_type\":\"news_sentiment\",\"stock_symbol\":\"R1\","
                + "\"sentiment_score\":0.5,\"sentiment_magnitude\":0.5,\"timestamp\":" + time(number * BATCH) + "}]";
    }

    private static String candle(int i) {
        double close = 100 + 10 * Math.sin(i * 0.07);
        return "{\"stock_symbol\":\"R" + i % 2 + "\",\"opening_price\":" + close + ",\"closing_price\":" + close
                + ",\"high\":" + (close + 1) + ",\"low\":" + (close - 1) + ",\"volume\":10,\"timestamp\":" + time(i)
                + "}";
    }

    private static long time(int i) {
        return Samples.T0 / 1_000_000 + i;
    }
}
