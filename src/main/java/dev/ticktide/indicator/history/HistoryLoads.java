package dev.ticktide.indicator.history;

import dev.ticktide.indicator.append.AppendPlanner;
import dev.ticktide.indicator.append.StoredEvents;
import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.market.Candle;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.append.Intake;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads history of symbols: stores its candles beside the log and, when a load is complete, builds the symbol's new
 * generation, one symbol at a time. One log entry then replaces the old generation. Until that entry is on disk the
 * load has no effect; its stored candles stay, so that the sender can continue or complete the load again.
 *
 * <p>Confined to the stage's context.
 */
public final class HistoryLoads {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryLoads.class);

    /** Symbols that wait for their new generation. */
    private static final int MAX_WAITING = 256;

    private final IndicatorStage stage;
    private final Store store;
    private final AppendPlanner planner;
    private final StoredEvents lookup;
    private final GenerationBuilds builds;
    private final Consumer<Store.Fence> lost;
    private final LoadProgress progress;
    private final Executor context;

    /**
     * @param builds where a complete load goes
     * @param lost called with fences that turned out to be stale
     * @param progress is kept up to date
     */
    public HistoryLoads(
            IndicatorStage stage,
            Store store,
            AppendPlanner planner,
            GenerationBuilds builds,
            Consumer<Store.Fence> lost,
            LoadProgress progress,
            Executor context) {
        this.stage = stage;
        this.store = store;
        this.planner = planner;
        this.lookup = new StoredEvents(store, stage, context);
        this.builds = builds;
        this.lost = lost;
        this.progress = progress;
        this.context = context;
    }

    /**
     * Completes when the candles are on disk, and with them the new generations if the load is complete. Never fails. A
     * request that was sent before is a duplicate; one that completes the load again waits for the build that is under
     * way.
     *
     * @param request candles only, all of whose partitions this node owns; otherwise the reply is {@code NOT_OWNER}
     */
    public CompletionStage<AppendReply> take(AppendRequest request, Intake.History history) {
        Map<String, Integer> symbols = new LinkedHashMap<>();
        List<Candle> candles = new ArrayList<>(request.events().size());
        for (int i = 0; i < request.events().size(); i++) {
            Candle candle = (Candle) request.events().get(i);
            candles.add(candle);
            symbols.put(candle.symbol(), request.partitions().get(i));
        }
        AppendReply.Status refusal = refusal(symbols);
        if (refusal != null) {
            return CompletableFuture.completedFuture(AppendReply.refused(refusal));
        }
        progressed(candles, history, request.arrival());
        List<Store.Fence> fences = new TreeSet<>(symbols.values())
                .stream().map(stage::partition).map(OwnedPartition::fence).toList();
        Store.Part part = new Store.Part(history.load(), history.begins(), request.arrival());
        return lookup.anyRemoved(symbols)
                .thenComposeAsync(
                        removed -> removed
                                ? CompletableFuture.failedFuture(new RemovedException())
                                : store.stageHistory(fences, part, candles, request.partitions()),
                        context)
                .thenComposeAsync(
                        staged -> history.commit() && staged.conflicts().isEmpty() && staged.refusal() == null
                                ? builds.commit(symbols, history.load(), request.arrival())
                                        .thenApply(done -> staged)
                                : CompletableFuture.completedFuture(staged),
                        context)
                .handleAsync((staged, failure) -> failure == null ? reply(staged) : failed(failure), context);
    }

    private void progressed(List<Candle> candles, Intake.History history, long now) {
        Map<String, Integer> counts = new HashMap<>();
        candles.forEach(candle -> counts.merge(candle.symbol(), 1, Integer::sum));
        counts.forEach((symbol, count) ->
                progress.received(new SymbolLoad(symbol, history.load()), count, history.expected(), now));
    }

    private AppendReply.@Nullable Status refusal(Map<String, Integer> symbols) {
        for (Map.Entry<String, Integer> symbol : symbols.entrySet()) {
            if (!stage.accepts(symbol.getValue())) {
                return AppendReply.Status.NOT_OWNER;
            }
            if (planner.isOverSymbolLimit(symbol.getKey())) {
                return AppendReply.Status.SYMBOL_LIMIT;
            }
        }
        return builds.size() + symbols.size() > MAX_WAITING ? AppendReply.Status.OVERLOADED : null;
    }

    private static AppendReply reply(Store.Staged staged) {
        if (!staged.conflicts().isEmpty()) {
            return new AppendReply(AppendReply.Status.CONFLICT, 0, 0, 0, staged.conflicts());
        }
        Store.Staged.Refusal refusal = staged.refusal();
        if (refusal == null) {
            return new AppendReply(AppendReply.Status.STORED, staged.stored(), staged.duplicate(), 0, List.of());
        }
        return AppendReply.refused(
                switch (refusal) {
                    case TOO_LARGE -> AppendReply.Status.HISTORY_LIMIT;
                    case TOO_MANY -> AppendReply.Status.HISTORY_CROWDED;
                    case GIVEN_UP -> AppendReply.Status.HISTORY_GIVEN_UP;
                });
    }

    /** Candles of a symbol have been removed for their age, so that its bars can't be built from all of them. */
    private static final class RemovedException extends Exception {

        private static final long serialVersionUID = 1;

        RemovedException() {
            super("candles have been removed for their age");
        }
    }

    private AppendReply failed(Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        LOG.warn("Loading history failed: {}", failure.toString());
        if (failure instanceof RemovedException) {
            return AppendReply.refused(AppendReply.Status.REMOVED);
        }
        if (failure instanceof StaleOwnerException stale) {
            lost.accept(stale.fence());
            return AppendReply.refused(AppendReply.Status.NOT_OWNER);
        }
        return AppendReply.refused(
                failure instanceof StoreException store && store.kind() == StoreException.Kind.FULL
                        ? AppendReply.Status.STORAGE_FULL
                        : AppendReply.Status.OUTCOME_UNKNOWN);
    }
}
