package dev.ticktide.indicator;

import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.store.Store;
import dev.ticktide.wire.WireException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds all candles of a symbol in order of time, live ones and loaded ones, into a state of its own: for a new generation, and
 * again when a replay comes to its entry. Reads in chunks; the work is done on an executor of its own, one chunk at a time.
 */
final class GenerationBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationBuilder.class);
    private static final int CHUNK = 4_096;
    private static final int TAIL = 4_096;

    /** The newest ones of a generation that are kept. */
    private static final int MAX_SIGNALS = 50_000;

    private final Store store;
    private final IndicatorSettings settings;
    private final HistoryFold.Maker folds;
    private final Executor worker;

    /** @param worker runs one task at a time, off the event loops */
    GenerationBuilder(Store store, IndicatorSettings settings, HistoryFold.Maker folds, Executor worker) {
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
        Building building = begin(before, decision, null);
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
    Building begin(PartitionState state, NewGeneration decision, Store.@Nullable Fence fence) {
        return new Building(state.partition(), state.closedUntil(decision.symbol()), decision, fence);
    }

    /** A generation being built. Confined to one chain of steps. */
    final class Building implements BarSink {

        private final int partition;
        private final long closedUntil;
        private final NewGeneration decision;
        private final Store.@Nullable Fence fence;
        private final SymbolState state;
        private final HistoryFold fold;
        private final Deque<Signal> signals = new ArrayDeque<>();
        private final List<SignalScore> scores = new ArrayList<>();
        private List<Store.ClosedBar> bars = new ArrayList<>();
        private long lastTime = Long.MIN_VALUE;
        private long doneBefore;
        private final AtomicLong folded = new AtomicLong();

        private Building(int partition, long closedUntil, NewGeneration decision, Store.@Nullable Fence fence) {
            this.partition = partition;
            this.closedUntil = closedUntil;
            this.decision = decision;
            this.fence = fence;
            this.state = new SymbolState(decision.symbol(), settings);
            this.fold = folds.begin(partition, decision.symbol());
        }

        /** Folds what is later than everything folded so far, of candles stored before an entry. */
        CompletionStage<Void> fold(long beforeSeq) {
            doneBefore = beforeSeq;
            return store.past(partition, decision.symbol(), beforeSeq, decision.load(), lastTime, CHUNK)
                    .thenCompose(candles -> corrections(candles, beforeSeq)
                            .thenApplyAsync(corrections -> fold(candles, corrections), worker))
                    .thenCompose(more -> storeBars()
                            .thenCompose(stored -> more ? fold(beforeSeq) : CompletableFuture.completedFuture(null)));
        }

        /**
         * Folds what has come since; no further candle may come meanwhile. False if some of it is earlier than what has been
         * folded, so that everything has to be built anew.
         */
        CompletionStage<Boolean> complete(long beforeSeq) {
            return isOvertaken(doneBefore - 1, beforeSeq)
                    .thenCompose(overtaken -> overtaken
                            ? CompletableFuture.completedFuture(false)
                            : fold(beforeSeq).thenApply(done -> true));
        }

        /** Completes when all its bars are stored. */
        CompletionStage<Generation> generation() {
            return CompletableFuture.supplyAsync(this::end, worker)
                    .thenCompose(generation -> storeBars().thenApply(stored -> generation));
        }

        /** How many candles it has so far. May be asked by any thread. */
        long folded() {
            return folded.get();
        }

        String symbol() {
            return decision.symbol();
        }

        /** How many its bars raise. */
        int signals() {
            return signals.size();
        }

        private Generation end() {
            if (closedUntil != Long.MIN_VALUE) {
                // Bars closed without a candle stay closed.
                state.apply(entry(closedUntil), new BarsClosed(decision.symbol(), closedUntil), this);
            }
            return Generation.of(
                    partition, settings, decision, state, fold.summary(), List.copyOf(signals), List.copyOf(scores));
        }

        @Override
        public void bar(BarUpdate update) {
            if (fence != null && !update.timeframe().isRaw()) {
                bars.add(new Store.ClosedBar(update.symbol(), update.timeframe(), update.bar()));
            }
            HistoryFold.Raised raised = fold.on(update);
            for (Signal signal : raised.signals()) {
                signals.add(signal);
                if (signals.size() > MAX_SIGNALS) {
                    signals.remove();
                }
            }
            scores.addAll(raised.scores());
            if (scores.size() > MAX_SIGNALS * 4) {
                scores.subList(0, MAX_SIGNALS).clear();
            }
        }

        @Override
        public boolean wantsProvisional() {
            return false;
        }

        private CompletionStage<Void> storeBars() {
            Store.Fence right = fence;
            if (right == null || bars.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            List<Store.ClosedBar> closed = bars;
            bars = new ArrayList<>();
            return store.stageBars(right, decision.load(), closed);
        }

        private CompletionStage<Map<Long, Candle>> corrections(List<Candle> candles, long beforeSeq) {
            if (candles.isEmpty()) {
                return CompletableFuture.completedFuture(Map.of());
            }
            long from = candles.get(0).time();
            long to = candles.get(candles.size() - 1).time();
            return store.corrections(decision.symbol(), from, to, beforeSeq)
                    .thenApply(found -> found.stream().collect(Collectors.toMap(Candle::time, Function.identity())));
        }

        /** Corrections at once, while a candle is the newest and its bar is open: so that every bar is of what holds. */
        private boolean fold(List<Candle> candles, Map<Long, Candle> corrections) {
            for (Candle candle : candles) {
                state.apply(entry(candle), candle, this);
                Candle corrected = corrections.get(candle.time());
                if (corrected != null) {
                    Correction correction = new Correction(corrected, candle);
                    state.apply(entry(correction), correction, this);
                }
                lastTime = candle.time();
            }
            // Written by one thread at a time.
            folded.addAndGet(candles.size());
            return candles.size() == CHUNK;
        }

        private LogEntry entry(LogEvent event) {
            // As if it had come at its time: its signals are as old as it is and cause no notification.
            return new LogEntry(partition, 1, event.time(), false, event);
        }

        private LogEntry entry(long closed) {
            return new LogEntry(partition, 1, closed, false, new BarsClosed(decision.symbol(), closed));
        }

        private CompletionStage<Boolean> isOvertaken(long afterSeq, long beforeSeq) {
            if (afterSeq + 1 >= beforeSeq) {
                return CompletableFuture.completedFuture(false);
            }
            return store.tail(partition, afterSeq, TAIL).thenCompose(entries -> {
                for (LogEntry entry : entries) {
                    boolean ofCandle = entry.event() instanceof Candle || entry.event() instanceof Correction;
                    if (ofCandle
                            && entry.event().subject().equals(decision.symbol())
                            && entry.event().time() <= lastTime) {
                        return CompletableFuture.completedFuture(true);
                    }
                }
                return entries.isEmpty()
                        ? CompletableFuture.completedFuture(false)
                        : isOvertaken(entries.get(entries.size() - 1).seq(), beforeSeq);
            });
        }
    }
}
