package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All nodes are killed at the same moment under load, again and again, some of them while they still start, and are started in
 * any order. {@code -Dticktide.blackouts=N} does it more often, {@code -Dticktide.seed=S} repeats a run's load, order and moments.
 */
class BlackoutTest {

    private static final int BLACKOUTS = Integer.getInteger("ticktide.blackouts", 5);
    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int NODES = 2;
    private static final int CLIENTS = 6;

    /** So much is stored under load before something happens to the nodes, and after it. */
    private static final int LOADED = 25 * CLIENTS;

    /** Far above what it takes here; the goal for a start is 4 s on a machine without other work. */
    private static final Duration FIRST_ACK = Duration.ofSeconds(30);

    private final Random random = new Random(SEED);

    @Test
    void everythingIsKilledAtOnce(@TempDir Path folder) throws Exception {
        System.out.printf("BlackoutTest: %d blackouts, -Dticktide.seed=%d%n", BLACKOUTS, SEED);
        Path file = folder.resolve("data/ticktide.db");
        try (Cluster cluster = new Cluster(folder, NODES, file, Trial.arguments(folder));
                Trial trial = Trial.of("F5", folder, cluster, () -> StoredData.read(file), random, CLIENTS)) {
            List<Long> firstAcks = new ArrayList<>();
            for (int i = 0; i < BLACKOUTS; i++) {
                Thread.sleep(random.nextInt(800));
                // Signals first: waiting for one to end would give the next one time to do something about it.
                cluster.nodes().forEach(node -> node.signal("KILL"));
                cluster.nodes().forEach(ChildProcess::kill);
                List<Integer> order = new ArrayList<>(List.of(0, 1));
                Collections.shuffle(order, random);
                long begun = System.nanoTime();
                for (int node : order) {
                    cluster.startAgain(node);
                    Thread.sleep(random.nextInt(300));
                }
                firstAcks.add(trial.untilAcked(begun, FIRST_ACK));
            }
            cluster.nodes().forEach(ChildProcess::awaitReady);
            trial.untilMoreAcked(LOADED);
            System.out.printf("F5: first 200 after %s ms from the start of the first node%n", firstAcks);
            trial.end("");
            assertTrue(trial.history().acked() > BLACKOUTS, "too little load to say anything");
        }
    }
}
