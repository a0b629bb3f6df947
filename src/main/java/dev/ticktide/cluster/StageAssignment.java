package dev.ticktide.cluster;

import dev.ticktide.store.Store;
import java.util.concurrent.Executor;

/** What a node's part in a stage rests on. */
public record StageAssignment(Ownership ownership, Heartbeats pulse, PartitionKeeper.Listener listener) {

    /** The part of a node that is alone. */
    public static StageAssignment alone(Stage stage, Membership membership, Store store) {
        return new StageAssignment(
                new Ownership(stage, membership),
                new Heartbeats(membership.self(), store, System::nanoTime, true),
                PartitionKeeper.Listener.NONE);
    }

    public Stage stage() {
        return ownership.stage();
    }

    /** A keeper for {@code holder}, confined to {@code context}. */
    public PartitionKeeper keeper(Store store, PartitionKeeper.Holder holder, Executor context) {
        return new PartitionKeeper(ownership, store, holder, listener, pulse, context);
    }
}
