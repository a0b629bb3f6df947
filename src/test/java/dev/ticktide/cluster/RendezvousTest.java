package dev.ticktide.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RendezvousTest {

    private static final int PARTITIONS = 64;

    @Test
    void everyNodeSeesTheSameOwnerWhateverTheOrder() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertEquals(
                    Rendezvous.owner(partition, List.of("a", "b", "c")),
                    Rendezvous.owner(partition, List.of("c", "a", "b")));
        }
    }

    @Test
    void aNodeThatLeavesMovesOnlyItsOwnPartitions() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String before = Rendezvous.owner(partition, List.of("a", "b", "c"));
            String after = Rendezvous.owner(partition, List.of("a", "b"));
            if (!before.equals("c")) {
                assertEquals(before, after);
            }
        }
    }

    @Test
    void partitionsSpreadOverTheNodes() {
        Map<String, Integer> held = new HashMap<>();
        List<String> nodes = List.of("node-1", "node-2", "node-3", "node-4");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            held.merge(Rendezvous.owner(partition, nodes), 1, Integer::sum);
        }
        assertEquals(4, held.size());
        held.forEach((node, count) -> assertTrue(count >= 6 && count <= 28, node + " holds " + count));
    }
}
