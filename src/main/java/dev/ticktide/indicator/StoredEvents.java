package dev.ticktide.indicator;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.Store;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Looks up what the store has of events that may be stored already. Confined to one context. */
final class StoredEvents {

    private final Store store;
    private final IndicatorStage stage;
    private final Executor context;

    StoredEvents(Store store, IndicatorStage stage, Executor context) {
        this.store = store;
        this.stage = stage;
        this.context = context;
    }

    /** @param doubtful the events by partition */
    CompletionStage<AppendPlanner.Found> find(Map<Integer, List<MarketEvent>> doubtful) {
        Map<Integer, List<LogEntry>> stored = new HashMap<>();
        Set<MarketEvent> removed = new HashSet<>();
        CompletableFuture<?>[] reads = doubtful.entrySet().stream()
                .map(each ->
                        find(each.getKey(), each.getValue(), stored, removed).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(reads).thenApply(done -> new AppendPlanner.Found(stored, removed));
    }

    private CompletionStage<?> find(
            int partition, List<MarketEvent> events, Map<Integer, List<LogEntry>> stored, Set<MarketEvent> removed) {
        return store.find(partition, events)
                .thenComposeAsync(
                        rows -> {
                            stored.put(partition, rows);
                            return isShortened(partition)
                                    ? store.removed(partition, events)
                                    : CompletableFuture.completedFuture(List.<MarketEvent>of());
                        },
                        context)
                .thenAcceptAsync(removed::addAll, context);
    }

    private boolean isShortened(int partition) {
        return stage.owns(partition) && stage.partition(partition).isShortened();
    }
}
