package dev.ticktide.indicator;

import dev.ticktide.market.Candle;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.append.Intake;
import dev.ticktide.market.message.HistoryLoaded;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
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
final class HistoryLoads {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryLoads.class);

    /** Symbols that wait for their new generation. */
    private static final int MAX_WAITING = 256;

    /** How often a build begins anew because live candles came that are earlier than what it had done. */
    private static final int ATTEMPTS = 5;

    /** How often abandoned loads are looked for: a quarter of the time they may wait, within these bounds. */
    private static final long MIN_CHECK_MILLIS = 200;

    private static final long MAX_CHECK_MILLIS = 60_000;

    /** Rows removed in one transaction. */
    private static final int GIVE_UP_ROWS = 2_000;

    /** Where generations are built and decided. */
    record Tools(
            IndicatorStage stage,
            Store store,
            Appender appender,
            AppendPlanner planner,
            GenerationBuilder builder,
            Executor context) {}

    /** One symbol in a load. */
    record Key(String symbol, String load) {}

    private final Tools tools;
    private final Consumer<HistoryLoaded> loaded;
    private final Consumer<Store.Fence> lost;
    private final LoadProgress progress;
    private final Map<Key, CompletableFuture<Void>> building = new HashMap<>();
    private CompletionStage<?> last = CompletableFuture.completedFuture(null);

    /**
     * @param loaded called with every new generation
     * @param lost called with fences that turned out to be stale
     * @param progress is kept up to date
     */
    HistoryLoads(Tools tools, Consumer<HistoryLoaded> loaded, Consumer<Store.Fence> lost, LoadProgress progress) {
        this.tools = tools;
        this.progress = progress;
        this.loaded = loaded;
        this.lost = lost;
    }

    /** Completes when the candles are on disk, and with them the new generations if the load is complete. Never fails. */
    CompletionStage<AppendReply> take(AppendRequest request, Intake.History history) {
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
                .stream().map(tools.stage::partition).map(OwnedPartition::fence).toList();
        Store.Part part = new Store.Part(history.load(), history.begins(), request.arrival());
        return removed(symbols)
                .thenComposeAsync(
                        removed -> removed
                                ? CompletableFuture.failedFuture(new RemovedException())
                                : tools.store.stageHistory(fences, part, candles, request.partitions()),
                        tools.context)
                .thenComposeAsync(
                        staged -> history.commit() && staged.conflicts().isEmpty() && staged.refusal() == null
                                ? commit(symbols, history.load(), request.arrival())
                                        .thenApply(done -> staged)
                                : CompletableFuture.completedFuture(staged),
                        tools.context)
                .handleAsync((staged, failure) -> failure == null ? reply(staged) : failed(failure), tools.context);
    }

    private void progressed(List<Candle> candles, Intake.History history, long now) {
        Map<String, Integer> counts = new HashMap<>();
        candles.forEach(candle -> counts.merge(candle.symbol(), 1, Integer::sum));
        counts.forEach(
                (symbol, count) -> progress.received(new Key(symbol, history.load()), count, history.expected(), now));
    }

    private AppendReply.@Nullable Status refusal(Map<String, Integer> symbols) {
        for (Map.Entry<String, Integer> symbol : symbols.entrySet()) {
            if (!tools.stage.accepts(symbol.getValue())) {
                return AppendReply.Status.NOT_OWNER;
            }
            if (tools.planner.isOverSymbolLimit(symbol.getKey())) {
                return AppendReply.Status.SYMBOL_LIMIT;
            }
        }
        return building.size() + symbols.size() > MAX_WAITING ? AppendReply.Status.OVERLOADED : null;
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

    private CompletionStage<Boolean> removed(Map<String, Integer> symbols) {
        Map<Integer, List<Candle>> asked = new HashMap<>();
        symbols.forEach((symbol, partition) -> {
            if (tools.stage.owns(partition) && tools.stage.partition(partition).isShortened()) {
                // Earlier than anything, so that whatever was removed is later.
                asked.computeIfAbsent(partition, unused -> new ArrayList<>())
                        .add(new Candle(symbol, Long.MIN_VALUE, 1, 1, 1, 1, 0));
            }
        });
        CompletionStage<Boolean> any = CompletableFuture.completedFuture(false);
        for (Map.Entry<Integer, List<Candle>> each : asked.entrySet()) {
            any = any.thenCompose(before ->
                    tools.store.removed(each.getKey(), each.getValue()).thenApply(found -> before || !found.isEmpty()));
        }
        return any;
    }

    /**
     * Gives up loads that have received nothing for {@code wait}, again and again as long as {@code pause} completes.
     *
     * @param nowMicros epoch microseconds, the same on all nodes
     * @param pause completes after so many milliseconds
     */
    void giveUpAbandoned(Duration wait, LongSupplier nowMicros, LongFunction<CompletionStage<?>> pause) {
        long interval = Math.max(MIN_CHECK_MILLIS, Math.min(MAX_CHECK_MILLIS, wait.toMillis() / 4));
        pause.apply(interval)
                .thenComposeAsync(waited -> giveUp(nowMicros.getAsLong() - wait.toMillis() * 1_000), tools.context)
                .thenRunAsync(() -> giveUpAbandoned(wait, nowMicros, pause), tools.context);
    }

    /**
     * Gives up loads that have received nothing for too long. What fails is left to the next call.
     *
     * @param touchedBefore epoch microseconds
     */
    CompletionStage<?> giveUp(long touchedBefore) {
        return tools.store
                .abandonedLoads(touchedBefore)
                .thenComposeAsync(
                        partitions -> {
                            CompletionStage<?> chain = CompletableFuture.completedFuture(null);
                            for (int partition : partitions) {
                                chain = chain.thenComposeAsync(
                                        before -> giveUp(partition, touchedBefore), tools.context);
                            }
                            return chain;
                        },
                        tools.context)
                .exceptionally(failure -> {
                    LOG.warn("Loads of history that wait for too long could not be removed: {}", failure.getMessage());
                    return null;
                });
    }

    private CompletionStage<?> giveUp(int partition, long touchedBefore) {
        // What is being built has come as a whole.
        if (!tools.stage.accepts(partition) || !building.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return tools.store
                .giveUpLoads(tools.stage.partition(partition).fence(), touchedBefore, GIVE_UP_ROWS)
                .thenComposeAsync(
                        removed -> {
                            if (removed > 0) {
                                LOG.info("Removed {} candles of abandoned loads of history", removed);
                            }
                            return removed == 0
                                    ? CompletableFuture.completedFuture(null)
                                    : giveUp(partition, touchedBefore);
                        },
                        tools.context);
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

    private CompletionStage<?> commit(Map<String, Integer> symbols, String load, long arrival) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        symbols.forEach((symbol, partition) -> all.add(commit(partition, new Key(symbol, load), arrival)));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    /** A sender that asks again while it is under way gets the same answer. */
    private CompletableFuture<Void> commit(int partition, Key key, long arrival) {
        CompletableFuture<Void> running = building.get(key);
        if (running != null) {
            return running;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        building.put(key, done);
        last = last.handleAsync((before, ignored) -> null, tools.context)
                .thenCompose(before -> build(partition, key, arrival, ATTEMPTS))
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
                        tools.context);
        return done;
    }

    private CompletionStage<Void> build(int partition, Key key, long arrival, int attempts) {
        return tools.store
                .openLoad(key.symbol(), key.load())
                .thenComposeAsync(
                        open -> open.isEmpty()
                                ? CompletableFuture.completedFuture(null) // Is part of a generation already.
                                : build(partition, key, arrival, open, attempts),
                        tools.context);
    }

    private CompletionStage<Void> build(
            int partition, Key key, long arrival, Optional<Store.OpenLoad> open, int attempts) {
        if (!tools.stage.accepts(partition) || open.isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalStateException("the partition has moved"));
        }
        OwnedPartition owned = tools.stage.partition(partition);
        NewGeneration decision =
                new NewGeneration(key.symbol(), arrival, open.get().id());
        GenerationBuilder.Building building = tools.builder.begin(owned.state(), decision, owned.fence());
        progress.building(key, open.get().candles() + owned.state().candles(key.symbol()), building::folded);
        boolean[] complete = {false};
        Proposal proposal =
                new Proposal(partition, arrival, decision, state -> complete[0], () -> finish(partition, building)
                        .thenAcceptAsync(done -> complete[0] = done, tools.context));
        return tools.store
                .clearStagedBars(owned.fence(), decision.load())
                .thenComposeAsync(cleared -> storedSeq(partition), tools.context)
                .thenComposeAsync(seq -> building.fold(seq + 1), tools.context)
                .thenComposeAsync(folded -> tools.appender.decide(List.of(proposal)), tools.context)
                .thenComposeAsync(
                        reply -> {
                            if (reply.status() != AppendReply.Status.STORED) {
                                return CompletableFuture.failedFuture(
                                        new IllegalStateException("not stored: " + reply.status()));
                            }
                            if (reply.stored() == 1) {
                                publish(partition, decision, open.get(), building.signals());
                                return CompletableFuture.completedFuture(null);
                            }
                            return attempts > 1
                                    ? build(partition, key, arrival, attempts - 1)
                                    : CompletableFuture.failedFuture(new IllegalStateException(
                                            "live candles of " + key.symbol() + " come out of order"));
                        },
                        tools.context);
    }

    /** The last entry of the log: between two commits, when no state is ahead of the disk. */
    private CompletionStage<Long> storedSeq(int partition) {
        CompletableFuture<Long> seq = new CompletableFuture<>();
        tools.appender.whenSettled(() -> {
            if (tools.stage.owns(partition)) {
                seq.complete(tools.stage.partition(partition).state().seq());
            } else {
                seq.completeExceptionally(new IllegalStateException("the partition has moved"));
            }
        });
        return seq;
    }

    /** Runs while nothing else is folded or stored. */
    private CompletionStage<Boolean> finish(int partition, GenerationBuilder.Building building) {
        PartitionState state = tools.stage.partition(partition).state();
        return building.complete(state.seq() + 1)
                .thenCombine(removed(Map.of(building.symbol(), partition)), (complete, removed) -> complete && !removed)
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
                                    tools.context);
                });
    }

    private void publish(int partition, NewGeneration decision, Store.OpenLoad open, int signals) {
        LOG.info("History of {} loaded: {} candles, bars rebuilt", decision.symbol(), open.candles());
        loaded.accept(new HistoryLoaded(decision.symbol(), open.candles(), signals));
        if (tools.stage.owns(partition)) {
            tidy(tools.stage.partition(partition).fence(), decision.symbol());
        }
    }

    /** What earlier generations leave behind only takes room; the next load tries again. */
    private void tidy(Store.Fence fence, String symbol) {
        tools.store.tidyHistory(fence, symbol).whenComplete((more, failure) -> {
            if (failure == null && more) {
                tidy(fence, symbol);
            }
        });
    }
}
