package dev.ticktide.signal;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.claim.StageAssignment;
import dev.ticktide.market.append.Ack;
import dev.ticktide.market.append.ReplayRequest;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.stage.PartitionedStage;
import dev.ticktide.stage.ReplayRequests;
import dev.ticktide.stage.StageLink;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code signal.bars} (evaluates, stores signals with their notifications) and {@code signal.replay};
 * passes bars and signals on to the aggregate stage and publishes stored signals.
 *
 * <p>Messages are processed one after the other. A message is answered when its signals are on disk; one that fails is
 * undone, so that the indicator stage sends it again. A signal may be published twice, after a takeover or a replay;
 * its id is the same.
 */
public final class SignalVerticle extends VerticleBase {

    private static final long PROGRESS_MILLIS = 1_000;
    private static final long ANNOUNCE_MILLIS = 250;

    /** Bars that may wait for the aggregate stage. */
    private static final int MAX_WAITING_BARS = 200_000;

    private final String node;
    private final Bus bus;
    private final Store store;
    private final StageAssignment assignment;
    private final Ownership indicatorOwners;
    private final Ownership aggregateOwners;
    private final SignalProgress progress;
    private final Consumer<Signal> counted;
    private @Nullable Running running;

    /** What {@link #start} makes. */
    private record Running(
            PartitionedStage stage,
            SignalPartitions partitions,
            ReplayRequests replays,
            StageLink<SignalOutput.Part> link,
            SignalOutlet outlet) {}

    /**
     * @param progress the rules, and where this stage says how far it has come
     * @param counted called with every newly stored signal
     */
    public SignalVerticle(
            String node,
            Bus bus,
            Store store,
            StageAssignment assignment,
            Ownership indicatorOwners,
            Ownership aggregateOwners,
            SignalProgress progress,
            Consumer<Signal> counted) {
        this.node = node;
        this.bus = bus;
        this.store = store;
        this.assignment = assignment;
        this.indicatorOwners = indicatorOwners;
        this.aggregateOwners = aggregateOwners;
        this.progress = progress;
        this.counted = counted;
    }

    @Override
    public Future<?> start() {
        PartitionedStage stage = new PartitionedStage(vertx, context, store, assignment);
        SignalPartitions partitions = new SignalPartitions(store, stage.executor(), stage::dropIfStale, progress);
        ReplayRequests replays = new ReplayRequests(
                vertx,
                indicatorOwners,
                partitions::position,
                (owner, request) -> bus.request(Addresses.indicatorReplay(owner), request));
        StageLink<SignalOutput.Part> link = new StageLink<>(
                vertx,
                aggregateOwners::ownerOf,
                SignalOutput.Part::partition,
                part -> part.bars().size() + part.signals().size(),
                (owner, parts) -> bus.request(Addresses.aggregate(owner), new SignalOutput(parts)),
                MAX_WAITING_BARS);
        SignalOutlet outlet = new SignalOutlet(bus, partitions, link, counted);
        Running made = new Running(stage, partitions, replays, link, outlet);
        running = made;
        vertx.setPeriodic(PROGRESS_MILLIS, timer -> partitions.saveProgress());
        vertx.setPeriodic(ANNOUNCE_MILLIS, timer -> announce(partitions));
        return Future.all(
                        bus.serve(Addresses.signal(node), output -> stage.inOrder(() -> process(made, output))),
                        bus.serve(Addresses.signalReplay(node), request -> replay(made, request)))
                .compose(served -> stage.start(partitions, acquired -> acquired(made, acquired)));
    }

    @Override
    public Future<?> stop() {
        Running made = running;
        return made == null ? Future.succeededFuture() : made.stage.stop().onComplete(done -> made.link.close());
    }

    private void acquired(Running made, Set<Integer> partitions) {
        partitions.forEach(made.replays::request);
        if (!assignment.heartbeats().isAlone()) {
            made.stage.on(MissedSignals.of(store, partitions)).onSuccess(made.outlet::missed);
        }
    }

    private Future<Ack> process(Running made, IndicatorOutput output) {
        SignalPartitions partitions = made.partitions;
        SignalPartitions.Evaluated evaluated = partitions.evaluate(output, made.replays::request);
        CompletionStage<?> storing = partitions.store(evaluated);
        Future<?> stored = storing == null ? Future.succeededFuture() : made.stage.on(storing);
        return stored.map(done -> {
                    made.outlet.send(evaluated);
                    return Ack.OK;
                })
                .onFailure(failure -> {
                    partitions.undo(evaluated);
                    made.stage.dropIfStale(failure);
                });
    }

    private static Future<Ack> replay(Running made, ReplayRequest request) {
        int partition = request.partition();
        if (made.partitions.position(partition).isEmpty()) {
            return Future.failedFuture("partition " + partition + " is not owned here");
        }
        return made.stage.inOrder(() -> {
            if (made.partitions.rewindTo(partition, request.afterSeq())) {
                made.replays.request(partition);
            }
            return Future.succeededFuture(Ack.OK);
        });
    }

    /** The aggregate stage may be behind and would not know before the next bar. */
    private void announce(SignalPartitions partitions) {
        for (int partition : partitions.unannounced()) {
            String owner = aggregateOwners.ownerOf(partition);
            partitions.position(partition).ifPresent(seq -> {
                SignalOutput.Part nothing = new SignalOutput.Part(partition, seq, seq, List.of(), List.of());
                if (owner != null) {
                    bus.request(Addresses.aggregate(owner), new SignalOutput(List.of(nothing)))
                            .onSuccess(known -> partitions.announced(partition));
                }
            });
        }
    }
}
