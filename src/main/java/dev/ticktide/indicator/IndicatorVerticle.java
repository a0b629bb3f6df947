package dev.ticktide.indicator;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.claim.StageAssignment;
import dev.ticktide.indicator.append.Appender;
import dev.ticktide.indicator.append.KnownSymbols;
import dev.ticktide.indicator.append.OverdueBarCloser;
import dev.ticktide.indicator.history.LoadProgress;
import dev.ticktide.indicator.partition.ColocatedSignals;
import dev.ticktide.indicator.partition.HistoryFold;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.market.log.FillProgress;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.stage.PartitionedStage;
import dev.ticktide.stage.SnapshotRounds;
import dev.ticktide.stage.StageLink;
import dev.ticktide.store.RetentionConfig;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
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
                    made.worker().shutdown();
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
        made.abandoned().run(settings.retention().loads(), settings.nowMicros(), kit::after);
    }

    private Future<?> sendToSignalStage(String node, List<IndicatorOutput.Part> parts) {
        return bus.request(Addresses.signal(node), new IndicatorOutput(parts));
    }

    private Future<?> serve(IndicatorParts made) {
        PartitionedStage kit = made.kit();
        IndicatorRequests requests = made.requests();
        Membership membership = kit.membership();
        Audience audience = made.audience();
        membership.onChange(() -> kit.executor().execute(() -> audience.members(membership.members())));
        audience.members(membership.members());
        return Future.all(
                bus.listen(Addresses.WATCHING, audience::update),
                bus.serve(Addresses.append(settings.node()), batch -> kit.on(requests.append(batch))),
                bus.serve(Addresses.indicatorReplay(settings.node()), request -> kit.on(requests.replay(request))),
                bus.serve(Addresses.symbol(settings.node()), query -> kit.on(requests.view(query))));
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
