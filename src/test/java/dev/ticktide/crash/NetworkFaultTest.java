package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hosts that do not reach each other, or the database. */
@Tag("alone")
class NetworkFaultTest extends ClusterOnHosts {

    @Test
    void halvesGoOnAndComeTogether() throws Exception {
        load("F9, F13", true);
        Owners before = new Owners();
        List<String> symbols =
                before.all().stream().map(NetworkFaultTest::symbolIn).toList();
        try (Screen screenOfA = new Screen(URI.create(cluster.ports(A).webUrl()), symbols);
                Screen screenOfB = new Screen(URI.create(cluster.ports(B).webUrl()), symbols)) {
            String ofA = symbolIn(before.of(A).iterator().next());
            String ofB = symbolIn(before.of(B).iterator().next());
            shows("before the split", screenOfA, ofB, screenOfB, ofA);

            network.cut(A, B);
            network.cut(A, C);
            long cut = System.nanoTime();
            // Each half with what it has, at once: no request has to wait for the other half to be given up.
            assertTrue(untilTaken(A, before.of(A), NOTICED) < 2_000, "A's own partitions at A");
            assertTrue(untilTaken(B, before.of(B), NOTICED) < 2_000, "B's own partitions at B");
            until("each half to see itself only", NOTICED, () -> members(A) == 1 && members(B) == 2 && members(C) == 2);
            long noticed = since(cut);
            Set<Integer> ofBAndC = new TreeSet<>(before.of(B));
            ofBAndC.addAll(before.of(C));
            while (since(cut) < 12_000) {
                untilTaken(A, before.of(A), Duration.ofSeconds(2));
                untilTaken(B, ofBAndC, Duration.ofSeconds(2));
                untilTaken(C, ofBAndC, Duration.ofSeconds(2));
                Thread.sleep(200);
            }
            Answer across = post(A, before.of(B));
            assertEquals(503, across.status(), across.body());
            assertEquals(Map.of(), before.movesNow(), "partitions that moved during the split");
            assertTrue(across.millis() < 1_000, "a request across was refused after " + across.millis() + " ms");
            for (int node = 0; node < NODES; node++) {
                assertTrue(ready(node), "a half serves what it has, so node " + node + " is ready");
            }
            network.heal();
            long healed = System.nanoTime();
            untilWhole();
            long whole = since(healed);
            untilAllTakeAll(WHOLE_AGAIN);
            long taking = since(healed);
            shows("after the split", screenOfA, ofB, screenOfB, ofA);
            long showing = since(healed);
            System.out.printf(
                    "F9, F13: halves noticed each other's absence after %d ms; a request across answered %d %s after %d"
                            + " ms; healed: one cluster, all ready after %d ms, every node takes every"
                            + " partition after %d ms, pages hear across after %d ms; moved meanwhile: %s%n",
                    noticed,
                    across.status(),
                    across.code(),
                    across.millis(),
                    whole,
                    taking,
                    showing,
                    before.movesNow());
            assertTrue(showing < WHOLE_AGAIN.toMillis(), "whole again after " + showing + " ms");
        }
        trial.end("PROBE");
    }

    @Test
    void aNodeThatIsNotHeardByAnother() throws Exception {
        load("F10", true);
        Owners before = new Owners();
        int mute = random.nextInt(NODES);
        int deaf = (mute + 1 + random.nextInt(NODES - 1)) % NODES;
        network.cutOneWay(mute, deaf);
        long cut = System.nanoTime();
        Map<Integer, Long> moved = new HashMap<>();
        while (since(cut) < 11_000) {
            before.movesNow().forEach((partition, times) -> moved.merge(partition, times, Math::max));
            Thread.sleep(250);
        }
        long acked = trial.history().acked();
        network.heal();
        long healed = System.nanoTime();
        untilWhole();
        untilAllTakeAll(WHOLE_AGAIN);
        System.out.printf(
                "F10: what %d says does not reach %d: %d partitions moved, at most %d times; %d acked by then; whole"
                        + " %d ms after%n",
                mute,
                deaf,
                moved.size(),
                moved.values().stream().mapToLong(Long::longValue).max().orElse(0),
                acked,
                since(healed));
        moved.forEach((partition, times) -> assertTrue(times <= 1, partition + " moved " + times + " times"));
        trial.end("PROBE");
    }

    @Test
    void aNodeThatIsCutFromTheDatabase() throws Exception {
        load("F11", true);
        Owners before = new Owners();
        Set<Integer> lost = before.of(A);
        Set<Integer> kept = before.of(B);
        assertTrue(!lost.isEmpty(), "A owns nothing");
        network.cut(A, network.database());
        long cut = System.nanoTime();
        CompletableFuture<Answer> reading = CompletableFuture.supplyAsync(() -> read(A, "/api/v1/signals"));
        Answer refused = post(A, lost);
        assertEquals(503, refused.status(), refused.body());
        assertTrue(untilTaken(B, kept, Duration.ofSeconds(2)) < 2_000, "B's own partitions at B");
        untilTaken(B, lost, Duration.ofSeconds(15));
        long elsewhere = since(cut);
        until("A to say that it is not ready", Duration.ofSeconds(10), () -> !ready(A));
        long unready = since(cut);
        Answer away = post(A, lost);
        Answer read = reading.get();
        assertEquals(503, read.status(), () -> "what a node can't read it must not give out as nothing: " + read);
        String readiness = cluster.get(A, "/health/ready").body().strip();
        network.heal();
        long healed = System.nanoTime();
        untilWhole();
        until("A to have its share", WHOLE_AGAIN, () -> !new Owners().of(A).isEmpty());
        untilAllTakeAll(WHOLE_AGAIN);
        System.out.printf(
                "F11: first answer of A %d %s after %d ms; its partitions taken elsewhere after %d ms; not ready after at"
                        + " most %d ms (%s); then A answered %d %s, a read there"
                        + " %d after %d ms; whole %d ms after%n",
                refused.status(),
                refused.code(),
                refused.millis(),
                elsewhere,
                unready,
                readiness,
                away.status(),
                away.code(),
                read.status(),
                read.millis(),
                since(healed));
        assertTrue(elsewhere < 8_000, "taken elsewhere after " + elsewhere + " ms");
        assertTrue(since(healed) < WHOLE_AGAIN.toMillis(), "whole again after " + since(healed) + " ms");
        trial.end("PROBE");
    }
}
