package dev.ticktide.indicator;

import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.RetentionConfig;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is older than the settings keep from the logs that this node owns, with their fences. It works in small
 * steps with pauses of the same length between them, so that appends need not wait. Confined to one context.
 */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** Rows a step removes: some milliseconds of the writer's time. */
    private static final int STEP = 1_000;

    /** The stages that follow a partition's log with a cursor: signal and aggregate. */
    private static final int READERS = 2;

    /** Marks within the time that is kept: what is removed is at most that much older than it had to be. */
    private static final long MARKS = 8;

    private static final Duration LONGEST_ROUND = Duration.ofMinutes(1);
    private static final Duration SHORTEST_ROUND = Duration.ofMillis(200);

    private final RetentionConfig limits;
    private final Store store;
    private final IndicatorStage stage;
    private final List<Timeframe> timeframes;
    private final IndicatorActivity activity;
    private final Executor context;
    private final LongFunction<CompletionStage<?>> pause;
    private final Consumer<Store.Fence> fenced;
    private final HorizonStates horizon;

    /**
     * @param timeframes those with bars of their own
     * @param pause completes after a number of milliseconds
     * @param fenced called with a fence that has turned out to be stale
     */
    Retention(
            RetentionConfig limits,
            Store store,
            IndicatorStage stage,
            List<Timeframe> timeframes,
            IndicatorActivity activity,
            Executor context,
            LongFunction<CompletionStage<?>> pause,
            Consumer<Store.Fence> fenced) {
        this.limits = limits;
        this.store = store;
        this.stage = stage;
        this.timeframes = timeframes;
        this.activity = activity;
        this.context = context;
        this.pause = pause;
        this.fenced = fenced;
        this.horizon = new HorizonStates(store, context);
    }

    /** Makes a round at intervals, for as long as {@code pause} completes. */
    void run() {
        pause.apply(every(limits).toMillis()).thenCompose(waited -> round()).thenRunAsync(this::run, context);
    }

    private static Duration every(RetentionConfig limits) {
        Duration shortest = limits.candles() == null ? limits.bars() : limits.candles();
        if (shortest == null) {
            return LONGEST_ROUND;
        }
        Duration often = shortest.dividedBy(2 * MARKS);
        return often.compareTo(LONGEST_ROUND) > 0
                ? LONGEST_ROUND
                : often.compareTo(SHORTEST_ROUND) < 0 ? SHORTEST_ROUND : often;
    }

    /** Looks at every log once. Never fails: what could not be done is left to the next round. */
    private CompletionStage<?> round() {
        if (limits.keepsAll()) {
            return CompletableFuture.completedFuture(null);
        }
        Removed removed = new Removed();
        return store.now()
                .thenComposeAsync(now -> each(new ArrayList<>(stage.partitions()), now, removed), context)
                .handleAsync(
                        (done, failure) -> {
                            ended(removed, failure);
                            return null;
                        },
                        context);
    }

    private CompletionStage<?> each(List<OwnedPartition> partitions, long now, Removed removed) {
        CompletionStage<?> chain = CompletableFuture.completedFuture(null);
        for (OwnedPartition partition : partitions) {
            chain = chain.thenComposeAsync(done -> one(partition, now, removed), context);
        }
        return chain;
    }

    private CompletionStage<?> one(OwnedPartition partition, long now, Removed removed) {
        if (!stage.accepts(partition.state().partition())) {
            return CompletableFuture.completedFuture(null);
        }
        Store.Fence fence = partition.fence();
        CompletionStage<?> entries = CompletableFuture.completedFuture(null);
        Duration keep = limits.candles();
        if (keep != null) {
            entries = store.shorten(fence, keep(partition, now, micros(keep)))
                    .thenComposeAsync(
                            base -> {
                                stage.beginsAfter(fence.partition(), base);
                                return base == 0
                                        ? CompletableFuture.completedFuture(null)
                                        : removeEntries(partition, base, removed);
                            },
                            context);
        }
        Duration keepBars = limits.bars();
        if (keepBars == null) {
            return entries;
        }
        long before = now - micros(keepBars);
        return entries.thenComposeAsync(
                done -> repeat(() -> store.removeBars(fence, timeframes, before, STEP), count -> removed.bars += count),
                context);
    }

    private CompletionStage<?> removeEntries(OwnedPartition partition, long base, Removed removed) {
        Store.Fence fence = partition.fence();
        return horizon.keep(fence, partition.state().settings(), base)
                .thenComposeAsync(
                        kept -> repeat(() -> store.removeEntries(fence, STEP), count -> removed.entries += count),
                        context);
    }

    private Store.Keep keep(OwnedPartition partition, long now, long micros) {
        return new Store.Keep(now, now - micros, micros / MARKS, stage.isFollowable(partition) ? READERS : 0);
    }

    private interface Step {
        CompletionStage<Integer> take();
    }

    /** Until there is no more; after each step as long as it took. */
    private CompletionStage<?> repeat(Step step, Consumer<Integer> count) {
        long begun = System.nanoTime();
        return step.take()
                .thenComposeAsync(
                        rows -> {
                            count.accept(rows);
                            if (rows == 0) {
                                return CompletableFuture.completedFuture(null);
                            }
                            long took =
                                    Duration.ofNanos(System.nanoTime() - begun).toMillis();
                            return pause.apply(Math.max(1, took))
                                    .thenComposeAsync(rested -> repeat(step, count), context);
                        },
                        context);
    }

    private void ended(Removed removed, @Nullable Throwable failure) {
        activity.removed(removed.entries, removed.bars);
        if (removed.entries + removed.bars > 0) {
            LOG.info(
                    "Retention: removed {} candles and metadata that arrived more than {} ago, {} bars older than {}",
                    removed.entries,
                    limits.candles(),
                    removed.bars,
                    limits.bars());
        }
        if (failure != null) {
            StaleOwnerException.in(failure)
                    .ifPresentOrElse(
                            stale -> fenced.accept(stale.fence()),
                            () -> LOG.warn("Retention: {}; the next round continues", failure.getMessage()));
        }
    }

    private static long micros(Duration duration) {
        return duration.toMillis() * 1_000;
    }

    private static final class Removed {
        private long entries;
        private long bars;
    }
}
