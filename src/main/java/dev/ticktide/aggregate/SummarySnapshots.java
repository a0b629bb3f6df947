package dev.ticktide.aggregate;

import dev.ticktide.cluster.Stage;
import dev.ticktide.store.Store;
import dev.ticktide.wire.WireException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored snapshots of partitions of the aggregate stage. */
final class SummarySnapshots {

    private static final Logger LOG = LoggerFactory.getLogger(SummarySnapshots.class);
    private static final String STAGE = Stage.AGGREGATE.label();

    private final Store store;

    SummarySnapshots(Store store) {
        this.store = store;
    }

    /** The state as it is now, not stored yet. */
    static Store.Snapshot take(PartitionAggregate state) {
        return new Store.Snapshot(STAGE, state.partition(), state.position(), state.snapshot());
    }

    /** Stores a snapshot, then that the stage has come so far. */
    CompletionStage<?> save(Store.Fence fence, Store.Snapshot snapshot) {
        return store.saveSnapshot(fence, snapshot)
                .thenCompose(saved ->
                        store.commitScores(List.of(fence), Map.of(snapshot.partition(), snapshot.seq()), List.of()));
    }

    /** By the newest snapshot that can be read, empty without one; drops those that can't be read. */
    CompletionStage<OwnedAggregate> restore(Store.Fence fence) {
        return store.snapshots(STAGE, fence.partition(), Long.MAX_VALUE)
                .thenApply(found -> new OwnedAggregate(newestReadable(fence.partition(), found), fence));
    }

    private PartitionAggregate newestReadable(int partition, List<Store.Snapshot> snapshots) {
        for (Store.Snapshot snapshot : snapshots) {
            try {
                return PartitionAggregate.restore(snapshot.body());
            } catch (WireException e) {
                LOG.warn(
                        "Summary snapshot {} of partition {} can't be used: {}",
                        snapshot.seq(),
                        partition,
                        e.getMessage());
                store.dropSnapshot(snapshot.stage(), partition, snapshot.seq());
            }
        }
        return new PartitionAggregate(partition);
    }
}
