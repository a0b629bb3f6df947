package dev.ticktide.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who should own a stage's partitions, by the members there are now: every node computes the same. Thread-safe. */
public final class Ownership {

    private final Stage stage;
    private final Membership membership;

    public Ownership(Stage stage, Membership membership) {
        this.stage = stage;
        this.membership = membership;
    }

    public Stage stage() {
        return stage;
    }

    public Membership membership() {
        return membership;
    }

    /** The node to send a partition's work to; {@code null} while no node takes part in the stage. */
    public @Nullable String ownerOf(int partition) {
        List<String> nodes = membership.nodes(stage);
        return nodes.isEmpty() ? null : Rendezvous.owner(stage, partition, nodes);
    }

    /** The partitions that should be this node's, of {@code partitions} in all. */
    public Set<Integer> mine(int partitions) {
        List<String> nodes = new ArrayList<>(membership.nodes(stage));
        Set<Integer> mine = new TreeSet<>();
        if (nodes.contains(membership.self())) {
            for (int partition = 0; partition < partitions; partition++) {
                if (Rendezvous.owner(stage, partition, nodes).equals(membership.self())) {
                    mine.add(partition);
                }
            }
        }
        return mine;
    }
}
