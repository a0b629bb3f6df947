package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.testing.FaultSmtp;
import dev.ticktide.testing.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes over PostgreSQL, one of which has its clock an hour early and one an hour late. Who owns what, order, signals and
 * mails are as with good clocks; what a clock decides is only how far in the future a timestamp may lie.
 */
@Tag("alone")
class ClockTest {

    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int CLIENTS = 6;

    /** So much is stored under load before something happens to the nodes, and after it. */
    private static final int LOADED = 25 * CLIENTS;

    private static final int RIGHT = 0;
    private static final int AHEAD = 1;
    private static final int BEHIND = 2;
    private static final long LOAD_MILLIS = 5_000;

    private final Random random = new Random(SEED);

    @Test
    void clocksThatAreAnHourOff(@TempDir Path folder) throws Exception {
        Path faketime = libfaketime();
        System.out.printf("ClockTest: -Dticktide.seed=%d%n", SEED);
        PostgresServer server = PostgresServer.shared();
        server.clear();
        try (FaultSmtp smtp = new FaultSmtp();
                Cluster cluster = new Cluster(
                        folder, 1, folder.resolve("unused.db"), Trial.arguments(folder, server.url(), smtp.port()))) {
            for (String offset : List.of("+1h", "-1h")) {
                cluster.joinUnder(List.of("env", "LD_PRELOAD=" + faketime, "FAKETIME=" + offset));
            }
            cluster.nodes().forEach(ChildProcess::awaitReady);
            clocksAreOff(cluster);
            onlyTheFutureMoves(cluster);
            try (Trial trial = Trial.of("F26", folder, cluster, () -> StoredData.read(server), random, CLIENTS)
                    .withMail()) {
                trial.untilMoreAcked(LOADED);
                String epochs = epochs(server);
                Thread.sleep(LOAD_MILLIS);
                assertEquals(epochs, epochs(server), "partitions that moved for no reason");
                trial.end("PROBE");
                for (int i = 0; i < cluster.size(); i++) {
                    assertEquals(0, cluster.metric(i, "ticktide_fenced_writes_total"), "fenced writes of node " + i);
                    assertEquals(
                            cluster.size(), cluster.state(i).get("nodes").size(), "nodes that node " + i + " sees");
                }
            }
            Map<String, Integer> delivered = new TreeMap<>();
            smtp.mails().forEach(mail -> delivered.merge(mail.messageId(), 1, Integer::sum));
            long twice = delivered.values().stream().filter(times -> times > 1).count();
            System.out.printf("F26: %d mails, %d of them more than once%n", delivered.size(), twice);
            assertTrue(!delivered.isEmpty(), "mails");
            assertEquals(0, twice, "mails that came more than once though nobody died");
        }
    }

    private static Path libfaketime() throws Exception {
        try (Stream<Path> found = Stream.of("/usr/lib", "/usr/local/lib")
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(ClockTest::libraries)) {
            Optional<Path> library = found.findFirst();
            String why = "SKIPPED: no libfaketime; install it (Debian: sudo apt-get install faketime)";
            if (library.isEmpty()) {
                System.out.println(why);
            }
            Assumptions.assumeTrue(library.isPresent(), why);
            return library.orElseThrow();
        }
    }

    private static Stream<Path> libraries(Path folder) {
        try (Stream<Path> found = Files.find(folder, 4, (path, unused) -> path.endsWith("faketime/libfaketime.so.1"))) {
            return found.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That the nodes' clocks are what they are meant to be. */
    private static void clocksAreOff(Cluster cluster) throws Exception {
        Map<Long, Double> startedAt = new TreeMap<>();
        for (JsonNode node : cluster.state(RIGHT).get("nodes")) {
            startedAt.put(node.get("pid").asLong(), node.get("startedAt").asDouble() / 1_000);
        }
        double right = startedAt.get(cluster.pid(RIGHT));
        assertEquals(3_600, startedAt.get(cluster.pid(AHEAD)) - right, 60, "seconds ahead");
        assertEquals(-3_600, startedAt.get(cluster.pid(BEHIND)) - right, 60, "seconds behind");
    }

    /** A candle may be a minute ahead of the node that takes it. */
    private static void onlyTheFutureMoves(Cluster cluster) throws Exception {
        long now = System.currentTimeMillis() / 1_000;
        long halfAnHourAhead = now + 1_800;
        post(cluster, RIGHT, halfAnHourAhead, 422);
        post(cluster, BEHIND, halfAnHourAhead, 422);
        post(cluster, BEHIND, now, 422);
        post(cluster, RIGHT, now, 200);
        post(cluster, AHEAD, halfAnHourAhead, 200);
    }

    private static void post(Cluster cluster, int node, long time, int status) throws Exception {
        HttpResponse<String> answer = cluster.post(
                node,
                "{\"stock_symbol\":\"PROBE\",\"opening_price\":1,\"closing_price\":1,\"high\":1,\"low\":1,\"volume\":1,"
                        + "\"timestamp\":" + time + "}",
                Duration.ofSeconds(20));
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(status == 422, answer.body().contains("in_future"), answer.body());
    }

    private static String epochs(PostgresServer server) {
        return server.query(
                "SELECT string_agg(stage || ' ' || partition || ' ' || epoch, ', ' ORDER BY stage, partition)"
                        + " FROM partition_owner");
    }
}
