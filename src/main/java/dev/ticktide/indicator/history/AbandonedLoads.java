package dev.ticktide.indicator.history;

import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.store.Store;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives up loads of history whose sender does not continue: removes their stored candles. Confined to the stage's context. */
public final class AbandonedLoads {

    private static final Logger LOG = LoggerFactory.getLogger(AbandonedLoads.class);

    /** How often abandoned loads are looked for: a quarter of the time they may wait, within these bounds. */
    private static final long MIN_CHECK_MILLIS = 200;

    private static final long MAX_CHECK_MILLIS = 60_000;

    /** Rows removed in one transaction. */
    private static final int MAX_ROWS = 2_000;

    private final Store store;
    private final IndicatorStage stage;
    private final GenerationBuilds builds;
    private final Executor context;

    /** @param builds while it is busy no load is given up: what is being built has come as a whole */
    public AbandonedLoads(Store store, IndicatorStage stage, GenerationBuilds builds, Executor context) {
        this.store = store;
        this.stage = stage;
        this.builds = builds;
        this.context = context;
    }

    /**
     * Gives up loads that have received nothing for {@code wait}, again and again as long as {@code pause} completes.
     *
     * @param nowMicros epoch microseconds, the same on all nodes
     * @param pause completes after a number of milliseconds
     */
    public void run(Duration wait, LongSupplier nowMicros, LongFunction<CompletionStage<?>> pause) {
        long interval = Math.max(MIN_CHECK_MILLIS, Math.min(MAX_CHECK_MILLIS, wait.toMillis() / 4));
        pause.apply(interval)
                .thenComposeAsync(waited -> giveUp(nowMicros.getAsLong() - wait.toMillis() * 1_000), context)
                .thenRunAsync(() -> run(wait, nowMicros, pause), context);
    }

    /**
     * Gives up loads that have received nothing for too long. What fails is left to the next call.
     *
     * @param touchedBefore epoch microseconds
     */
    CompletionStage<?> giveUp(long touchedBefore) {
        return store.abandonedLoads(touchedBefore)
                .thenComposeAsync(
                        partitions -> {
                            CompletionStage<?> chain = CompletableFuture.completedFuture(null);
                            for (int partition : partitions) {
                                chain = chain.thenComposeAsync(before -> giveUp(partition, touchedBefore), context);
                            }
                            return chain;
                        },
                        context)
                .exceptionally(failure -> {
                    LOG.warn("Loads of history that wait for too long could not be removed: {}", failure.getMessage());
                    return null;
                });
    }

    private CompletionStage<?> giveUp(int partition, long touchedBefore) {
        // What is being built has come as a whole.
        if (!stage.accepts(partition) || builds.isBusy()) {
            return CompletableFuture.completedFuture(null);
        }
        return store.giveUpLoads(stage.partition(partition).fence(), touchedBefore, MAX_ROWS)
                .thenComposeAsync(
                        removed -> {
                            if (removed > 0) {
                                LOG.info("Removed {} candles of abandoned loads of history", removed);
                            }
                            return removed == 0
                                    ? CompletableFuture.completedFuture(null)
                                    : giveUp(partition, touchedBefore);
                        },
                        context);
    }
}
