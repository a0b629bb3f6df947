package dev.ticktide.cluster;

import dev.ticktide.store.Store;
import java.util.concurrent.Executor;

/** What a node's part in a stage rests on. */
public record Duty(Ownership ownership, Pulse pulse, PartitionKeeper.Listener listener) {

    /** The part of a node that is alone. */
    public static Duty alone(Stage stage, Membership membership, Store store) {
        return new Duty(
                new Ownership(stage, membership),
                new Pulse(membership.self(), store, System::nanoTime, true),
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
