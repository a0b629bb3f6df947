package dev.ticktide.cluster;

import dev.ticktide.market.StableHash;
import java.util.List;

/**
 * Rendezvous (highest random weight) hashing, Thaler and Ravishankar 1998: every node computes the same owner from the same
 * members, and a node that comes or goes moves only the partitions that it gains or held.
 */
public final class Rendezvous {

    private Rendezvous() {}

    /** The node that should own a partition of a stage. {@code nodes} must not be empty. */
    public static String owner(Stage stage, int partition, List<String> nodes) {
        String best = nodes.get(0);
        long bestWeight = weight(stage, partition, best);
        for (int i = 1; i < nodes.size(); i++) {
            String node = nodes.get(i);
            long weight = weight(stage, partition, node);
            if (weight > bestWeight || (weight == bestWeight && node.compareTo(best) > 0)) {
                best = node;
                bestWeight = weight;
            }
        }
        return best;
    }

    private static long weight(Stage stage, int partition, String node) {
        return StableHash.of(stage.label() + '/' + partition + '/' + node);
    }
}
