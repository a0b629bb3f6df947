package dev.ticktide.indicator.partition;

import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.Generation;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.indicator.state.SymbolState;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A symbol's generation while it is built: folds all candles of the symbol in order of time, in chunks, one at a time, and has
 * the bars stored. Confined to one chain of steps; what the store fails with fails the step.
 */
public final class UnfinishedGeneration implements BarSink {

    private static final int CHUNK = 4_096;
    private static final int TAIL = 4_096;

    /** The newest ones of a generation that are kept. */
    private static final int MAX_SIGNALS = 50_000;

    private final Store store;
    private final IndicatorSettings settings;
    private final Executor worker;

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

    /**
     * @param worker runs one task at a time, off the event loops
     * @param before the partition's state before the entry
     * @param fold what the later stages make of the bars
     * @param fence the right to store the bars; {@code null} if they are stored already
     */
    UnfinishedGeneration(
            Store store,
            IndicatorSettings settings,
            Executor worker,
            NewGeneration decision,
            PartitionState before,
            HistoryFold fold,
            Store.@Nullable Fence fence) {
        this.store = store;
        this.settings = settings;
        this.worker = worker;
        this.partition = before.partition();
        this.closedUntil = before.closedUntil(decision.symbol());
        this.decision = decision;
        this.fence = fence;
        this.state = new SymbolState(decision.symbol(), settings);
        this.fold = fold;
    }

    /** Folds what is later than everything folded so far, of candles stored before an entry. */
    public CompletionStage<Void> fold(long beforeSeq) {
        doneBefore = beforeSeq;
        return store.past(partition, decision.symbol(), beforeSeq, decision.load(), lastTime, CHUNK)
                .thenCompose(candles -> corrections(candles, beforeSeq)
                        .thenApplyAsync(corrections -> fold(candles, corrections), worker))
                .thenCompose(more -> storeBars()
                        .thenCompose(stored -> more ? fold(beforeSeq) : CompletableFuture.completedFuture(null)));
    }

    /**
     * Folds what has come since; no further candle may come meanwhile. False if some of it is earlier than what has
     * been folded, so that everything has to be built again.
     */
    public CompletionStage<Boolean> complete(long beforeSeq) {
        return isOvertaken(doneBefore - 1, beforeSeq)
                .thenCompose(overtaken -> overtaken
                        ? CompletableFuture.completedFuture(false)
                        : fold(beforeSeq).thenApply(done -> true));
    }

    /** Completes when all its bars are stored. */
    public CompletionStage<Generation> generation() {
        return CompletableFuture.supplyAsync(this::end, worker)
                .thenCompose(generation -> storeBars().thenApply(stored -> generation));
    }

    /** How many candles it has so far. May be asked by any thread. */
    public long folded() {
        return folded.get();
    }

    /** The symbol whose bars are built. */
    public String symbol() {
        return decision.symbol();
    }

    /** How many signals its bars have raised so far, of which the 50,000 newest are kept and counted. */
    public int signals() {
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
