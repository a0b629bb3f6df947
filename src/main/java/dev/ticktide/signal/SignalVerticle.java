package dev.ticktide.signal;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.bus.KeeperLoop;
import dev.ticktide.bus.StageLink;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.PartitionKeeper;
import dev.ticktide.cluster.StageAssignment;
import dev.ticktide.market.Ack;
import dev.ticktide.market.IndicatorOutput;
import dev.ticktide.market.LedgerUpdate;
import dev.ticktide.market.Notification;
import dev.ticktide.market.ReplayRequest;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalOutput;
import dev.ticktide.market.SignalsRaised;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code signal.bars} (evaluates, stores signals with their notifications) and {@code signal.replay};
 * passes bars and signals on to the aggregate stage and publishes stored signals.
 */
public final class SignalVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(SignalVerticle.class);
    private static final long PROGRESS_MILLIS = 1_000;
    private static final long ASK_AGAIN_MILLIS = 200;
    private static final long ANNOUNCE_MILLIS = 250;

    /** Signals of the last moments, longer than a takeover lasts. */
    private static final int TOLD_AGAIN = 200;

    private static final long TOLD_AGAIN_MICROS = 30_000_000;
    private static final int LINK_BOUND = 200_000;

    private final String node;
    private final Bus bus;
    private final Store store;
    private final StageAssignment duty;
    private final Ownership indicatorOwners;
    private final Ownership aggregateOwners;
    private final SignalProgress progress;
    private final Consumer<Signal> counted;
    private final SignalStage stage;
    private final Map<Integer, Store.Fence> fences = new HashMap<>();
    private final Map<Integer, Long> savedProgress = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // Set in start(), which Vert.x calls before anything else.
    private StageLink<SignalOutput.Part> link;

    @SuppressWarnings("NullAway.Init")
    private Executor onContext;

    @SuppressWarnings("NullAway.Init")
    private PartitionKeeper keeper;

    private final Set<Integer> askingAgain = new HashSet<>();
    /** Partitions acquired here that the aggregate stage does not follow yet. */
    private final Set<Integer> unannounced = new HashSet<>();

    private Future<?> last = Future.succeededFuture();

    /**
     * @param progress the rules, and where this stage says how far it has come
     * @param counted called with every newly stored signal
     */
    public SignalVerticle(
            String node,
            Bus bus,
            Store store,
            StageAssignment duty,
            Ownership indicatorOwners,
            Ownership aggregateOwners,
            SignalProgress progress,
            Consumer<Signal> counted) {
        this.node = node;
        this.bus = bus;
        this.store = store;
        this.duty = duty;
        this.indicatorOwners = indicatorOwners;
        this.aggregateOwners = aggregateOwners;
        this.progress = progress;
        this.counted = counted;
        this.stage = new SignalStage(progress.engine());
    }

    @Override
    public Future<?> start() {
        link = new StageLink<>(
                vertx,
                aggregateOwners::ownerOf,
                SignalOutput.Part::partition,
                part -> part.bars().size() + part.signals().size(),
                (owner, parts) -> bus.request(Addresses.aggregate(owner), new SignalOutput(parts)),
                LINK_BOUND);
        onContext = task -> context.runOnContext(nothing -> task.run());
        keeper = duty.keeper(store, new Holdings(), onContext);
        vertx.setPeriodic(PROGRESS_MILLIS, timer -> saveProgress());
        vertx.setPeriodic(ANNOUNCE_MILLIS, timer -> announce());
        return Future.all(
                        bus.serve(Addresses.signal(node), this::bars),
                        bus.serve(Addresses.signalReplay(node), this::replay))
                .compose(served -> Future.fromCompletionStage(keeper.start(), context))
                .onSuccess(started ->
                        KeeperLoop.run(vertx, context, duty.ownership().membership(), keeper));
    }

    @Override
    public Future<?> stop() {
        if (keeper == null) {
            return Future.succeededFuture();
        }
        return last.otherwiseEmpty()
                .compose(done -> Future.fromCompletionStage(keeper.leave(), context))
                .onComplete(done -> link.close());
    }

    private void own(int partition, long epoch, long cursor) {
        fences.put(partition, new Store.Fence(duty.stage().label(), partition, epoch));
        stage.own(partition, cursor);
        progress.advanceTo(fence(partition), cursor);
    }

    /** Messages are processed one after the other: each when the one before is stored. */
    private Future<Ack> bars(IndicatorOutput output) {
        Future<Ack> done = last.otherwiseEmpty().compose(before -> process(output));
        last = done;
        return done;
    }

    private Future<Ack> process(IndicatorOutput output) {

        List<SignalOutput.Part> parts = new ArrayList<>();
        List<SignalOutput.Part> toStore = new ArrayList<>();
        for (IndicatorOutput.Part part : output.parts()) {
            if (!stage.owns(part.partition())) {
                continue;
            }
            // A part without entries says: it is here now, ask for what you want.
            if (stage.isGap(part) || part.afterSeq() == part.toSeq()) {
                askForReplay(part.partition());
            } else {
                stage.on(part).ifPresent(dealt -> {
                    parts.add(dealt);
                    if (part.raised() == null) {
                        toStore.add(dealt);
                    }
                });
            }
        }
        return store(toStore)
                .map(stored -> {
                    tell(parts);
                    parts.forEach(this::done);
                    link.flush();
                    return Ack.OK;
                })
                .onFailure(failure -> {
                    parts.forEach(part -> rewind(part.partition(), part.afterSeq()));
                    dropIfStale(failure);
                });
    }

    private void done(SignalOutput.Part part) {
        stage.stored(part);
        if (stage.owns(part.partition())) {
            progress.advanceTo(fence(part.partition()), stage.position(part.partition()));
        }
        link.offer(part);
    }

    private void rewind(int partition, long seq) {
        progress.forget(partition);
        stage.rewind(partition, seq);
    }

    /** Drops a partition that another node has claimed, so that those still held can go on; whether that was it. */
    private boolean dropIfStale(Throwable thrown) {
        Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (failure instanceof StaleOwnerException stale) {
            boolean held = stale.fence().equals(fences.get(stale.partition()));
            LOG.warn("Partition {} was taken over, dropping it", stale.partition());
            keeper.fenced(stale.fence());
            return held;
        }
        return false;
    }

    private void disown(int partition) {
        progress.forget(partition);
        stage.disown(partition);
        fences.remove(partition);
        savedProgress.remove(partition);
        unannounced.remove(partition);
    }

    /** Stores what was not evaluated before. */
    private Future<Void> store(List<SignalOutput.Part> parts) {
        List<Signal> signals = new ArrayList<>();
        List<Notification> outbox = new ArrayList<>();
        List<Store.Fence> touched = new ArrayList<>();
        Map<Integer, Long> cursors = new HashMap<>();
        for (SignalOutput.Part part : parts) {
            List<Signal> unseen = stage.unseen(part);
            if (!unseen.isEmpty()) {
                signals.addAll(unseen);
                unseen.forEach(signal -> outbox.addAll(progress.outbox(signal)));
                touched.add(fence(part.partition()));
                cursors.put(part.partition(), part.toSeq());
            }
        }
        // Most bars raise nothing; their progress is written now and then rather than each time.
        return signals.isEmpty()
                ? Future.succeededFuture()
                : Future.fromCompletionStage(
                        store.commitSignals(touched, new Store.Raised(cursors, signals, outbox)), context);
    }

    private void tell(List<SignalOutput.Part> parts) {
        List<Signal> signals =
                parts.stream().flatMap(part -> stage.unseen(part).stream()).toList();
        if (signals.isEmpty()) {
            return;
        }
        // First the symbols whose charts are open.
        bus.publish(Addresses.RAISED, new SignalsRaised(signals));
        List<Notification> outbox = new ArrayList<>();
        for (Signal signal : signals) {
            outbox.addAll(progress.outbox(signal));
            counted.accept(signal);
        }
        if (!outbox.isEmpty()) {
            bus.publish(Addresses.LEDGER, new LedgerUpdate(outbox));
        }
    }

    private Future<Ack> replay(ReplayRequest request) {
        if (!stage.owns(request.partition())) {
            return Future.failedFuture("partition " + request.partition() + " is not owned here");
        }
        return last.otherwiseEmpty().map(done -> {
            if (stage.owns(request.partition()) && request.afterSeq() < stage.position(request.partition())) {
                rewind(request.partition(), request.afterSeq());
                askForReplay(request.partition());
            }
            return Ack.OK;
        });
    }

    private void askForReplay(int partition) {
        if (!stage.owns(partition)) {
            return;
        }
        String owner = indicatorOwners.ownerOf(partition);
        if (owner == null) {
            askAgain(partition);
            return;
        }
        bus.request(Addresses.indicatorReplay(owner), new ReplayRequest(partition, stage.position(partition)))
                .onFailure(failure -> {
                    LOG.debug("No replay of partition {} yet: {}", partition, failure.getMessage());
                    askAgain(partition);
                });
    }

    private void askAgain(int partition) {
        if (askingAgain.add(partition)) {
            vertx.setTimer(ASK_AGAIN_MILLIS, timer -> {
                askingAgain.remove(partition);
                askForReplay(partition);
            });
        }
    }

    /** The last owner may have died between storing a signal and publishing it. Pages recognise a signal by its id. */
    private void tellAgain(Set<Integer> partitions) {
        if (duty.pulse().isAlone()) {
            return;
        }
        Store.SignalQuery newest = new Store.SignalQuery(null, null, null, null, Long.MIN_VALUE, null, TOLD_AGAIN);
        Future.fromCompletionStage(store.signals(newest), context).onSuccess(found -> {
            List<Signal> all = found.stream().map(Store.StoredSignal::signal).toList();
            long last = all.stream().mapToLong(Signal::generatedAt).max().orElse(0);
            List<Signal> again = all.stream()
                    .filter(signal ->
                            partitions.contains(signal.partition()) && signal.generatedAt() > last - TOLD_AGAIN_MICROS)
                    .toList();
            if (!again.isEmpty()) {
                bus.publish(Addresses.RAISED, new SignalsRaised(again));
            }
        });
    }

    /** The aggregate stage may be behind and would not know before the next bar. */
    private void announce() {
        for (int partition : Set.copyOf(unannounced)) {
            String owner = aggregateOwners.ownerOf(partition);
            if (owner != null && stage.owns(partition)) {
                long seq = stage.position(partition);
                SignalOutput.Part nothing = new SignalOutput.Part(partition, seq, seq, List.of(), List.of());
                bus.request(Addresses.aggregate(owner), new SignalOutput(List.of(nothing)))
                        .onSuccess(heard -> unannounced.remove(partition));
            }
        }
    }

    private Future<Void> saveProgress() {
        Map<Integer, Long> moved = new HashMap<>(stage.progress());
        moved.entrySet().removeIf(entry -> entry.getValue().equals(savedProgress.get(entry.getKey())));
        if (moved.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Store.Fence> touched = moved.keySet().stream().map(this::fence).toList();
        return Future.fromCompletionStage(
                        store.commitSignals(touched, new Store.Raised(moved, List.of(), List.of())), context)
                .onSuccess(saved -> savedProgress.putAll(moved))
                .recover(failure -> {
                    LOG.warn("Saving progress failed: {}", failure.getMessage());
                    return dropIfStale(failure) ? saveProgress() : Future.succeededFuture();
                });
    }

    private Store.Fence fence(int partition) {
        Store.Fence fence = fences.get(partition);
        if (fence == null) {
            throw new IllegalStateException("partition " + partition + " is not owned here");
        }
        return fence;
    }

    private final class Holdings implements PartitionKeeper.Holder {

        @Override
        public CompletionStage<?> acquire(Map<Integer, Long> epochs) {
            return store.cursors(duty.stage().label())
                    .thenAcceptAsync(
                            cursors -> epochs.forEach((partition, epoch) -> {
                                own(partition, epoch, cursors.getOrDefault(partition, 0L));
                                unannounced.add(partition);
                                askForReplay(partition);
                            }),
                            onContext)
                    .thenRunAsync(() -> tellAgain(epochs.keySet()), onContext);
        }

        @Override
        public CompletionStage<?> release(Set<Integer> partitions) {
            Future<?> released = last.otherwiseEmpty()
                    .compose(done -> saveProgress())
                    .onComplete(saved -> partitions.forEach(SignalVerticle.this::disown));
            last = released;
            return released.toCompletionStage();
        }

        @Override
        public void drop(int partition) {
            disown(partition);
        }
    }
}
