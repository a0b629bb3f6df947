package dev.ticktide.indicator.partition;

import dev.ticktide.indicator.state.Generation;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.Store;
import dev.ticktide.wire.WireException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds all candles of a symbol in order of time, live ones and loaded ones, into a separate state: for a new
 * generation, and again when a replay reaches its entry. Reads in chunks; folds on the worker, one chunk at a time.
 */
public final class GenerationBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationBuilder.class);

    private final Store store;
    private final IndicatorSettings settings;
    private final HistoryFold.Maker folds;
    private final Executor worker;

    /** @param worker runs one task at a time, off the event loops */
    public GenerationBuilder(Store store, IndicatorSettings settings, HistoryFold.Maker folds, Executor worker) {
        this.store = store;
        this.settings = settings;
        this.folds = folds;
        this.worker = worker;
    }

    /** What a replay needs for an entry, given the state before it. */
    CompletionStage<Generation> again(PartitionState before, LogEntry entry) {
        NewGeneration decision = (NewGeneration) entry.event();
        return store.logBases()
                .thenCompose(bases -> bases.getOrDefault(before.partition(), 0L) == 0
                        ? CompletableFuture.completedFuture(Optional.<byte[]>empty())
                        : store.made(decision.load()))
                .thenCompose(made -> {
                    Optional<Generation> kept = made.flatMap(bytes -> restored(decision, bytes));
                    return kept.isPresent()
                            ? CompletableFuture.completedFuture(kept.get())
                            : buildAgain(before, decision, entry.seq());
                });
    }

    private CompletionStage<Generation> buildAgain(PartitionState before, NewGeneration decision, long seq) {
        UnfinishedGeneration building = begin(before, decision, null);
        return building.fold(seq).thenCompose(done -> building.generation());
    }

    /** Where the log's beginning is gone, not all candles are there any more. */
    private Optional<Generation> restored(NewGeneration decision, byte[] made) {
        try {
            return Optional.of(Generation.restore(decision, made, settings));
        } catch (WireException e) {
            LOG.warn(
                    "What the loaded history of {} made can't be used, building it from the candles that are left: {}",
                    decision.symbol(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** @param fence the right to store the bars that are built; {@code null} if they are stored already */
    public UnfinishedGeneration begin(PartitionState state, NewGeneration decision, Store.@Nullable Fence fence) {
        return new UnfinishedGeneration(
                store, settings, worker, decision, state, folds.begin(state.partition(), decision.symbol()), fence);
    }
}
