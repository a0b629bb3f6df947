package dev.ticktide.indicator;

import dev.ticktide.cluster.Stage;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorOutput;
import dev.ticktide.market.LogEntry;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Brings owned partitions up from snapshot and log, and writes them down again. Confined to the stage's context. */
final class PartitionStarter {

    private final Store store;
    private final IndicatorStage stage;

    @SuppressWarnings("NullAway.Init") // Set by use(), once the verticle has a context.
    private Replayer replayer;

    @SuppressWarnings("NullAway.Init")
    private Executor context;

    PartitionStarter(Store store, IndicatorStage stage) {
        this.store = store;
        this.stage = stage;
    }

    void use(Replayer replayer, Executor context) {
        this.replayer = replayer;
        this.context = context;
    }

    Replayer replayer() {
        return replayer;
    }

    /** Restores claimed partitions and adds them to the stage. */
    CompletionStage<?> start(Map<Integer, Long> epochs) {
        List<CompletableFuture<?>> started = new ArrayList<>();
        epochs.forEach((partition, epoch) -> started.add(start(partition, epoch).toCompletableFuture()));
        return CompletableFuture.allOf(started.toArray(CompletableFuture[]::new));
    }

    private CompletionStage<?> start(int partition, long epoch) {
        return replayer.restore(partition, Long.MAX_VALUE).thenCompose(restored -> replayer.catchUp(
                        restored.state(), new Restoring(), () -> true)
                .thenRunAsync(
                        () -> stage.own(new OwnedPartition(epoch, restored.state(), restored.snapshotSeq())), context));
    }

    CompletionStage<?> save(OwnedPartition partition) {
        PartitionState state = partition.state();
        long seq = state.seq();
        Store.Snapshot snapshot = new Store.Snapshot(Stage.INDICATOR.label(), state.partition(), seq, state.snapshot());
        // A snapshot vouches for the bars closed before it, so they go to the disk first.
        // Those an append has with it go along: it may fail, and a bar stored twice is there once.
        List<Store.ClosedBar> bars = stage.takeClosedBars();
        List<Store.ClosedBar> all = new ArrayList<>(stage.lentBars());
        all.addAll(bars);
        CompletionStage<Void> stored = all.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : store.append(new Store.Append(List.of(partition.fence()), List.of(), all, List.of()));
        return stored.whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                stage.giveBack(bars);
                            }
                        },
                        context)
                .thenCompose(done -> store.saveSnapshot(partition.fence(), snapshot))
                .thenRunAsync(() -> partition.snapshotTaken(seq), context);
    }

    /** Writes down every partition that has changed, one after the other. */
    CompletionStage<?> saveAll() {
        CompletionStage<?> chain = CompletableFuture.completedFuture(null);
        for (OwnedPartition partition : stage.partitions()) {
            if (partition.eventsSinceSnapshot() > 0) {
                chain = chain.thenComposeAsync(done -> save(partition), context);
            }
        }
        return chain;
    }

    /** Folds what the log holds beyond the state, as after a commit whose outcome was lost. */
    CompletionStage<List<IndicatorOutput.Part>> resync(Set<Integer> partitions) {
        List<IndicatorOutput.Part> parts = new ArrayList<>();
        CompletionStage<?> chain = CompletableFuture.completedFuture(null);
        for (int partition : partitions) {
            chain = chain.thenComposeAsync(done -> resync(partition, parts), context);
        }
        return chain.thenApply(done -> parts);
    }

    private CompletionStage<?> resync(int partition, List<IndicatorOutput.Part> parts) {
        long after = stage.partition(partition).state().seq();
        return store.tail(partition, after, Integer.MAX_VALUE)
                .thenAcceptAsync((List<LogEntry> entries) -> parts.addAll(stage.apply(entries)), context);
    }

    /** At a start nobody listens yet; only the bar table may lack what the last run closed. */
    private final class Restoring implements Replayer.Listener {

        @Override
        public void bar(BarUpdate update) {
            stage.closedAgain(update);
        }

        @Override
        public boolean wantsProvisional() {
            return false;
        }

        @Override
        public void reached(PartitionState state, boolean atEnd) {}

        @Override
        public CompletionStage<?> room() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
