package dev.ticktide.indicator.history;

import dev.ticktide.indicator.append.Appender;
import dev.ticktide.indicator.append.Proposal;
import dev.ticktide.indicator.append.StoredEvents;
import dev.ticktide.indicator.partition.GenerationBuilder;
import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.indicator.partition.UnfinishedGeneration;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.message.HistoryLoaded;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the new generations of symbols whose loads are complete, one symbol at a time, and puts each into the log. A build
 * fails if its partition moves to another node, if the store fails, or if live candles keep coming out of order. Confined to
 * the stage's context.
 */
public final class GenerationBuilds {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationBuilds.class);

    /** How often a build is repeated because live candles came that are earlier than what it had folded. */
    private static final int ATTEMPTS = 5;

    /** @param left how often it may be tried, this time included */
    private record Attempt(int partition, SymbolLoad key, long arrival, int left) {

        Attempt next() {
            return new Attempt(partition, key, arrival, left - 1);
        }
    }

    private final IndicatorStage stage;
    private final Store store;
    private final Appender appender;
    private final GenerationBuilder builder;
    private final StoredEvents lookup;
    private final Consumer<HistoryLoaded> loaded;
    private final LoadProgress progress;
    private final Executor context;
    private final Map<SymbolLoad, CompletableFuture<Void>> building = new HashMap<>();
    private CompletionStage<?> last = CompletableFuture.completedFuture(null);

    /**
     * @param loaded called with every new generation
     * @param progress is kept up to date
     */
    public GenerationBuilds(
            IndicatorStage stage,
            Store store,
            Appender appender,
            GenerationBuilder builder,
            Consumer<HistoryLoaded> loaded,
            LoadProgress progress,
            Executor context) {
        this.stage = stage;
        this.store = store;
        this.appender = appender;
        this.builder = builder;
        this.lookup = new StoredEvents(store, stage, context);
        this.loaded = loaded;
        this.progress = progress;
        this.context = context;
    }

    /** How many symbols wait for their new generation. */
    int size() {
        return building.size();
    }

    boolean isBusy() {
        return !building.isEmpty();
    }

    /** Completes when the new generations of all symbols are stored; {@code symbols} holds their partitions. */
    CompletionStage<?> commit(Map<String, Integer> symbols, String load, long arrival) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        symbols.forEach((symbol, partition) -> all.add(commit(partition, new SymbolLoad(symbol, load), arrival)));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    /** A sender that repeats the request during the build waits for the same build. */
    private CompletableFuture<Void> commit(int partition, SymbolLoad key, long arrival) {
        CompletableFuture<Void> running = building.get(key);
        if (running != null) {
            return running;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        building.put(key, done);
        last = last.handleAsync((before, ignored) -> null, context)
                .thenCompose(before -> build(new Attempt(partition, key, arrival, ATTEMPTS)))
                .whenCompleteAsync(
                        (built, failure) -> {
                            building.remove(key);
                            progress.over(key);
                            if (failure == null) {
                                done.complete(null);
                            } else {
                                done.completeExceptionally(failure);
                            }
                        },
                        context);
        return done;
    }

    private CompletionStage<Void> build(Attempt attempt) {
        return store.openLoad(attempt.key.symbol(), attempt.key.load())
                .thenComposeAsync(
                        open -> open.isEmpty()
                                ? CompletableFuture.completedFuture(null) // Is part of a generation already.
                                : build(attempt, open.get()),
                        context);
    }

    private CompletionStage<Void> build(Attempt attempt, Store.OpenLoad open) {
        int partition = attempt.partition;
        if (!stage.accepts(partition)) {
            return CompletableFuture.failedFuture(new IllegalStateException("the partition has moved"));
        }
        OwnedPartition owned = stage.partition(partition);
        String symbol = attempt.key.symbol();
        NewGeneration decision = new NewGeneration(symbol, attempt.arrival, open.id());
        UnfinishedGeneration building = builder.begin(owned.state(), decision, owned.fence());
        progress.building(attempt.key, open.candles() + owned.state().candles(symbol), building::folded);
        boolean[] complete = {false};
        Proposal proposal = new Proposal(
                partition, attempt.arrival, decision, state -> complete[0], () -> finish(partition, building)
                        .thenAcceptAsync(done -> complete[0] = done, context));
        return store.clearStagedBars(owned.fence(), decision.load())
                .thenComposeAsync(cleared -> storedSeq(partition), context)
                .thenComposeAsync(seq -> building.fold(seq + 1), context)
                .thenComposeAsync(folded -> appender.decide(List.of(proposal)), context)
                .thenComposeAsync(reply -> decided(attempt, open, building, reply), context);
    }

    private CompletionStage<Void> decided(
            Attempt attempt, Store.OpenLoad open, UnfinishedGeneration building, AppendReply reply) {
        if (reply.status() != AppendReply.Status.STORED) {
            return CompletableFuture.failedFuture(new IllegalStateException("not stored: " + reply.status()));
        }
        if (reply.stored() == 1) {
            publish(attempt, open, building.signals());
            return CompletableFuture.completedFuture(null);
        }
        return attempt.left > 1
                ? build(attempt.next())
                : CompletableFuture.failedFuture(
                        new IllegalStateException("live candles of " + attempt.key.symbol() + " come out of order"));
    }

    /** The last entry of the log: between two commits, when no state is ahead of the disk. */
    private CompletionStage<Long> storedSeq(int partition) {
        CompletableFuture<Long> seq = new CompletableFuture<>();
        appender.whenSettled(() -> {
            if (stage.owns(partition)) {
                seq.complete(stage.partition(partition).state().seq());
            } else {
                seq.completeExceptionally(new IllegalStateException("the partition has moved"));
            }
        });
        return seq;
    }

    /** Runs while nothing else is folded or stored. */
    private CompletionStage<Boolean> finish(int partition, UnfinishedGeneration building) {
        PartitionState state = stage.partition(partition).state();
        return building.complete(state.seq() + 1)
                .thenCombine(
                        lookup.anyRemoved(Map.of(building.symbol(), partition)),
                        (complete, removed) -> complete && !removed)
                .thenCompose(complete -> {
                    if (!complete) {
                        return CompletableFuture.completedFuture(false);
                    }
                    return building.generation()
                            .thenApplyAsync(
                                    generation -> {
                                        state.prepare(generation);
                                        return true;
                                    },
                                    context);
                });
    }

    private void publish(Attempt attempt, Store.OpenLoad open, int signals) {
        String symbol = attempt.key.symbol();
        LOG.info("History of {} loaded: {} candles, bars rebuilt", symbol, open.candles());
        loaded.accept(new HistoryLoaded(symbol, open.candles(), signals));
        if (stage.owns(attempt.partition)) {
            tidy(stage.partition(attempt.partition).fence(), symbol);
        }
    }

    /** What earlier generations leave behind only takes room; the next load tries again. */
    private void tidy(Store.Fence fence, String symbol) {
        store.tidyHistory(fence, symbol).whenComplete((more, failure) -> {
            if (failure == null && more) {
                tidy(fence, symbol);
            }
        });
    }
}
