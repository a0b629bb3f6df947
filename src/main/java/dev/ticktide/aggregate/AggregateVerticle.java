package dev.ticktide.aggregate;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.claim.StageAssignment;
import dev.ticktide.market.append.Ack;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.stage.PartitionedStage;
import dev.ticktide.stage.ReplayRequests;
import dev.ticktide.stage.SnapshotRounds;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code aggregate.signals} (folds the signal stage's output, stores outcomes) and {@code aggregate.summaries} (all
 * summaries of this node); publishes the summaries that changed to the web nodes.
 */
public final class AggregateVerticle extends VerticleBase {

    private static final long PUBLISH_MILLIS = 100;

    private final String node;
    private final Bus bus;
    private final Store store;
    private final StageAssignment assignment;
    private final Ownership signalOwners;
    private @Nullable PartitionedStage running;

    /** @param signalOwners the owners of the stage before */
    public AggregateVerticle(String node, Bus bus, Store store, StageAssignment assignment, Ownership signalOwners) {
        this.node = node;
        this.bus = bus;
        this.store = store;
        this.assignment = assignment;
        this.signalOwners = signalOwners;
    }

    @Override
    public Future<?> start() {
        PartitionedStage stage = new PartitionedStage(vertx, context, store, assignment);
        running = stage;
        AggregatePartitions partitions = new AggregatePartitions(
                store, stage.executor(), stage::dropIfStale, update -> bus.publish(Addresses.SUMMARY, update));
        ReplayRequests replays = new ReplayRequests(
                vertx,
                signalOwners,
                partitions::position,
                (owner, request) -> bus.request(Addresses.signalReplay(owner), request));
        SnapshotRounds<OwnedAggregate> snapshots = new SnapshotRounds<>(
                partitions::held, OwnedAggregate::eventsSinceSnapshot, partitions::save, stage.executor());
        vertx.setPeriodic(PUBLISH_MILLIS, timer -> partitions.publishChanges());
        vertx.setPeriodic(SnapshotRounds.TICK_MILLIS, timer -> {
            if (!partitions.isStoring()) {
                snapshots.tick();
                partitions.storeOutcomes();
            }
        });
        return Future.all(
                        bus.serve(
                                Addresses.aggregate(node),
                                output -> stage.inOrder(() -> fold(partitions, output, replays))),
                        bus.serve(
                                Addresses.summaries(node),
                                query -> Future.succeededFuture(new SummaryUpdate(partitions.summaries(), List.of()))))
                .compose(served -> stage.start(partitions, acquired -> acquired.forEach(replays::request)));
    }

    private static Future<Ack> fold(AggregatePartitions partitions, SignalOutput output, ReplayRequests replays) {
        partitions.fold(output, replays::request);
        return Future.succeededFuture(Ack.OK);
    }

    @Override
    public Future<?> stop() {
        return running == null ? Future.succeededFuture() : running.stop();
    }
}
