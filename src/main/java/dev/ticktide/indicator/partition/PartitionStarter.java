package dev.ticktide.indicator.partition;

import dev.ticktide.cluster.Stage;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.store.Store;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores owned partitions from snapshot and log, and saves snapshots of them. Confined to the stage's context. */
public final class PartitionStarter {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionStarter.class);

    private final Store store;
    private final IndicatorStage stage;

    private final Replayer replayer;
    private final Executor context;

    /** @param context on which the stage is called */
    public PartitionStarter(Store store, IndicatorStage stage, Replayer replayer, Executor context) {
        this.store = store;
        this.stage = stage;
        this.replayer = replayer;
        this.context = context;
    }

    /**
     * Restores claimed partitions and adds them to the stage, each as soon as it is ready. Fails if one of them could
     * not be restored; the others may be held by then.
     */
    public CompletionStage<?> start(Collection<Store.Fence> fences) {
        return store.logBases()
                .thenComposeAsync(
                        bases -> CompletableFuture.allOf(fences.stream()
                                .map(fence -> start(fence, bases.getOrDefault(fence.partition(), 0L))
                                        .toCompletableFuture())
                                .toArray(CompletableFuture[]::new)),
                        context);
    }

    private CompletionStage<?> start(Store.Fence fence, long base) {
        return replayer.restore(fence.partition(), Long.MAX_VALUE)
                .thenCompose(restored -> replayer.catchUp(restored.state(), new Catching(Long.MAX_VALUE), () -> true)
                        .thenRunAsync(
                                () -> {
                                    OwnedPartition owned =
                                            new OwnedPartition(fence.epoch(), restored.state(), restored.snapshotSeq());
                                    owned.beginsAfter(base);
                                    stage.own(owned);
                                },
                                context));
    }

    /**
     * Saves a snapshot of a partition. To be called when no state is ahead of the disk; the bytes are made before it
     * returns. Does nothing if the state may not be what the log says. Fails as the store does, for example with a
     * stale fence.
     */
    public CompletionStage<?> save(OwnedPartition partition) {
        if (partition.isStale()) {
            return CompletableFuture.completedFuture(null);
        }
        PartitionState state = partition.state();
        long seq = state.seq();
        Store.Snapshot snapshot = new Store.Snapshot(Stage.INDICATOR.label(), state.partition(), seq, state.snapshot());
        // A snapshot vouches for the bars closed before it, so those that a replay closed again go to the disk first.
        ClosedRows closed = stage.takeClosed();
        CompletionStage<Void> stored = closed.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : store.append(new Store.Append(
                        List.of(partition.fence()),
                        List.of(),
                        closed.bars(),
                        List.of(),
                        Store.Raised.NOTHING,
                        List.of(),
                        closed.checkpoints()));
        return stored.whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                stage.giveBack(closed);
                            }
                        },
                        context)
                .thenCompose(done -> store.saveSnapshot(partition.fence(), snapshot))
                .thenRunAsync(() -> partition.snapshotTaken(seq), context);
    }

    /**
     * Saves snapshots of those partitions that have changed, one after the other; one that can't be saved costs a
     * longer replay.
     */
    public CompletionStage<?> saveAll(Collection<Integer> partitions) {
        CompletionStage<?> chain = CompletableFuture.completedFuture(null);
        for (int partition : partitions) {
            chain = chain.thenComposeAsync(done -> saveIfChanged(partition), context);
        }
        return chain;
    }

    private CompletionStage<?> saveIfChanged(int partition) {
        if (!stage.owns(partition) || stage.partition(partition).eventsSinceSnapshot() == 0) {
            return CompletableFuture.completedFuture(null);
        }
        return save(stage.partition(partition)).handle((done, failure) -> {
            if (failure != null) {
                LOG.warn("Partition {} could not be written down: {}", partition, failure.getMessage());
            }
            return null;
        });
    }

    /**
     * Builds partitions again from what the log holds, as after a commit that failed or whose outcome was lost. Fails
     * if the store does; the partitions stay stale then, and the caller calls again.
     *
     * @param replay sends the partitions that the signal stage follows on from the last published entry
     */
    public CompletionStage<?> rebuild(Set<Integer> partitions, ObjLongConsumer<OwnedPartition> replay) {
        CompletionStage<?> chain = CompletableFuture.completedFuture(null);
        for (int partition : partitions) {
            if (stage.owns(partition)) {
                stage.partition(partition).invalidate();
                chain = chain.thenComposeAsync(done -> rebuildIfOwned(partition, replay), context);
            }
        }
        return chain;
    }

    private CompletionStage<?> rebuildIfOwned(int partition, ObjLongConsumer<OwnedPartition> replay) {
        return stage.owns(partition)
                ? rebuild(stage.partition(partition), replay)
                : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> rebuild(OwnedPartition old, ObjLongConsumer<OwnedPartition> replay) {
        return replayer.restore(old.state().partition(), Long.MAX_VALUE)
                .thenCompose(restored -> replayer.catchUp(restored.state(), new Catching(old.takenSeq()), () -> true)
                        .thenRunAsync(
                                () -> {
                                    if (!stage.isCurrent(old)) {
                                        return;
                                    }
                                    OwnedPartition renewed = old.renewed(restored.state(), restored.snapshotSeq());
                                    stage.own(renewed);
                                    if (old.isFollowed()) {
                                        old.beginReplay();
                                        replay.accept(renewed, old.takenSeq());
                                    }
                                },
                                context));
    }

    /** The bar table may lack bars that the last run closed, and the pages those of entries that were not published. */
    private final class Catching implements Replayer.Listener {

        private final long published;

        /** @param published the last entry that the pages know or need not know */
        Catching(long published) {
            this.published = published;
        }

        @Override
        public void bar(BarUpdate update) {
            stage.closedAgain(update);
            if (update.seq() > published) {
                stage.publishMissed(update);
            }
        }

        @Override
        public boolean wantsProvisional() {
            return false;
        }

        @Override
        public void checkpoint(Store.Checkpoint checkpoint) {
            stage.checkpointAgain(checkpoint);
        }

        @Override
        public boolean wantsCheckpoints() {
            return true;
        }

        @Override
        public void reached(PartitionState state, boolean atEnd) {}

        @Override
        public CompletionStage<?> room() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
