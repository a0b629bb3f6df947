package dev.ticktide.indicator;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.StageAssignment;
import dev.ticktide.market.append.Ack;
import dev.ticktide.market.append.AppendBatch;
import dev.ticktide.market.append.AppendReplies;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.append.Intake;
import dev.ticktide.market.append.ReplayRequest;
import dev.ticktide.market.log.FillProgress;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.message.SymbolQuery;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.stage.PartitionedStage;
import dev.ticktide.stage.SnapshotRounds;
import dev.ticktide.stage.StageLink;
import dev.ticktide.store.RetentionConfig;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code indicator.append} (stores events, folds them), {@code indicator.replay} (sends output again from an entry on)
 * and {@code indicator.symbol} (a symbol's open bars); passes closed bars to the signal stage and live ones to the web nodes.
 */
public final class IndicatorVerticle extends VerticleBase {

    private static final long LIVE_MILLIS = 100;
    private static final long REMIND_MILLIS = 250;
    private static final long PROGRESS_MILLIS = 250;

    /** Bars that may wait for the signal stage. */
    private static final int MAX_WAITING_BARS = 200_000;

    private final Settings settings;
    private final Bus bus;
    private final Store store;
    private final StageAssignment assignment;
    private final Ownership signalOwners;
    private final ColocatedSignals signals;
    private final HistoryFold.Maker folds;
    private final IndicatorActivity activity;
    private final LoadProgress progress;
    private @Nullable IndicatorParts running;

    /**
     * @param maxQueued events that may wait for the disk
     * @param maxSymbols distinct symbols that may be stored
     * @param retention how long things are kept
     * @param closeGrace how long after its end a live symbol's bar waits for a candle before it is closed; zero: for ever
     * @param nowMicros the time of day that all nodes share, epoch microseconds
     */
    public record Settings(
            String node,
            IndicatorSettings indicators,
            int maxQueued,
            int maxSymbols,
            RetentionConfig retention,
            Duration closeGrace,
            LongSupplier nowMicros) {}

    /**
     * @param signals this node's signal stage, {@link ColocatedSignals#NONE} if it has none
     * @param folds what the later stages make of a symbol's bars
     * @param activity is updated with what the stage does
     * @param filling gets the progress of loads of history
     */
    public IndicatorVerticle(
            Settings settings,
            Bus bus,
            Store store,
            StageAssignment assignment,
            Ownership signalOwners,
            ColocatedSignals signals,
            HistoryFold.Maker folds,
            IndicatorActivity activity,
            FillProgress filling) {
        this.settings = settings;
        this.bus = bus;
        this.store = store;
        this.assignment = assignment;
        this.signalOwners = signalOwners;
        this.signals = signals;
        this.folds = folds;
        this.activity = activity;
        this.progress = new LoadProgress(filling);
    }

    @Override
    public Future<?> start() {
        PartitionedStage kit = new PartitionedStage(vertx, context, store, assignment);
        IndicatorParts made = IndicatorParts.make(
                settings,
                store,
                kit,
                new IndicatorParts.Neighbours(
                        link(), signals, folds, loaded -> bus.publish(Addresses.HISTORY, loaded), progress));
        running = made;
        schedule(made);
        return serve(made).compose(served -> kit.start(made.partitions(), acquired -> {}));
    }

    @Override
    public Future<?> stop() {
        IndicatorParts made = running;
        if (made == null) {
            return Future.succeededFuture();
        }
        return made.kit()
                .on(made.appender().drain())
                .eventually(made.kit()::stop)
                .eventually(() -> {
                    made.signalFeed().close();
                    made.builds().shutdown();
                    return Future.succeededFuture();
                });
    }

    private StageLink<IndicatorOutput.Part> link() {
        return new StageLink<>(
                vertx,
                signalOwners::ownerOf,
                IndicatorOutput.Part::partition,
                part -> part.bars().size(),
                this::sendToSignalStage,
                MAX_WAITING_BARS);
    }

    private void schedule(IndicatorParts made) {
        PartitionedStage kit = made.kit();
        Appender appender = made.appender();
        vertx.setPeriodic(LIVE_MILLIS, timer -> appender.whenSettled(() -> publishLive(made)));
        vertx.setPeriodic(
                REMIND_MILLIS, timer -> made.signalFeed().remind(signalOwners::ownerOf, this::sendToSignalStage));
        vertx.setPeriodic(OverdueBarCloser.TICK_MILLIS, timer -> made.overdue().tick(now()));
        vertx.setPeriodic(PROGRESS_MILLIS, timer -> progress.publish(now()));
        vertx.setPeriodic(KnownSymbols.TICK_MILLIS, timer -> made.symbols()
                .readIfNear(settings.maxSymbols(), kit.membership().members().size()));
        vertx.setPeriodic(SnapshotRounds.TICK_MILLIS, timer -> appender.whenSettled(made.snapshots()::tick));
        made.retention(settings, store, activity).run();
        made.loads().giveUpAbandoned(settings.retention().loads(), settings.nowMicros(), kit::after);
    }

    private Future<?> sendToSignalStage(String node, List<IndicatorOutput.Part> parts) {
        return bus.request(Addresses.signal(node), new IndicatorOutput(parts));
    }

    private Future<?> serve(IndicatorParts made) {
        Membership membership = made.kit().membership();
        Audience audience = made.audience();
        membership.onChange(() -> made.kit().executor().execute(() -> audience.webNodes(webNodes(membership))));
        audience.webNodes(webNodes(membership));
        return Future.all(
                bus.listen(Addresses.WATCHING, audience::update),
                bus.serve(Addresses.append(settings.node()), batch -> append(made, batch)),
                bus.serve(Addresses.indicatorReplay(settings.node()), request -> replay(made, request)),
                bus.serve(Addresses.symbol(settings.node()), query -> view(made, query)));
    }

    private static Set<String> webNodes(Membership membership) {
        return membership.members().stream()
                .filter(member -> member.roles().contains(Role.WEB))
                .map(Member::node)
                .collect(Collectors.toSet());
    }

    private static Future<AppendReplies> append(IndicatorParts made, AppendBatch batch) {
        List<Future<AppendReply>> replies = batch.requests().stream()
                .map(request ->
                        made.kit().on(store(made, request)).map(reply -> orOutOfReach(made.kit(), request, reply)))
                .toList();
        return Future.all(replies)
                .map(all ->
                        new AppendReplies(replies.stream().map(Future::result).toList()));
    }

    private static CompletionStage<AppendReply> store(IndicatorParts made, AppendRequest request) {
        return request.intake() instanceof Intake.History history
                ? made.loads().take(request, history)
                : made.appender().append(request);
    }

    /** After "not the owner" a client asks the next owner at once; beyond a split of the network there is none. */
    private static AppendReply orOutOfReach(PartitionedStage kit, AppendRequest request, AppendReply reply) {
        boolean beyond = reply.status() == AppendReply.Status.NOT_OWNER
                && request.partitions().stream().anyMatch(kit::isOutOfReach);
        return beyond ? AppendReply.refused(AppendReply.Status.STORAGE_UNAVAILABLE) : reply;
    }

    private static Future<Ack> replay(IndicatorParts made, ReplayRequest request) {
        int partition = request.partition();
        if (!made.stage().accepts(partition)) {
            return Future.failedFuture("partition " + partition + " is not owned here");
        }
        made.signalFeed().replay(made.stage().partition(partition), request.afterSeq());
        return Future.succeededFuture(Ack.OK);
    }

    private static Future<SymbolView> view(IndicatorParts made, SymbolQuery query) {
        Promise<SymbolView> view = Promise.promise();
        made.appender().whenSettled(() -> {
            if (made.stage().owns(query.partition())) {
                view.complete(made.stage().view(query.partition(), query.symbol()));
            } else {
                // On its way here: better no answer for a moment than one in which the symbol has no bars.
                view.fail("partition " + query.partition() + " is not owned here");
            }
        });
        return view.future();
    }

    private void publishLive(IndicatorParts made) {
        made.stage().takeLive().ifPresent(update -> {
            activity.stored(update.events());
            bus.publish(Addresses.LIVE, update);
        });
        activity.waiting(made.appender().queued(), made.signalFeed().waiting());
    }

    private long now() {
        return settings.nowMicros().getAsLong();
    }
}
