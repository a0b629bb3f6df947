package dev.ticktide.cluster;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who should own a stage's partitions, by the members there are now: every node computes the same. Thread-safe. */
public final class Ownership {

    private static final int LEAST = 64;

    private final Stage stage;
    private final Membership membership;
    private volatile Table table = new Table(List.of(), new String[0]);

    /** What was computed for some members. Asked for every event, computed once per change. */
    private record Table(List<String> nodes, String[] owners) {}

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
        Table now = table(partition + 1);
        return now.nodes.isEmpty() ? null : now.owners[partition];
    }

    /** The partitions that should be this node's, of {@code partitions} in all. */
    public Set<Integer> ownedBySelf(int partitions) {
        Table now = table(partitions);
        if (!now.nodes.contains(membership.self())) {
            return Collections.emptySet();
        }
        Set<Integer> mine = new TreeSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            if (now.owners[partition].equals(membership.self())) {
                mine.add(partition);
            }
        }
        return mine;
    }

    private Table table(int partitions) {
        List<String> nodes = membership.nodes(stage);
        Table now = table;
        if (now.nodes != nodes || (now.owners.length < partitions && !nodes.isEmpty())) {
            now = new Table(nodes, nodes.isEmpty() ? new String[0] : owners(nodes, Math.max(LEAST, partitions)));
            table = now;
        }
        return now;
    }

    private String[] owners(List<String> nodes, int partitions) {
        String[] owners = new String[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            owners[partition] = Rendezvous.owner(partition, nodes);
        }
        return owners;
    }
}
