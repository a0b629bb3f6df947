package dev.ticktide.indicator.append;

import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Looks up which of some events are stored already. Confined to one context. */
public final class StoredEvents {

    private final Store store;
    private final IndicatorStage stage;
    private final Executor context;

    /** @param context on which results complete */
    public StoredEvents(Store store, IndicatorStage stage, Executor context) {
        this.store = store;
        this.stage = stage;
        this.context = context;
    }

    /** @param possiblyStored the events by partition */
    CompletionStage<AppendPlanner.Found> find(Map<Integer, List<MarketEvent>> possiblyStored) {
        Map<Integer, List<LogEntry>> stored = new HashMap<>();
        Set<MarketEvent> removed = new HashSet<>();
        CompletableFuture<?>[] reads = possiblyStored.entrySet().stream()
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

    /**
     * Whether candles of some symbols have been removed for their age, so that their bars can't be built from all of them.
     *
     * @param symbols with their partitions
     */
    public CompletionStage<Boolean> anyRemoved(Map<String, Integer> symbols) {
        Map<Integer, List<Candle>> earliest = new HashMap<>();
        symbols.forEach((symbol, partition) -> {
            if (isShortened(partition)) {
                // Earlier than anything, so that whatever was removed is later.
                earliest.computeIfAbsent(partition, unused -> new ArrayList<>())
                        .add(new Candle(symbol, Long.MIN_VALUE, 1, 1, 1, 1, 0));
            }
        });
        CompletionStage<Boolean> any = CompletableFuture.completedFuture(false);
        for (Map.Entry<Integer, List<Candle>> each : earliest.entrySet()) {
            any = any.thenCompose(before ->
                    store.removed(each.getKey(), each.getValue()).thenApply(found -> before || !found.isEmpty()));
        }
        return any;
    }

    private boolean isShortened(int partition) {
        return stage.owns(partition) && stage.partition(partition).isShortened();
    }
}
