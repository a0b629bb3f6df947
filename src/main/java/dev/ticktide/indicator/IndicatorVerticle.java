package dev.ticktide.indicator;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.bus.KeeperLoop;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.PartitionKeeper;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.StageAssignment;
import dev.ticktide.market.Ack;
import dev.ticktide.market.AppendBatch;
import dev.ticktide.market.AppendReplies;
import dev.ticktide.market.AppendReply;
import dev.ticktide.market.AppendRequest;
import dev.ticktide.market.FillProgress;
import dev.ticktide.market.HistoryLoaded;
import dev.ticktide.market.IndicatorOutput;
import dev.ticktide.market.Intake;
import dev.ticktide.market.Partitions;
import dev.ticktide.market.ReplayRequest;
import dev.ticktide.market.SymbolQuery;
import dev.ticktide.market.SymbolView;
import dev.ticktide.reference.Companies;
import dev.ticktide.stage.StageLink;
import dev.ticktide.store.RetentionConfig;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles {@code indicator.append} (store events, fold them), {@code indicator.replay} (begin again from an entry) and
 * {@code indicator.symbol} (its open bars), and {@code web.watching}; passes closed bars to the signal stage and live
 * ones to web nodes.
 */
public final class IndicatorVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(IndicatorVerticle.class);
    private static final long LIVE_MILLIS = 100;
    private static final long SNAPSHOT_MILLIS = 100;
    private static final long REMIND_MILLIS = 250;
    private static final long REPLAY_AGAIN_MILLIS = 500;

    /** A partition is written when it has this much to replay; every {@link #SNAPSHOT_ROUND} ticks whatever changed is. */
    private static final long SNAPSHOT_EVENTS = 20_000;

    private static final int SNAPSHOT_ROUND = 10;
    private static final long SYMBOLS_MILLIS = 5_000;
    private static final long OVERDUE_MILLIS = 250;
    private static final long PROGRESS_MILLIS = 250;
    private static final long SHORTEST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    /** Ticks without a further decision after one that could not be stored. */
    private static final int OVERDUE_PAUSE = 20;

    private static final int LINK_BOUND = 200_000;

    private final Settings settings;
    private final Bus bus;
    private final Store store;
    private final StageAssignment duty;
    private final Ownership signalOwners;
    private final ColocatedSignals along;
    private final HistoryFold.Maker folds;
    private final ExecutorService builds = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "ticktide-history");
        thread.setDaemon(true);
        return thread;
    });
    private final IndicatorActivity activity;
    private final LoadProgress progress;
    private final Audience audience = new Audience();
    private final IndicatorStage stage;
    private final Set<String> knownSymbols = new HashSet<>();
    private final PartitionStarter starter;

    @SuppressWarnings("NullAway.Init") // Set in start(), which Vert.x calls before anything else.
    private Appender appender;

    @SuppressWarnings("NullAway.Init")
    private StageLink<IndicatorOutput.Part> link;

    @SuppressWarnings("NullAway.Init")
    private HistoryLoads loads;

    @SuppressWarnings("NullAway.Init")
    private Executor onContext;

    @SuppressWarnings("NullAway.Init")
    private PartitionKeeper keeper;

    private final OverdueBars overdue;
    private int ticks;
    private boolean saving;
    private int decisionPause;
    private boolean deciding;

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
     * @param along the signal stage's work, if this node has that stage too
     * @param folds what the later stages make of a symbol's bars
     * @param activity is updated with what the stage does
     * @param filling gets the progress of loads of history
     */
    public IndicatorVerticle(
            Settings settings,
            Bus bus,
            Store store,
            StageAssignment duty,
            Ownership signalOwners,
            ColocatedSignals along,
            HistoryFold.Maker folds,
            IndicatorActivity activity,
            FillProgress filling) {
        this.settings = settings;
        this.bus = bus;
        this.store = store;
        this.duty = duty;
        this.signalOwners = signalOwners;
        this.along = along;
        this.folds = folds;
        this.activity = activity;
        this.progress = new LoadProgress(filling);
        this.stage = new IndicatorStage(audience::watches, Partitions.economy(store.partitions()));
        this.starter = new PartitionStarter(store, stage);
        this.overdue = new OverdueBars(stage, settings.closeGrace());
    }

    @Override
    public Future<?> start() {
        onContext = task -> context.runOnContext(nothing -> task.run());
        GenerationBuilder generations = new GenerationBuilder(store, settings.indicators(), folds, builds);
        Replayer replayer = new Replayer(store, settings.indicators(), generations, onContext);
        starter.use(replayer, onContext);
        link = new StageLink<>(
                vertx,
                signalOwners::ownerOf,
                IndicatorOutput.Part::partition,
                part -> part.bars().size(),
                (node, parts) -> bus.request(Addresses.signal(node), new IndicatorOutput(parts)),
                LINK_BOUND);
        AppendPlanner planner = new AppendPlanner(
                partition -> stage.partition(partition).state(), knownSymbols, settings.maxSymbols(), Companies.load());
        StageAppends appends = new StageAppends(stage, starter, along, new Behind());
        appender = new Appender(store, planner, knownSymbols, appends, onContext, settings.maxQueued());
        loads = new HistoryLoads(
                new HistoryLoads.Tools(stage, store, appender, planner, generations, onContext),
                this::historyLoaded,
                fence -> keeper.fenced(fence),
                progress);
        keeper = duty.keeper(store, new Holdings(), onContext);
        vertx.setPeriodic(LIVE_MILLIS, timer -> appender.whenSettled(this::tellScreens));
        vertx.setPeriodic(REMIND_MILLIS, timer -> remindSignals());
        vertx.setPeriodic(OVERDUE_MILLIS, timer -> closeOverdueBars());
        vertx.setPeriodic(
                PROGRESS_MILLIS, timer -> progress.publish(settings.nowMicros().getAsLong()));
        vertx.setPeriodic(SYMBOLS_MILLIS, timer -> countSymbolsOfOthers());
        vertx.setPeriodic(SNAPSHOT_MILLIS, timer -> appender.whenSettled(this::saveSnapshot));
        Retention retention = new Retention(
                settings.retention(),
                store,
                stage,
                settings.indicators().timeframes().stream()
                        .filter(timeframe -> !timeframe.isRaw())
                        .toList(),
                activity,
                onContext,
                millis -> vertx.timer(millis, TimeUnit.MILLISECONDS).toCompletionStage(),
                keeper::fenced);
        forget(retention);
        giveUpLoads();
        return serve().compose(served -> on(keeper.start()))
                .onSuccess(started ->
                        KeeperLoop.run(vertx, context, duty.ownership().membership(), keeper));
    }

    @Override
    public Future<?> stop() {
        if (appender == null) {
            return Future.succeededFuture();
        }
        return on(appender.drain()).eventually(() -> on(keeper.leave())).eventually(() -> {
            link.close();
            builds.shutdown();
            return Future.succeededFuture();
        });
    }

    private Future<?> serve() {
        Membership membership = duty.ownership().membership();
        membership.onChange(() -> onContext.execute(() -> audience.webNodes(webNodes(membership))));
        audience.webNodes(webNodes(membership));
        return Future.all(
                bus.listen(Addresses.WATCHING, audience::update),
                bus.serve(Addresses.append(settings.node()), this::append),
                bus.serve(Addresses.indicatorReplay(settings.node()), this::replay),
                bus.serve(Addresses.symbol(settings.node()), this::view));
    }

    private static Set<String> webNodes(Membership membership) {
        return membership.members().stream()
                .filter(member -> member.roles().contains(Role.WEB))
                .map(Member::node)
                .collect(Collectors.toSet());
    }

    private Future<SymbolView> view(SymbolQuery query) {
        Promise<SymbolView> view = Promise.promise();
        appender.whenSettled(() -> {
            if (stage.owns(query.partition())) {
                view.complete(stage.view(query.partition(), query.symbol()));
            } else {
                // On its way here: better no answer for a moment than one in which the symbol has no bars.
                view.fail("partition " + query.partition() + " is not owned here");
            }
        });
        return view.future();
    }

    private Future<AppendReplies> append(AppendBatch batch) {
        List<Future<AppendReply>> replies = batch.requests().stream()
                .map(request -> on(store(request)).map(reply -> orOutOfReach(request, reply)))
                .toList();
        return Future.all(replies)
                .map(all ->
                        new AppendReplies(replies.stream().map(Future::result).toList()));
    }

    private CompletionStage<AppendReply> store(AppendRequest request) {
        return request.intake() instanceof Intake.History history
                ? loads.take(request, history)
                : appender.append(request);
    }

    /** Pages read the new bars from the store: they are too many to be published one by one. */
    private void historyLoaded(HistoryLoaded history) {
        bus.publish(Addresses.HISTORY, history);
    }

    /**
     * After NOT_OWNER a sender retries at the next owner at once; on the other side of a network split there is none.
     */
    private AppendReply orOutOfReach(AppendRequest request, AppendReply reply) {
        boolean beyond = reply.status() == AppendReply.Status.NOT_OWNER
                && request.partitions().stream().anyMatch(keeper::isOutOfReach);
        return beyond ? AppendReply.refused(AppendReply.Status.STORAGE_UNAVAILABLE) : reply;
    }

    private Future<Ack> replay(ReplayRequest request) {
        if (!stage.accepts(request.partition())) {
            return Future.failedFuture("partition " + request.partition() + " is not owned here");
        }
        replay(stage.partition(request.partition()), request.afterSeq());
        return Future.succeededFuture(Ack.OK);
    }

    /** Tries again until it succeeds or another replay takes its place: the request has been acknowledged. */
    private void replay(OwnedPartition partition, long afterSeq) {
        int number = partition.beginReplay();
        ReplayToSignal.start(partition, number, afterSeq, starter.replayer(), link, vertx)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null && partition.isReplay(number)) {
                                LOG.warn(
                                        "Replaying partition {} from {} failed, trying again",
                                        partition.state().partition(),
                                        afterSeq,
                                        failure);
                                vertx.setTimer(REPLAY_AGAIN_MILLIS, timer -> {
                                    if (partition.isReplay(number)) {
                                        replay(partition, afterSeq);
                                    }
                                });
                            }
                        },
                        onContext);
    }

    private void forget(Retention retention) {
        vertx.setTimer(
                Retention.every(settings.retention()).toMillis(),
                timer -> retention.round().thenRunAsync(() -> forget(retention), onContext));
    }

    private void giveUpLoads() {
        long wait = settings.retention().loads().toMillis();
        vertx.setTimer(Math.max(SHORTEST_WAIT_MILLIS, Math.min(LONGEST_WAIT_MILLIS, wait / 4)), timer -> loads.giveUp(
                        settings.nowMicros().getAsLong() - wait * 1_000)
                .thenRunAsync(this::giveUpLoads, onContext));
    }

    private void tellScreens() {
        stage.takeLive().ifPresent(update -> {
            activity.stored(update.events());
            bus.publish(Addresses.LIVE, update);
        });
        activity.waiting(appender.queued(), link.waiting());
    }

    /** Sends an empty part for each partition that the signal stage does not follow yet, so that it requests a replay. */
    private void remindSignals() {
        Map<String, List<IndicatorOutput.Part>> unknown = new HashMap<>();
        for (OwnedPartition partition : stage.partitions()) {
            int number = partition.state().partition();
            String owner = signalOwners.ownerOf(number);
            if (stage.isFollowable(partition) && !partition.isFollowed() && owner != null) {
                long seq = partition.takenSeq();
                unknown.computeIfAbsent(owner, unused -> new ArrayList<>())
                        .add(new IndicatorOutput.Part(number, seq, seq, List.of()));
            }
        }
        unknown.forEach((owner, parts) -> bus.request(Addresses.signal(owner), new IndicatorOutput(parts)));
    }

    private void closeOverdueBars() {
        if (deciding || decisionPause-- > 0) {
            return;
        }
        decisionPause = 0;
        List<Proposal> due = overdue.next(settings.nowMicros().getAsLong());
        if (!due.isEmpty()) {
            deciding = true;
            appender.decide(due).thenAcceptAsync(this::decided, onContext);
        }
    }

    private void decided(AppendReply reply) {
        deciding = false;
        decisionPause = reply.status() == AppendReply.Status.STORED ? 0 : OVERDUE_PAUSE;
    }

    private void saveSnapshot() {
        long due = ++ticks % SNAPSHOT_ROUND == 0 ? 1 : SNAPSHOT_EVENTS;
        if (!saving) {
            stage.snapshotDue(due).ifPresent(partition -> {
                saving = true;
                starter.save(partition)
                        .whenCompleteAsync(
                                (done, failure) -> {
                                    saving = false;
                                    StaleOwnerException.in(failure).ifPresent(stale -> keeper.fenced(stale.fence()));
                                },
                                onContext);
            });
        }
    }

    private <T> Future<T> on(CompletionStage<T> completion) {
        return Future.fromCompletionStage(completion, context);
    }

    private CompletionStage<?> settled() {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        appender.whenSettled(() -> settled.complete(null));
        return settled;
    }

    /** The limit is of all nodes together; what the others have seen is read once it is near. */
    private void countSymbolsOfOthers() {
        int members = duty.ownership().membership().members().size();
        if (members > 1 && (long) knownSymbols.size() * members * 2 >= settings.maxSymbols()) {
            store.symbols()
                    .thenAcceptAsync(symbols -> symbols.forEach(info -> knownSymbols.add(info.symbol())), onContext)
                    .whenComplete((read, failure) -> {
                        if (failure != null) {
                            LOG.debug("The other nodes' symbols were not read: {}", failure.getMessage());
                        }
                    });
        }
    }

    private final class Holdings implements PartitionKeeper.Holder {

        @Override
        public CompletionStage<?> acquire(Map<Integer, Long> epochs) {
            // Symbols that the last owner was the first to see.
            return store.symbols()
                    .thenAcceptAsync(symbols -> symbols.forEach(info -> knownSymbols.add(info.symbol())), onContext)
                    .thenComposeAsync(known -> starter.start(epochs), onContext);
        }

        @Override
        public CompletionStage<?> release(Set<Integer> partitions) {
            stage.retire(partitions);
            return appender.flushed()
                    .thenComposeAsync(flushed -> settled(), onContext)
                    .thenComposeAsync(settled -> starter.saveAll(partitions), onContext)
                    .whenCompleteAsync((saved, failure) -> partitions.forEach(stage::disown), onContext);
        }

        @Override
        public void drop(int partition) {
            stage.disown(partition);
        }
    }

    private final class Behind implements StageAppends.Output {

        @Override
        public boolean isCongested() {
            return link.isCongested();
        }

        @Override
        public void send(List<IndicatorOutput.Part> parts) {
            parts.forEach(link::offer);
            link.flush();
        }

        @Override
        public void fenced(Store.Fence fence) {
            keeper.fenced(fence);
        }

        @Override
        public void replay(OwnedPartition partition, long afterSeq) {
            IndicatorVerticle.this.replay(partition, afterSeq);
        }
    }
}
