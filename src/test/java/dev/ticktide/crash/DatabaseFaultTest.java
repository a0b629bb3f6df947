package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.crash.ChildProcess.Ports;
import dev.ticktide.crash.ChildProcess.Setup;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Something happens to the database under load: it dies, hangs, becomes slow, or its answer to a commit is lost. Clients must be
 * told so at once, nothing that was answered may be missing, and everything must go on by itself. {@code -Dticktide.seed=S}
 * repeats a run's load.
 */
@Tag("alone")
class DatabaseFaultTest {

    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int CLIENTS = 6;

    /** So much is stored under load before something happens to the nodes, and after it. */
    private static final int LOADED = 25 * CLIENTS;

    private static final int MOST_MISSES = 5;

    /** Longer than a node waits for the database before it gives its partitions to others. */
    private static final long LONG_MILLIS = 4_500;

    private static final long SHORT_MILLIS = 1_000;

    private static final int LOST_ACKS = 3;
    private static final int LOST_ACKS_UNDER_LOAD = 8;

    /** As the protocol has it, which tells it from the READ COMMITTED that a transaction begins with. */
    private static final String COMMIT = "COMMIT\0";

    private static final String UNAVAILABLE = "storage_unavailable";
    private static final int HANG_SECONDS = Integer.getInteger("ticktide.hang.seconds", 8);
    private static final int MAX_IN_FLIGHT = 32;
    /** Longer than the store waits for a lock. */
    private static final long LOCKED_MILLIS = 6_500;

    private static final long SLOW_MILLIS = 5_000;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static PostgresServer server;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void start() {
        System.out.printf("DatabaseFaultTest: -Dticktide.seed=%d%n", SEED);
        server = PostgresServer.mortal();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @BeforeEach
    void clear() {
        server.clear();
    }

    @Test
    void aDatabaseThatHangsOrDies(@TempDir Path folder) throws Exception {
        try (Cluster cluster =
                        new Cluster(folder, 2, folder.resolve("unused.db"), Trial.arguments(folder, server.url()));
                Trial trial = Trial.of("F6, F15", folder, cluster, () -> StoredData.read(server), random, CLIENTS)) {
            trial.untilMoreAcked(LOADED);
            long before = rate(trial, 2_000);
            hang(cluster, trial);
            die(cluster, trial, "kill -9", server::kill, LONG_MILLIS, before);
            die(cluster, trial, "kill -9", server::kill, SHORT_MILLIS, before);
            die(cluster, trial, "immediate stop", server::stopImmediately, SHORT_MILLIS, before);
            trial.end("");
        }
    }

    @Test
    void aLostAnswerToACommitIsUnknownAndItsRepeatADuplicate(@TempDir Path folder) throws Exception {
        Ports ports = Ports.free();
        try (FaultProxy proxy = new FaultProxy(server.port(), SEED);
                ChildProcess node = ChildProcess.start(new Setup(
                        folder.resolve("unused.db"),
                        folder.resolve("node.log"),
                        ports,
                        List.of(),
                        Trial.arguments(folder, server.url(proxy.port()))))) {
            node.awaitReady();
            for (int i = 0; i < LOST_ACKS; i++) {
                loseAnswer(proxy, ports, 1_700_000_000L + i * (MOST_MISSES + 1L));
            }
            try (Trial trial = new Trial(
                    "F16",
                    folder,
                    () -> List.of(node),
                    List.of(URI.create(ports.ingestUrl())),
                    List.of(URI.create(ports.webUrl())),
                    () -> StoredData.read(server),
                    random,
                    CLIENTS)) {
                trial.untilMoreAcked(LOADED);
                for (int i = 0; i < LOST_ACKS_UNDER_LOAD; i++) {
                    Thread.sleep(random.nextInt(400));
                    int before = proxy.swallowed();
                    proxy.swallowAnswersTo(COMMIT, 1);
                    Await.until("a lost answer", Duration.ofSeconds(10), proxy::swallowed, count -> count > before);
                    trial.load().requireNoFailures();
                }
                trial.end("LOST");
                System.out.printf(
                        "F16: %d answers to commits lost, batches repeated afterwards: %d had been stored, %d had not%n",
                        proxy.swallowed(),
                        trial.load().found().stored().get(),
                        trial.load().found().notStored().get());
                assertTrue(trial.load().found().stored().get() > 0, "no lost answer hit an append");
            }
        }
    }

    /** Without load the next commit is that of our candle, unless a snapshot of the candle before is stored just then. */
    private static void loseAnswer(FaultProxy proxy, Ports ports, long begin) throws Exception {
        long time = begin;
        proxy.swallowAnswersTo(COMMIT, 1);
        HttpResponse<String> first = post(ports, candle(time));
        while (first.statusCode() == 200 && time < begin + MOST_MISSES) {
            time++;
            proxy.swallowAnswersTo(COMMIT, 1);
            first = post(ports, candle(time));
        }
        String candle = candle(time);
        assertEquals(503, first.statusCode(), first.body());
        assertTrue(first.body().contains("\"outcome_unknown\""), first.body());
        assertTrue(first.headers().firstValue("Retry-After").orElse("").matches("[0-9]+"), "Retry-After");
        assertEquals("1", server.query("SELECT COUNT(*) FROM candle WHERE time = " + time * 1_000_000));
        HttpResponse<String> second = Await.until(
                "an answer", Duration.ofSeconds(10), () -> post(ports, candle), answer -> answer.statusCode() == 200);
        assertTrue(second.body().contains("\"duplicate\""), second.body());
        assertEquals("1", server.query("SELECT COUNT(*) FROM candle WHERE time = " + time * 1_000_000));
    }

    private static String candle(long time) {
        return "{\"stock_symbol\":\"LOST\",\"opening_price\":1,\"closing_price\":1,\"high\":1,\"low\":1,"
                + "\"volume\":1,\"timestamp\":" + time + "}";
    }

    private static HttpResponse<String> post(Ports ports, String json) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(ports.ingestUrl()))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDatabaseThatIsSlowAndOneThatIsLocked(@TempDir Path folder) throws Exception {
        try (FaultProxy proxy = new FaultProxy(server.port(), SEED)) {
            List<String> arguments = new ArrayList<>(Trial.arguments(folder, server.url(proxy.port())));
            arguments.addAll(List.of("--set", "ingest.max_in_flight=" + MAX_IN_FLIGHT));
            try (Cluster cluster = new Cluster(folder, 2, folder.resolve("unused.db"), arguments);
                    Trial trial = Trial.of("F14", folder, cluster, () -> StoredData.read(server), random, CLIENTS)) {
                trial.untilMoreAcked(LOADED);
                proxy.delay(500, 300);
                long before = candles();
                Flood flood = new Flood(cluster.ingestUrls(), 4 * MAX_IN_FLIGHT);
                Thread.sleep(SLOW_MILLIS);
                flood.stop();
                proxy.delay(0, 0);
                long acked = trial.untilAcked(System.nanoTime(), Duration.ofSeconds(20));
                long stored = candles() - before;
                System.out.printf(
                        "F14 slow: %s, %d candles stored meanwhile, first 200 after it %d ms%n", flood, stored, acked);
                flood.check();
                assertTrue(stored > 0, "slow, but it goes on");
                locked(trial);
                Set<String> there = trial.end("PROBE").entries().stream()
                        .map(entry -> entry.event().subject() + entry.event().time())
                        .collect(Collectors.toSet());
                assertTrue(there.containsAll(flood.acked()), "what was answered with 200 is stored");
            }
        }
    }

