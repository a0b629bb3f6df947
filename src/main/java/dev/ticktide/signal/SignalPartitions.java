package dev.ticktide.signal;

import dev.ticktide.cluster.Stage;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.stage.StagePartitions;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions of the signal stage on this node: evaluates, stores signals and how far it has come. Confined to one context. */
final class SignalPartitions implements StagePartitions {

    private static final Logger LOG = LoggerFactory.getLogger(SignalPartitions.class);

    private final Store store;
    private final Executor context;
    private final Predicate<Throwable> dropIfStale;
    private final SignalProgress progress;
    private final SignalStage stage;
    private final Map<Integer, Store.Fence> fences = new HashMap<>();
    private final Map<Integer, Long> savedProgress = new HashMap<>();
    /** Partitions acquired here that the aggregate stage does not follow yet. */
    private final Set<Integer> unannounced = new HashSet<>();

    /** What the parts of one message became, to be stored and then passed on. */
    record Evaluated(List<SignalOutput.Part> parts, List<SignalOutput.Part> toStore) {}

    /**
     * @param dropIfStale drops the partition of a write that another node's claim refused; whether it was held
     * @param progress the rules, and where this stage says how far it has come
     */
    SignalPartitions(Store store, Executor context, Predicate<Throwable> dropIfStale, SignalProgress progress) {
        this.store = store;
        this.context = context;
        this.dropIfStale = dropIfStale;
        this.progress = progress;
        this.stage = new SignalStage(progress.engine());
    }

    @Override
    public CompletionStage<?> acquire(List<Store.Fence> acquired) {
        return store.cursors(Stage.SIGNAL.label())
                .thenAcceptAsync(
                        cursors -> acquired.forEach(fence -> own(fence, cursors.getOrDefault(fence.partition(), 0L))),
                        context);
    }

    @Override
    public CompletionStage<?> finish(Set<Integer> partitions) {
        return saveProgress();
    }

    @Override
    public void drop(int partition) {
        progress.forget(partition);
        stage.disown(partition);
        fences.remove(partition);
        savedProgress.remove(partition);
        unannounced.remove(partition);
    }

    @Override
    public boolean holds(Store.Fence fence) {
        return fence.equals(fences.get(fence.partition()));
    }

    @Override
    public OptionalLong position(int partition) {
        return stage.owns(partition) ? OptionalLong.of(stage.position(partition)) : OptionalLong.empty();
    }

    /** @param gap called with each partition of which output is missing before this one */
    Evaluated evaluate(IndicatorOutput output, IntConsumer gap) {
        Evaluated evaluated = new Evaluated(new ArrayList<>(), new ArrayList<>());
        for (IndicatorOutput.Part part : output.parts()) {
            if (!stage.owns(part.partition())) {
                continue;
            }
            // A part without entries says: it is here now, request what you need.
            if (stage.isGap(part) || part.afterSeq() == part.toSeq()) {
                gap.accept(part.partition());
                continue;
            }
            stage.on(part).ifPresent(result -> {
                evaluated.parts.add(result);
                if (part.raised() == null) {
                    evaluated.toStore.add(result);
                }
            });
        }
        return evaluated;
    }

    /** Stores the signals that are not stored yet, with their notifications; {@code null} if there are none. */
    @Nullable
    CompletionStage<?> store(Evaluated evaluated) {
        List<Signal> signals = new ArrayList<>();
        List<Store.Fence> touched = new ArrayList<>();
        Map<Integer, Long> cursors = new HashMap<>();
        for (SignalOutput.Part part : evaluated.toStore) {
            List<Signal> unseen = stage.unseen(part);
            if (!unseen.isEmpty()) {
                signals.addAll(unseen);
                touched.add(fence(part.partition()));
                cursors.put(part.partition(), part.toSeq());
            }
        }
        // Most bars raise nothing; their progress is written now and then rather than each time.
        return signals.isEmpty()
                ? null
                : store.commitSignals(touched, new Store.Raised(cursors, signals, outbox(signals)));
    }

    /** The signals of some parts that have not been published before. */
    List<Signal> unseen(Evaluated evaluated) {
        return evaluated.parts.stream()
                .flatMap(part -> stage.unseen(part).stream())
                .toList();
    }

    List<Notification> outbox(List<Signal> signals) {
        List<Notification> outbox = new ArrayList<>();
        signals.forEach(signal -> outbox.addAll(progress.outbox(signal)));
        return outbox;
    }

    /** Notes that the signals of these parts are stored. */
    void stored(Evaluated evaluated) {
        for (SignalOutput.Part part : evaluated.parts) {
            stage.stored(part);
            if (stage.owns(part.partition())) {
                progress.advanceTo(fence(part.partition()), stage.position(part.partition()));
            }
        }
    }

    /** Goes back to before these parts, whose signals could not be stored. */
    void undo(Evaluated evaluated) {
        for (SignalOutput.Part part : evaluated.parts) {
            if (stage.owns(part.partition())) {
                rewind(part.partition(), part.afterSeq());
            }
        }
    }

    /** Goes back to an entry, if the partition is held and further than that; whether it did. */
    boolean rewindTo(int partition, long seq) {
        boolean further = stage.owns(partition) && seq < stage.position(partition);
        if (further) {
            rewind(partition, seq);
        }
        return further;
    }

    private void rewind(int partition, long seq) {
        progress.forget(partition);
        stage.rewind(partition, seq);
    }

    /** Acquired partitions that the aggregate stage has not been informed of. */
    Set<Integer> unannounced() {
        return Set.copyOf(unannounced);
    }

    void announced(int partition) {
        unannounced.remove(partition);
    }

    /** Stores how far each partition has come, where that has changed. */
    CompletionStage<?> saveProgress() {
        Map<Integer, Long> moved = new HashMap<>(stage.progress());
        moved.entrySet().removeIf(entry -> entry.getValue().equals(savedProgress.get(entry.getKey())));
        if (moved.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<Store.Fence> touched = moved.keySet().stream().map(this::fence).toList();
        return store.commitSignals(touched, new Store.Raised(moved, List.of(), List.of()))
                .handleAsync(
                        (saved, failure) -> {
                            if (failure == null) {
                                savedProgress.putAll(moved);
                                return CompletableFuture.completedFuture(null);
                            }
                            LOG.warn("Saving progress failed: {}", failure.getMessage());
                            return dropIfStale.test(failure) ? saveProgress() : CompletableFuture.completedFuture(null);
                        },
                        context)
                .thenCompose(next -> next);
    }

    private void own(Store.Fence fence, long cursor) {
        int partition = fence.partition();
        fences.put(partition, fence);
        stage.own(partition, cursor);
        progress.advanceTo(fence, cursor);
        unannounced.add(partition);
    }

    private Store.Fence fence(int partition) {
        Store.Fence fence = fences.get(partition);
        if (fence == null) {
            throw new IllegalStateException("partition " + partition + " is not owned here");
        }
        return fence;
    }
}
