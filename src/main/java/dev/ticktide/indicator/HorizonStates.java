package dev.ticktide.indicator;

import dev.ticktide.cluster.Stage;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.store.Store;
import dev.ticktide.wire.WireException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the indicators' states on raw as of the entry with which a shortened log begins: the values of the remaining
 * candles are computed from there. Confined to one context.
 */
final class HorizonStates {

    private static final Logger LOG = LoggerFactory.getLogger(HorizonStates.class);

    private final Store store;
    private final Executor context;
    private final Map<Integer, Long> kept = new HashMap<>();

    HorizonStates(Store store, Executor context) {
        this.store = store;
        this.context = context;
    }

    /** To be called before entries up to {@code base} go. Completes when the states are stored. */
    CompletionStage<?> keep(Store.Fence fence, IndicatorSettings settings, long base) {
        if (kept.getOrDefault(fence.partition(), 0L) == base) {
            return CompletableFuture.completedFuture(null);
        }
        return store.snapshots(Stage.INDICATOR.label(), fence.partition(), base)
                .thenComposeAsync(
                        snapshots -> store.append(new Store.Append(
                                List.of(fence),
                                List.of(),
                                List.of(),
                                List.of(),
                                Store.Raised.NOTHING,
                                List.of(),
                                at(base, snapshots, settings))),
                        context)
                .thenRunAsync(() -> kept.put(fence.partition(), base), context);
    }

    private static List<Store.Checkpoint> at(long base, List<Store.Snapshot> snapshots, IndicatorSettings settings) {
        for (Store.Snapshot snapshot : snapshots) {
            if (snapshot.seq() == base) {
                try {
                    return PartitionState.restore(snapshot.body(), settings).rawCheckpoints();
                } catch (WireException e) {
                    LOG.warn(
                            "Snapshot {} of partition {}, with which its log begins, can't be read: {}",
                            base,
                            snapshot.partition(),
                            e.getMessage());
                }
            }
        }
        return List.of();
    }
}
