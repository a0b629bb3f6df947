package dev.ticktide.cluster;

import dev.ticktide.numeric.StableHash;
import java.util.List;

/**
 * Rendezvous (highest random weight) hashing, Thaler and Ravishankar 1998: every node computes the same owner from the same
 * members, and a node that comes or goes moves only the partitions that it gains or held. Nodes that take part in several stages
 * own the same partitions in each, so that what one stage passes to the next stays in the process.
 */
public final class Rendezvous {

    private Rendezvous() {}

    /** The node that should own a partition. {@code nodes} must not be empty. */
    public static String owner(int partition, List<String> nodes) {
        String best = nodes.get(0);
        long bestWeight = weight(partition, best);
        for (int i = 1; i < nodes.size(); i++) {
            String node = nodes.get(i);
            long weight = weight(partition, node);
            if (weight > bestWeight || (weight == bestWeight && node.compareTo(best) > 0)) {
                best = node;
                bestWeight = weight;
            }
        }
        return best;
    }

    private static long weight(int partition, String node) {
        return StableHash.of(partition + "/" + node);
    }
}
