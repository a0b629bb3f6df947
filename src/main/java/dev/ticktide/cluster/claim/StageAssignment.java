package dev.ticktide.cluster.claim;

import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Stage;
import dev.ticktide.store.Store;
import java.util.concurrent.Executor;

/** What a node's part in a stage rests on. */
public record StageAssignment(Ownership ownership, Heartbeats heartbeats, OwnershipListener listener) {

    /** The part of a node that is alone. */
    public static StageAssignment alone(Stage stage, Membership membership, Store store) {
        return new StageAssignment(
                new Ownership(stage, membership),
                new Heartbeats(membership.self(), store, System::nanoTime, true),
                OwnershipListener.NONE);
    }

    public Stage stage() {
        return ownership.stage();
    }

    /** A keeper of the partitions whose life is {@code lifecycle}, confined to {@code context}. */
    public PartitionKeeper keeper(Store store, PartitionLifecycle lifecycle, Executor context) {
        return new PartitionKeeper(ownership, store, lifecycle, listener, heartbeats, context);
    }
}