    private static long candles() {
        return Long.parseLong(server.query("SELECT COUNT(*) FROM candle"));
    }

    private static void locked(Trial trial) throws Exception {
        long begun = System.nanoTime();
        long released;
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE candle IN ACCESS EXCLUSIVE MODE");
            Thread.sleep(LOCKED_MILLIS);
            released = System.nanoTime();
        }
        long acked = trial.untilAcked(released, Duration.ofSeconds(20));
        long refused = trial.history().refusals().stream()
                .filter(refusal -> refusal.nanos() > begun)
                .count();
        System.out.printf("F14 locked: %d refusals, first 200 %d ms after the lock went%n", refused, acked);
        assertTrue(refused > 0, "nobody was told that the database is locked");
    }

    private static void hang(Cluster cluster, Trial trial) throws Exception {
        long frozen = System.nanoTime();
        server.freeze();
        try {
            Thread.sleep(HANG_SECONDS * 1_000L);
            assertEquals(503, cluster.get(0, "/health/ready").statusCode());
        } finally {
            server.thaw();
        }
        long acked = trial.untilAcked(System.nanoTime(), Duration.ofSeconds(20));
        System.out.printf(
                "F15 hung for %d s: first refusal after %d ms, slowest of them %d ms, first 200 %d ms after it went on%n",
                HANG_SECONDS,
                (trial.history().refusals().get(0).nanos() - frozen) / 1_000_000,
                trial.slowestRefusal(),
                acked);
    }

    private static void die(
            Cluster cluster, Trial trial, String how, Supplier<PostgresServer.Dead> end, long millis, long rateBefore)
            throws Exception {
        int refusals = trial.history().refusals().size();
        long died = System.nanoTime();
        PostgresServer.Dead dead = end.get();
        Await.until(
                "a refusal",
                Duration.ofSeconds(10),
                () -> trial.history().refusals().size(),
                size -> size > refusals);
        long told = (System.nanoTime() - died) / 1_000_000;
        assertEquals(
                503,
                cluster.get(0, "/api/v1/candles?symbol=CALM0").statusCode(),
                "what a reader is told while the database is away");
        Thread.sleep(millis);
        dead.startAgain();
        long back = System.nanoTime();
        long acked = trial.untilAcked(back, Duration.ofSeconds(20));
        long rate = 0;
        long begun = System.nanoTime();
        while (rate < rateBefore * 0.7 && System.nanoTime() - begun < 15_000_000_000L) {
            rate = rate(trial, 1_000);
        }
        Set<String> codes = Set.of(UNAVAILABLE, "outcome_unknown", "overloaded");
        trial.history().refusals().forEach(each -> assertTrue(codes.contains(each.code()), each.toString()));
        System.out.printf(
                "F6 %s for %d ms: first refusal after %d ms, slow refusals %d ms, first 200 %d ms after it answers"
                        + " again, %d operations a second before and %d after (%d ms)%n",
                how,
                millis,
                told,
                trial.slowRefusal(died, UNAVAILABLE),
                acked,
                rateBefore,
                rate,
                (System.nanoTime() - back) / 1_000_000);
        assertTrue(rate >= rateBefore * 0.7, rateBefore + " operations a second before, " + rate + " after");
    }

    /** Operations a second that are answered with 200. */
    private static long rate(Trial trial, long millis) throws InterruptedException {
        long from = System.nanoTime();
        Thread.sleep(millis);
        long to = System.nanoTime();
        return trial.history().ackedBetween(from, to) * 1_000_000_000L / (to - from);
    }
}
