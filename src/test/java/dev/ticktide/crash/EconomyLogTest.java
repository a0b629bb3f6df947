package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.Store;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Economic indicators are stored once, in a log of their own, whatever happens to its owner, and whoever wrote the store. */
class EconomyLogTest {

    private static final int PARTITIONS = 64;
    private static final int BATCH = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    @Test
    void theLargestBatchIsStoredOnceAndAnsweredSoon() throws Exception {
        TicktideProcess server = ticktide.start(folder, "start", Ports.free());
        assertEquals(200, server.post(candle(0)).statusCode());
        long begun = System.nanoTime();
        HttpResponse<String> answer = server.post(array(0, BATCH));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(took.toMillis() < 15_000, () -> "took " + took);
        JsonNode known = server.get("/api/v1/metadata?symbol=AAPL&type=economic_indicator&limit=1");
        assertEquals("Indicator 9", known.get(0).get("name").asText());
        HttpResponse<String> again = server.post(array(0, BATCH));
        assertEquals(200, again.statusCode(), again.body());

        server.terminate();
        server.awaitExit(Duration.ofSeconds(20));
        StoredData data = StoredData.read(folder.resolve("ticktide.db"));
        Consistency.log(data);
        assertEquals(BATCH, data.log().get(PARTITIONS).size());
        assertEquals(BATCH + 1, data.entries().size());
        long bytes = Files.size(folder.resolve("ticktide.db")) / BATCH;
        System.out.printf("EconomyLogTest: %d indicators in %d ms, %d bytes each%n", BATCH, took.toMillis(), bytes);
        assertTrue(bytes < 400, bytes + " bytes for one indicator, with its indexes");
    }

    @Test
    void anotherNodeTakesTheLogOver() throws Exception {
        Path file = folder.resolve("data/ticktide.db");
        try (Cluster cluster = new Cluster(folder, 2, file, List.of())) {
            int owner = owner(cluster, 0).equals(cluster.id(0, 0)) ? 0 : 1;
            int other = 1 - owner;
            assertEquals(200, cluster.post(other, mixed(0, 100), PATIENCE).statusCode());
            cluster.kill(owner);
            HttpResponse<String> answer = cluster.post(other, mixed(100, 200), PATIENCE);
            assertTrue(answer.statusCode() == 200 || answer.statusCode() == 503, answer.body());
            // Until it is known that the owner has gone; repeating is always safe.
            Await.until(
                    "a 200 from the other node",
                    Duration.ofSeconds(20),
                    () -> post(cluster, other, mixed(0, 200)),
                    status -> status == 200);
            assertEquals(cluster.id(other, other), owner(cluster, other));
            JsonNode known = new ObjectMapper()
                    .readTree(cluster.get(other, "/api/v1/metadata?type=economic_indicator&limit=500")
                            .body());
            assertEquals(200, known.size());
        }
        StoredData data = StoredData.read(file);
        Consistency.log(data);
        assertEquals(200, data.log().get(PARTITIONS).size());
    }

    /** With a copy in every partition's log, as version 2 of the schema had it. */
    @Test
    void aStoreWithCopiesInEveryLogGoesOn() throws Exception {
        Path file = folder.resolve("ticktide.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(script("001_start.sql"));
            statement.executeUpdate(script("002_node_beat.sql"));
            statement.executeUpdate("PRAGMA user_version = 2");
            statement.executeUpdate("INSERT INTO setting (name, value) VALUES ('partitions', '64')");
            for (int log = 0; log < PARTITIONS; log++) {
                statement.executeUpdate(
                        "INSERT INTO metadata (partition, seq, type, subject, time, arrival, late, first,"
                                + " second) VALUES (" + log + ", 1, 'economic_indicator', 'Indicator 7', "
                                + event(7).time() + ", "
                                + Samples.T0 + ", 0, 7, 0)");
            }
            int apple = StableHash.partition("AAPL", PARTITIONS);
            statement.executeUpdate("INSERT INTO symbol (symbol, partition) VALUES ('AAPL', " + apple + ")");
            statement.executeUpdate("INSERT INTO candle (partition, seq, symbol, time, arrival, late, open, high, low,"
                    + " close, volume) VALUES (" + apple + ", 2, 'AAPL', " + Samples.T0 + ", " + Samples.T0
                    + ", 0, 1, 3, 1, 2, 4)");
        }
        TicktideProcess server = ticktide.start(folder, "start", Ports.free(), "--set", "indicators.close_grace=0s");
        assertEquals("{\"status\":\"duplicate\"}", server.post(json(7)).body());
        assertEquals("{\"status\":\"stored\"}", server.post(json(8)).body());
        assertEquals(200, server.post(candle(60)).statusCode());
        JsonNode known = server.get("/api/v1/metadata?symbol=AAPL");
        assertEquals(2, known.size(), known::toString);
        assertEquals(
                2,
                server.get("/api/v1/candles?symbol=AAPL&timeframe=raw")
                        .get("length")
                        .asInt());

        server.kill9();
        StoredData data = StoredData.read(file);
        Consistency.log(data);
        assertEquals(2, data.log().get(PARTITIONS).size());
        assertEquals(PARTITIONS + 2 + 2, data.entries().size(), "the copies are still there");
    }

    private static String owner(Cluster cluster, int asked) throws Exception {
        return cluster.state(asked).path("economyLog").path("node").asText();
    }

    private static int post(Cluster cluster, int node, String body) {
        try {
            return cluster.post(node, body, PATIENCE).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String script(String name) throws IOException {
        try (InputStream in = Store.class.getResourceAsStream("/migrations/sqlite/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static MarketEvent event(int i) {
        return new EconomicIndicator("Indicator " + i % 10, Samples.T0 + i * 1_000_000L, i);
    }

    private static String json(int i) {
        return String.format(
                "{\"data_type\":\"economic_indicator\",\"indicator_name\":\"Indicator %d\",\"value\":%d,\"timestamp\":%d}",
                i % 10, i, event(i).time() / 1_000_000);
    }

    private static String array(int from, int to) {
        return IntStream.range(from, to).mapToObj(EconomyLogTest::json).collect(Collectors.joining(",", "[", "]"));
    }

    /** With candles of several partitions, so that both nodes take part. */
    private static String mixed(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> json(i) + "," + candle(i).replace("AAPL", "S" + i % 7))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String candle(int second) {
        return "{\"stock_symbol\":\"AAPL\",\"opening_price\":1,\"closing_price\":2,\"high\":3,\"low\":1,\"volume\":4,"
                + "\"timestamp\":" + (Samples.T0 / 1_000_000 + second + 1) + "}";
    }
}
