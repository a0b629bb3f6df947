package dev.ticktide.cluster.claim;

import dev.ticktide.cluster.Stage;
import java.util.Map;
import java.util.Set;

/** Is notified of changes in the partitions that this node owns. Called on the keeper's context. */
public interface OwnershipListener {

    OwnershipListener NONE = new OwnershipListener() {
        @Override
        public void moved(Stage stage, Map<Integer, Long> held) {}

        @Override
        public void tookOver(Stage stage, int partitions, long nanos, Takeover kind) {}

        @Override
        public void fenced(Stage stage, int partition) {}

        @Override
        public void outOfReach(Stage stage, Set<Integer> partitions) {}
    };

    /** What is held now. */
    void moved(Stage stage, Map<Integer, Long> held);

    /** Partitions that came are served. */
    void tookOver(Stage stage, int partitions, long nanos, Takeover kind);

    /** The store refused a write of a partition that another node had claimed meanwhile. */
    void fenced(Stage stage, int partition);

    /** The partitions that should be this node's, but are served beyond a split of the network. */
    void outOfReach(Stage stage, Set<Integer> partitions);
}
