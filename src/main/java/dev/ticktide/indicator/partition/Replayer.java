package dev.ticktide.indicator.partition;

import dev.ticktide.cluster.Stage;
import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.Store;
import dev.ticktide.wire.WireException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a partition's state from the newest readable snapshot and the log after it. Start, crash recovery, takeover and
 * catch-up of later stages are all this one path.
 */
public final class Replayer {

    private static final Logger LOG = LoggerFactory.getLogger(Replayer.class);
    private static final int CHUNK = 4_096;

    private final Store store;
    private final IndicatorSettings settings;
    private final Executor context;
    private final GenerationBuilder generations;

    /** For a log without rules and summaries; generations are built on the context too. */
    public Replayer(Store store, IndicatorSettings settings, Executor context) {
        this(store, settings, new GenerationBuilder(store, settings, HistoryFold.Maker.NONE, context), context);
    }

    /**
     * @param generations builds what an entry of a new generation refers to
     * @param context on which entries are folded and listeners are called
     */
    public Replayer(Store store, IndicatorSettings settings, GenerationBuilder generations, Executor context) {
        this.generations = generations;
        this.store = store;
        this.settings = settings;
        this.context = context;
    }

    /**
     * A state as some snapshot had it.
     *
     * @param snapshotSeq of that snapshot; 0 if there was none
     */
    public record Restored(PartitionState state, long snapshotSeq) {}

    /** Receives the output of a replay; asked before each further chunk whether to continue. */
    public interface Listener extends BarSink {
        /** After each chunk, on the context; {@code atEnd} when the log held no more. */
        void reached(PartitionState state, boolean atEnd);

        /** Completes when there is room for more. */
        CompletionStage<?> room();
    }

    /** The newest readable snapshot taken at or before {@code atMostSeq}, or what the log begins with. Drops those that can't be read. */
    public CompletionStage<Restored> restore(int partition, long atMostSeq) {
        return store.snapshots(Stage.INDICATOR.label(), partition, atMostSeq)
                .thenApplyAsync(snapshots -> newestReadable(partition, snapshots), context)
                .thenCompose(restored -> restored.isPresent()
                        ? CompletableFuture.completedFuture(restored.get())
                        : store.logBases().thenApply(bases -> empty(partition, bases.getOrDefault(partition, 0L))));
    }

    /**
     * Folds the log after {@code state} into it, up to where it ends now, in chunks of 4096 entries. Ends early when
     * {@code wanted} says no. Fails as the store does; the state is then some entries further.
     */
    public CompletionStage<Void> catchUp(PartitionState state, Listener listener, BooleanSupplier wanted) {
        if (!wanted.getAsBoolean()) {
            return CompletableFuture.completedFuture(null);
        }
        return store.tail(state.partition(), state.seq(), CHUNK)
                .thenComposeAsync(
                        entries -> apply(state, entries, 0, listener)
                                .thenApplyAsync(
                                        applied -> {
                                            boolean atEnd = entries.size() < CHUNK;
                                            listener.reached(state, atEnd);
                                            return atEnd;
                                        },
                                        context),
                        context)
                .thenCompose(atEnd -> atEnd
                        ? CompletableFuture.completedFuture(null)
                        : listener.room().thenComposeAsync(room -> catchUp(state, listener, wanted), context));
    }

    private CompletionStage<Void> apply(PartitionState state, List<LogEntry> entries, int from, Listener listener) {
        for (int i = from; i < entries.size(); i++) {
            LogEntry entry = entries.get(i);
            if (entry.event() instanceof NewGeneration) {
                int next = i + 1;
                return generations
                        .again(state, entry)
                        .thenComposeAsync(
                                generation -> {
                                    state.prepare(generation);
                                    state.apply(entry, listener);
                                    return apply(state, entries, next, listener);
                                },
                                context);
            }
            state.apply(entry, listener);
        }
        return CompletableFuture.completedFuture(null);
    }

    private Restored empty(int partition, long base) {
        PartitionState state = new PartitionState(partition, settings);
        if (base > 0) {
            LOG.warn(
                    "Partition {} has no snapshot that can be read and its log begins after entry {}:"
                            + " its indicators warm up anew from there",
                    partition,
                    base);
            state.restoreSeq(base);
        }
        return new Restored(state, 0);
    }

    private Optional<Restored> newestReadable(int partition, List<Store.Snapshot> snapshots) {
        for (Store.Snapshot snapshot : snapshots) {
            try {
                PartitionState state = PartitionState.restore(snapshot.body(), settings);
                if (state.partition() == partition && state.seq() == snapshot.seq()) {
                    return Optional.of(new Restored(state, snapshot.seq()));
                }
                LOG.warn("Snapshot {} of partition {} says it is another one; dropping it", snapshot.seq(), partition);
            } catch (WireException e) {
                LOG.warn(
                        "Snapshot {} of partition {} can't be used, dropping it: {}",
                        snapshot.seq(),
                        partition,
                        e.getMessage());
            }
            store.dropSnapshot(Stage.INDICATOR.label(), partition, snapshot.seq());
        }
        return Optional.empty();
    }
}
