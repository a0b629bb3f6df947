package dev.ticktide.aggregate;

import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.stage.StagePartitions;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions of the aggregate stage on this node: folds, stores outcomes and snapshots. Confined to one context. */
final class AggregatePartitions implements StagePartitions {

    private static final Logger LOG = LoggerFactory.getLogger(AggregatePartitions.class);

    private final Store store;
    private final SummarySnapshots snapshots;
    private final Executor context;
    private final Predicate<Throwable> dropIfStale;
    private final Consumer<SummaryUpdate> publish;
    private final Map<Integer, OwnedAggregate> held = new HashMap<>();
    private final Map<String, OwnedAggregate> changed = new LinkedHashMap<>();
    private final List<SignalScore> unpublished = new ArrayList<>();
    private CompletableFuture<?> storing = CompletableFuture.completedFuture(null);

    /**
     * @param dropIfStale drops the partition of a write that another node's claim refused; whether it was held
     * @param publish sends changed summaries and outcomes to the pages
     */
    AggregatePartitions(
            Store store, Executor context, Predicate<Throwable> dropIfStale, Consumer<SummaryUpdate> publish) {
        this.store = store;
        this.snapshots = new SummarySnapshots(store);
        this.context = context;
        this.dropIfStale = dropIfStale;
        this.publish = publish;
    }

    @Override
    public CompletionStage<?> acquire(List<Store.Fence> fences) {
        List<OwnedAggregate> restored = new ArrayList<>();
        CompletableFuture<?>[] reads = fences.stream()
                .map(fence -> snapshots
                        .restore(fence)
                        .thenAcceptAsync(restored::add, context)
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(reads)
                .thenComposeAsync(done -> markProgress(restored), context)
                .thenRunAsync(() -> restored.forEach(this::own), context);
    }

    @Override
    public CompletionStage<?> finish(Set<Integer> partitions) {
        return storeOutcomes().thenComposeAsync(stored -> saveAll(partitions), context);
    }

    @Override
    public void drop(int partition) {
        OwnedAggregate dropped = held.remove(partition);
        if (dropped != null) {
            changed.values().removeIf(each -> each == dropped);
        }
    }

    @Override
    public boolean holds(Store.Fence fence) {
        OwnedAggregate partition = held.get(fence.partition());
        return partition != null && partition.fence().equals(fence);
    }

    @Override
    public OptionalLong position(int partition) {
        OwnedAggregate owned = held.get(partition);
        return owned == null
                ? OptionalLong.empty()
                : OptionalLong.of(owned.state().position());
    }

    /** @param gap called with each partition of which output is missing before this one */
    void fold(SignalOutput output, IntConsumer gap) {
        for (SignalOutput.Part part : output.parts()) {
            OwnedAggregate partition = held.get(part.partition());
            if (partition == null) {
                continue;
            }
            if (partition.state().isGap(part)) {
                gap.accept(part.partition());
                continue;
            }
            PartitionAggregate.Outcome outcome = partition.state().on(part);
            outcome.changed().forEach(symbol -> changed.put(symbol, partition));
            // Stored at the next tick: no sender waits for an outcome, and one commit per message would delay the
            // commits of candles.
            partition.score(outcome.scores());
        }
    }

    Collection<OwnedAggregate> held() {
        return held.values();
    }

    List<StockSummary> summaries() {
        return held.values().stream()
                .flatMap(each -> each.state().all().stream())
                .toList();
    }

    boolean isStoring() {
        return !storing.isDone();
    }

    /** Publishes the summaries that changed and the outcomes that were stored since the last call. */
    void publishChanges() {
        if (changed.isEmpty() && unpublished.isEmpty()) {
            return;
        }
        List<StockSummary> summaries = new ArrayList<>(changed.size());
        changed.forEach((symbol, partition) -> summaries.add(partition.state().summary(symbol)));
        publish.accept(new SummaryUpdate(summaries, List.copyOf(unpublished)));
        changed.clear();
        unpublished.clear();
    }

    /** Stores the outcomes that are known by now; what fails is tried again at the next call. */
    CompletionStage<?> storeOutcomes() {
        if (storing.isDone()) {
            storing = commitOutcomes().toCompletableFuture();
        }
        return storing;
    }

    /** Stores a partition's outcomes, publishes them, then stores its snapshot. */
    CompletionStage<?> save(OwnedAggregate partition) {
        Store.Snapshot snapshot = SummarySnapshots.take(partition.state());
        long scored = partition.scored();
        return storeOutcomes()
                .thenComposeAsync(
                        stored -> {
                            if (!partition.hasStored(scored)) {
                                throw new IllegalStateException("the outcomes before it could not be stored");
                            }
                            // Published before the snapshot is stored: the next owner continues from it and takes these
                            // outcomes as published.
                            publishChanges();
                            return snapshots.save(partition.fence(), snapshot);
                        },
                        context)
                .whenCompleteAsync((saved, failure) -> saved(partition, snapshot, failure), context);
    }

    private void saved(OwnedAggregate partition, Store.Snapshot snapshot, @Nullable Throwable failure) {
        if (failure == null) {
            partition.snapshotTaken(snapshot.seq());
        } else {
            boolean lost = dropIfStale.test(failure);
            LOG.warn(
                    "Saving summaries of partition {} failed{}: {}",
                    snapshot.partition(),
                    lost ? ", it is dropped" : "",
                    failure.getMessage());
        }
    }

    /** From here a replay may have to start, so the indicator stage must keep a snapshot that old. */
    private CompletionStage<?> markProgress(List<OwnedAggregate> restored) {
        Map<Integer, Long> positions = new HashMap<>();
        restored.forEach(
                each -> positions.put(each.state().partition(), each.state().position()));
        return store.commitScores(List.of(), positions, List.of());
    }

    private void own(OwnedAggregate restored) {
        held.put(restored.state().partition(), restored);
        // The web nodes may know none of these, or not the newest.
        restored.state().all().forEach(summary -> changed.put(summary.symbol(), restored));
    }

    private CompletionStage<?> commitOutcomes() {
        Map<OwnedAggregate, List<SignalScore>> known = new LinkedHashMap<>();
        for (OwnedAggregate each : held.values()) {
            List<SignalScore> unsaved = each.unsaved();
            if (!unsaved.isEmpty()) {
                known.put(each, unsaved);
            }
        }
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<Store.Fence> fences =
                known.keySet().stream().map(OwnedAggregate::fence).toList();
        List<SignalScore> all = known.values().stream().flatMap(List::stream).toList();
        return store.commitScores(fences, Map.of(), all)
                .handleAsync(
                        (stored, failure) -> {
                            if (failure == null) {
                                known.forEach((each, some) -> each.stored(some.size()));
                                unpublished.addAll(all);
                                return CompletableFuture.completedFuture(null);
                            }
                            LOG.warn("Storing outcomes failed: {}", failure.getMessage());
                            return dropIfStale.test(failure)
                                    ? commitOutcomes()
                                    : CompletableFuture.completedFuture(null);
                        },
                        context)
                .thenCompose(next -> next);
    }

    /** Those that have changed, one after the other; a snapshot that fails costs the next owner a longer replay. */
    private CompletionStage<?> saveAll(Set<Integer> partitions) {
        CompletionStage<?> chain = CompletableFuture.completedFuture(null);
        for (int partition : partitions) {
            OwnedAggregate each = held.get(partition);
            if (each != null && each.eventsSinceSnapshot() > 0) {
                chain = chain.thenComposeAsync(done -> save(each).handle((saved, failure) -> null), context);
            }
        }
        return chain;
    }
}
