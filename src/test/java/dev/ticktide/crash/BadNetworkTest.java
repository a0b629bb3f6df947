package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A network that is bad for long; run with {@code -Dticktide.network.faults=all} only. */
@Tag("alone")
class BadNetworkTest extends ClusterOnHosts {

    private static final String FAULTS = "ticktide.network.faults";
    private static final long FLAP_MILLIS = 2_000;

    @Test
    @EnabledIfSystemProperty(named = FAULTS, matches = "all")
    void aThirdOfAllPacketsIsLost() throws Exception {
        load("F10 loss", false);
        Owners before = new Owners();
        int victim = random.nextInt(NODES);
        network.lose(victim, 0.30);
        goOn("F10: 30 % of what reaches node " + victim + " from the others is lost", 30, before, 1);
        trial.end("PROBE");
    }

    @Test
    @EnabledIfSystemProperty(named = FAULTS, matches = "all")
    void aCableThatIsLooseNowAndThen() throws Exception {
        load("F12 flaps", false);
        Owners before = new Owners();
        int victim = random.nextInt(NODES);
        int flaps = 30;
        Thread flapping = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < flaps; i++) {
                            network.unplug(victim);
                            Thread.sleep(FLAP_MILLIS);
                            network.plug(victim);
                            Thread.sleep(FLAP_MILLIS);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "flapping");
        flapping.start();
        goOn("F12: the cable of node " + victim + " is out 2 s of every 4", flaps * 4, before, flaps);
        flapping.join();
        trial.end("PROBE");
    }

    @Test
    @EnabledIfSystemProperty(named = FAULTS, matches = "all")
    void aThinLineBetweenNodes() throws Exception {
        load("F12 throttled", false);
        Owners before = new Owners();
        for (int node = 0; node < NODES; node++) {
            network.throttle(node, 256);
        }
        goOn("F12: 256 kbit/s from each node to the others", 30, before, 1);
        trial.end("PROBE");
    }

    @Test
    @EnabledIfSystemProperty(named = FAULTS, matches = "all")
    void aNodeWithATwentiethOfAProcessor() throws Exception {
        load("F8", false);
        Owners before = new Owners();
        int victim = random.nextInt(NODES);
        try (Starvation starvation = new Starvation(cluster.pid(victim))) {
            // Once away, and once back when the others see that it lives.
            during("F8: node " + victim + " starves by " + starvation.means(), 30, before, 1);
        }
        healed("F8", before);
        trial.end("PROBE");
    }

    /** Lets a fault of the network last, while something must be stored in every ten seconds, then heals it. */
    private void goOn(String what, int seconds, Owners before, long moves) throws Exception {
        during(what, seconds, before, moves);
        network.heal();
        healed(what, before);
    }

    private void during(String what, int seconds, Owners before, long moves) throws Exception {
        Map<Integer, Long> moved = new HashMap<>();
        List<Long> acked = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < seconds; i += 10) {
            long from = System.nanoTime();
            while (since(from) < 10_000) {
                before.movesNow().forEach((partition, times) -> moved.merge(partition, times, Math::max));
                Thread.sleep(250);
            }
            acked.add(trial.history().ackedBetween(from, System.nanoTime()));
            trial.load().requireNoFailures();
        }
        long most = moved.values().stream().mapToLong(Long::longValue).max().orElse(0);
        System.out.printf(
                "%s for %d s: operations acked in every 10 s %s, refusals %s; %d partitions moved, at most %d times%n",
                what, since(begun) / 1_000, acked, trial.codes(), moved.size(), most);
        acked.forEach(count -> assertTrue(count > 0, "acked in every 10 s: " + acked));
        assertTrue(most <= moves, "a partition moved " + most + " times");
    }

    private void healed(String what, Owners before) throws Exception {
        long healed = System.nanoTime();
        untilWhole();
        long whole = since(healed);
        untilAllTakeAll(WHOLE_AGAIN);
        System.out.printf(
                "%s: over; whole again %d ms after, every node takes every partition %d ms after; moved by then %s%n",
                what,
                whole,
                since(healed),
                before.movesNow().values().stream()
                        .collect(Collectors.groupingBy(times -> times, Collectors.counting())));
    }
}
