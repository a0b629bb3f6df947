package dev.ticktide.aggregate;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.bus.KeeperLoop;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.PartitionKeeper;
import dev.ticktide.cluster.StageAssignment;
import dev.ticktide.market.Ack;
import dev.ticktide.market.ReplayRequest;
import dev.ticktide.market.SignalOutput;
import dev.ticktide.market.SignalScore;
import dev.ticktide.market.StockSummary;
import dev.ticktide.market.SummaryUpdate;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import dev.ticktide.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears {@code aggregate.signals} (fold, store outcomes) and {@code aggregate.summaries} (how does everything stand); tells
 * every web node now and then which summaries changed.
 */
public final class AggregateVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(AggregateVerticle.class);
    private static final long TELL_MILLIS = 100;
    private static final long SNAPSHOT_MILLIS = 100;
    private static final long SNAPSHOT_EVENTS = 20_000;
    private static final int SNAPSHOT_ROUND = 10;
    private static final long ASK_AGAIN_MILLIS = 200;

    private final String node;
    private final Bus bus;
    private final Store store;
    private final StageAssignment duty;
    private final Ownership signalOwners;
    private final Map<Integer, Held> held = new HashMap<>();
    private final Map<String, Held> changed = new LinkedHashMap<>();
    private final List<SignalScore> scores = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Set in start(), which Vert.x calls before anything else.
    private Executor onContext;

    @SuppressWarnings("NullAway.Init")
    private PartitionKeeper keeper;

    private Future<?> last = Future.succeededFuture();
    private Future<Void> storing = Future.succeededFuture();
    private int ticks;
    private boolean saving;

    private static final class Held {
        private final PartitionAggregate state;
        private final Store.Fence fence;
        /** Outcomes not known to be stored. A snapshot has those before it as done, so it is only stored after them. */
        private final List<SignalScore> unsaved = new ArrayList<>();

        private long scored;
        private long snapshotSeq;
        private boolean asksAgain;
        /** After a snapshot that failed the others have their turn first. */
        private int restsUntil;

        Held(PartitionAggregate state, Store.Fence fence) {
            this.state = state;
            this.fence = fence;
            this.snapshotSeq = state.position();
        }

        long eventsSinceSnapshot() {
            return state.position() - snapshotSeq;
        }

        void score(List<SignalScore> known) {
            unsaved.addAll(known);
            scored += known.size();
        }

        /** Whether the first {@code count} outcomes of this run are stored. */
        boolean hasStored(long count) {
            return scored - unsaved.size() >= count;
        }
    }

    public AggregateVerticle(String node, Bus bus, Store store, StageAssignment duty, Ownership signalOwners) {
        this.node = node;
        this.bus = bus;
        this.store = store;
        this.duty = duty;
        this.signalOwners = signalOwners;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(TELL_MILLIS, timer -> tell());
        vertx.setPeriodic(SNAPSHOT_MILLIS, timer -> saveOne());
        onContext = task -> context.runOnContext(nothing -> task.run());
        keeper = duty.keeper(store, new Holdings(), onContext);
        return Future.all(
                        bus.serve(Addresses.aggregate(node), this::signals),
                        bus.serve(Addresses.summaries(node), query -> Future.succeededFuture(everything())))
                .compose(served -> Future.fromCompletionStage(keeper.start(), context))
                .onSuccess(started ->
                        KeeperLoop.run(vertx, context, duty.ownership().membership(), keeper));
    }

    @Override
    public Future<?> stop() {
        return keeper == null
                ? Future.succeededFuture()
                : last.otherwiseEmpty().compose(done -> Future.fromCompletionStage(keeper.leave(), context));
    }

    private Future<List<Held>> restoreAll(Map<Integer, Long> epochs) {
        List<Future<Held>> restored = new ArrayList<>();
        epochs.forEach((partition, epoch) -> {
            Store.Fence fence = new Store.Fence(duty.stage().label(), partition, epoch);
            restored.add(Future.fromCompletionStage(
                            store.snapshots(duty.stage().label(), partition, Long.MAX_VALUE), context)
                    .map(found -> new Held(newestReadable(partition, found), fence)));
        });
        return Future.all(restored).map(all -> all.<Held>list());
    }

    private PartitionAggregate newestReadable(int partition, List<Store.Snapshot> snapshots) {
        for (Store.Snapshot snapshot : snapshots) {
            try {
                return PartitionAggregate.restore(snapshot.body());
            } catch (WireException e) {
                LOG.warn(
                        "Summary snapshot {} of partition {} can't be used: {}",
                        snapshot.seq(),
                        partition,
                        e.getMessage());
                store.dropSnapshot(snapshot.stage(), partition, snapshot.seq());
            }
        }
        return new PartitionAggregate(partition);
    }

    /** From here a replay may have to start, so the indicator stage must keep a snapshot that old. */
    private Future<?> markProgress(List<Held> restored) {
        Map<Integer, Long> positions = new HashMap<>();
        restored.forEach(each -> positions.put(each.state.partition(), each.state.position()));
        return Future.fromCompletionStage(store.commitScores(List.of(), positions, List.of()), context);
    }

    private void own(Held restored) {
        held.put(restored.state.partition(), restored);
        // The web nodes may know none of these, or not the newest.
        restored.state.all().forEach(summary -> changed.put(summary.symbol(), restored));
        askForReplay(restored);
    }

    private void disown(int partition) {
        Held dropped = held.remove(partition);
        if (dropped != null) {
            changed.values().removeIf(each -> each == dropped);
        }
    }

    private Future<Ack> signals(SignalOutput output) {
        Future<Ack> done = last.otherwiseEmpty().compose(before -> process(output));
        last = done;
        return done;
    }

    private Future<Ack> process(SignalOutput output) {
        for (SignalOutput.Part part : output.parts()) {
            Held partition = held.get(part.partition());
            if (partition == null) {
                continue;
            }
            if (partition.state.isGap(part)) {
                askForReplay(partition);
                continue;
            }
            PartitionAggregate.Outcome outcome = partition.state.on(part);
            outcome.changed().forEach(symbol -> changed.put(symbol, partition));
            // Stored at the next tick: nobody waits for an outcome, and a commit for each message would cost the
            // candles theirs.
            partition.score(outcome.scores());
        }
        return Future.succeededFuture(Ack.OK);
    }

    /** Stores the outcomes that are known by now; what fails is tried again at the next tick. */
    private Future<Void> storeScores() {
        if (storing.isComplete()) {
            storing = commitScores();
        }
        return storing;
    }

    private Future<Void> commitScores() {
        Map<Held, List<SignalScore>> known = new LinkedHashMap<>();
        held.values().stream()
                .filter(each -> !each.unsaved.isEmpty())
                .forEach(each -> known.put(each, List.copyOf(each.unsaved)));
        if (known.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Store.Fence> fences =
                known.keySet().stream().map(each -> each.fence).toList();
        List<SignalScore> all = known.values().stream().flatMap(List::stream).toList();
        return Future.fromCompletionStage(store.commitScores(fences, Map.of(), all), context)
                .onSuccess(stored -> {
                    known.forEach(
                            (each, some) -> each.unsaved.subList(0, some.size()).clear());
                    scores.addAll(all);
                })
                .recover(failure -> {
                    LOG.warn("Storing outcomes failed: {}", failure.getMessage());
                    return dropIfStale(failure) ? commitScores() : Future.succeededFuture();
                });
    }

    /** Drops a partition that another node has claimed, so that those still held can go on; whether that was it. */
    private boolean dropIfStale(Throwable thrown) {
        Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (failure instanceof StaleOwnerException stale) {
            Held partition = held.get(stale.partition());
            LOG.warn("Partition {} was taken over, dropping it", stale.partition());
            keeper.fenced(stale.fence());
            return partition != null && partition.fence.equals(stale.fence());
        }
        return false;
    }

    private void tell() {
        if (changed.isEmpty() && scores.isEmpty()) {
            return;
        }
        List<StockSummary> summaries = new ArrayList<>(changed.size());
        changed.forEach((symbol, partition) -> summaries.add(partition.state.summary(symbol)));
        bus.publish(Addresses.SUMMARY, new SummaryUpdate(summaries, List.copyOf(scores)));
        changed.clear();
        scores.clear();
    }

    private SummaryUpdate everything() {
        return new SummaryUpdate(
                held.values().stream()
                        .flatMap(each -> each.state.all().stream())
                        .toList(),
                List.of());
    }

    private void askForReplay(Held partition) {
        int number = partition.state.partition();
        if (held.get(number) != partition) {
            return;
        }
        String owner = signalOwners.ownerOf(number);
        Future<?> asked = owner == null
                ? Future.failedFuture("there is no node with the signal stage")
                : bus.request(Addresses.signalReplay(owner), new ReplayRequest(number, partition.state.position()));
        asked.onFailure(failure -> {
            LOG.debug("No replay of partition {} yet: {}", number, failure.getMessage());
            if (!partition.asksAgain) {
                partition.asksAgain = true;
                vertx.setTimer(ASK_AGAIN_MILLIS, timer -> {
                    partition.asksAgain = false;
                    askForReplay(partition);
                });
            }
        });
    }

    private void saveOne() {
        long due = ++ticks % SNAPSHOT_ROUND == 0 ? 1 : SNAPSHOT_EVENTS;
        if (!storing.isComplete()) {
            return;
        }
        Optional<Held> changed = held.values().stream()
                .filter(each -> !saving && each.eventsSinceSnapshot() >= due && each.restsUntil <= ticks)
                .max(Comparator.comparingLong(Held::eventsSinceSnapshot));
        changed.ifPresent(each -> {
            saving = true;
            save(each)
                    .onFailure(failure -> each.restsUntil = ticks + SNAPSHOT_ROUND + 1)
                    .onComplete(done -> saving = false);
        });
        storeScores();
    }

    private Future<?> saveAll(Collection<Integer> partitions) {
        Future<?> chain = Future.succeededFuture();
        for (int partition : partitions) {
            Held each = held.get(partition);
            if (each != null && each.eventsSinceSnapshot() > 0) {
                chain = chain.compose(done -> save(each)).otherwiseEmpty();
            }
        }
        return chain;
    }

    private Future<?> save(Held partition) {
        int number = partition.state.partition();
        long seq = partition.state.position();
        Store.Snapshot snapshot = new Store.Snapshot(duty.stage().label(), number, seq, partition.state.snapshot());
        long scored = partition.scored;
        return storeScores()
                .compose(stored -> {
                    if (!partition.hasStored(scored)) {
                        return Future.failedFuture("the outcomes before it could not be stored");
                    }
                    // Before the snapshot, from which the next owner goes on: it has these outcomes as published.
                    tell();
                    return Future.fromCompletionStage(store.saveSnapshot(partition.fence, snapshot), context);
                })
                .compose(saved -> Future.fromCompletionStage(
                        store.commitScores(List.of(partition.fence), Map.of(number, seq), List.of()), context))
                .onSuccess(saved -> partition.snapshotSeq = seq)
                .onFailure(failure -> {
                    LOG.warn("Saving summaries failed: {}", failure.getMessage());
                    dropIfStale(failure);
                });
    }

    private final class Holdings implements PartitionKeeper.Holder {

        @Override
        public CompletionStage<?> acquire(Map<Integer, Long> epochs) {
            return restoreAll(epochs)
                    .compose(restored ->
                            markProgress(restored).onSuccess(marked -> restored.forEach(AggregateVerticle.this::own)))
                    .toCompletionStage();
        }

        @Override
        public CompletionStage<?> release(Set<Integer> partitions) {
            Future<?> released = last.otherwiseEmpty()
                    .compose(done -> storeScores())
                    .compose(stored -> saveAll(partitions))
                    .onComplete(saved -> partitions.forEach(AggregateVerticle.this::disown));
            last = released;
            return released.toCompletionStage();
        }

        @Override
        public void drop(int partition) {
            disown(partition);
        }
    }
}
