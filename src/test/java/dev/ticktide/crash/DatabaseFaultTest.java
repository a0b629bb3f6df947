package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.Await;
import dev.ticktide.testing.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Something happens to the database under load: it dies, hangs, becomes slow, or its answer to a commit is lost. Clients must be
 * told so at once, nothing that was answered may be missing, and everything must go on by itself. {@code -Dticktide.seed=S}
 * repeats a run's load.
 */
class DatabaseFaultTest {

    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int CLIENTS = 6;

    /** Longer than a node waits for the database before it gives its partitions to others. */
    private static final long LONG_MILLIS = 5_000;

    private static final long SHORT_MILLIS = 1_000;

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
    void aDatabaseThatDiesAndComesBack(@TempDir Path folder) throws Exception {
        try (Cluster cluster =
                        new Cluster(folder, 2, folder.resolve("unused.db"), Trial.arguments(folder, server.url()));
                Trial trial = Trial.of("F6", folder, cluster, server, random, CLIENTS)) {
            Thread.sleep(1_000);
            long before = rate(trial, 2_000);
            die(trial, "kill -9", server::kill, LONG_MILLIS, before);
            die(trial, "kill -9", server::kill, SHORT_MILLIS, before);
            die(trial, "immediate stop", server::stopImmediately, SHORT_MILLIS, before);
            trial.end("");
        }
    }

    private static void die(Trial trial, String how, Supplier<PostgresServer.Dead> end, long millis, long rateBefore)
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
        Thread.sleep(millis);
        dead.startAgain();
        long back = System.nanoTime();
        long acked = trial.untilAcked(back, Duration.ofSeconds(20));
        long rate = 0;
        long begun = System.nanoTime();
        while (rate < rateBefore * 0.7 && System.nanoTime() - begun < 15_000_000_000L) {
            rate = rate(trial, 1_000);
        }
        Set<String> codes = Set.of("storage_unavailable", "outcome_unknown", "overloaded");
        trial.history().refusals().forEach(each -> assertTrue(codes.contains(each.code()), each.toString()));
        System.out.printf(
                "F6 %s for %d ms: first refusal after %d ms, slow refusals %d ms, first 200 %d ms after it answers"
                        + " again, %d operations a second before and %d after (%d ms)%n",
                how,
                millis,
                told,
                trial.slowRefusal(died, "storage_unavailable"),
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
