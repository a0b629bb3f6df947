package dev.ticktide.crash;

import dev.ticktide.aggregate.AggregateVerticle;
import dev.ticktide.app.pipeline.ColocatedSignalStage;
import dev.ticktide.app.pipeline.FoldedHistory;
import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Stage;
import dev.ticktide.cluster.claim.StageAssignment;
import dev.ticktide.indicator.IndicatorActivity;
import dev.ticktide.indicator.IndicatorVerticle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendBatch;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.append.Intake;
import dev.ticktide.market.append.OnConflict;
import dev.ticktide.market.log.FillProgress;
import dev.ticktide.market.log.Partitions;
import dev.ticktide.market.message.SummaryQuery;
import dev.ticktide.market.message.SymbolQuery;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.notify.plan.NotificationPlan;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.settings.Defaults;
import dev.ticktide.signal.SignalProgress;
import dev.ticktide.signal.SignalVerticle;
import dev.ticktide.store.RetentionConfig;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Plans;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The stages from the log to the summaries in this process, put together as the pipeline does, on a real store. */
final class Flow {

    static final int PARTITIONS = 4;
    static final NotificationPlan PLAN = Plans.mail(Subscription.all(Plans.to("student1@example.org")));

    private static final int SECONDS = 30;
    private static final int MAX_QUEUED = 200_000;
    private static final int MAX_SYMBOLS = 1_000;

    /** What is the same for every event, so that runs with other batches give equal bits. */
    private static final long ARRIVAL = 1_700_100_000_000_000L;

    private final Path file;
    private final Vertx vertx = Vertx.vertx();
    private final String node = UUID.randomUUID().toString();
    private final Bus bus = new Bus(vertx, node);
    private final Store store;
    private final List<String> deployed = new ArrayList<>();

    private Flow(Path file) {
        this.file = file;
        this.store = SqliteStore.open(file, PARTITIONS);
    }

    static Flow start(Path file) {
        Flow flow = new Flow(file);
        Membership membership = Membership.alone(flow.node);
        Ownership indicators = new Ownership(Stage.INDICATOR, membership);
        Ownership signals = new Ownership(Stage.SIGNAL, membership);
        Ownership aggregates = new Ownership(Stage.AGGREGATE, membership);
        SignalProgress progress = new SignalProgress(Consistency.ENGINE, PLAN::plan);
        flow.deploy(new IndicatorVerticle(
                new IndicatorVerticle.Settings(
                        flow.node,
                        Consistency.INDICATORS,
                        MAX_QUEUED,
                        MAX_SYMBOLS,
                        Defaults.of(RetentionConfig.class),
                        Duration.ZERO,
                        () -> ARRIVAL),
                flow.bus,
                flow.store,
                StageAssignment.alone(Stage.INDICATOR, membership, flow.store),
                signals,
                new ColocatedSignalStage(progress),
                (partition, symbol) -> new FoldedHistory(Consistency.ENGINE, partition, symbol),
                new IndicatorActivity(),
                FillProgress.NONE));
        flow.deploy(new SignalVerticle(
                flow.node,
                flow.bus,
                flow.store,
                StageAssignment.alone(Stage.SIGNAL, membership, flow.store),
                indicators,
                aggregates,
                progress,
                signal -> {}));
        flow.deploy(new AggregateVerticle(
                flow.node,
                flow.bus,
                flow.store,
                StageAssignment.alone(Stage.AGGREGATE, membership, flow.store),
                signals));
        return flow;
    }

    Future<AppendReply> append(List<MarketEvent> events) {
        return append(events, OnConflict.REJECT);
    }

    Future<AppendReply> append(List<MarketEvent> events, OnConflict onConflict) {
        List<Integer> partitions =
                events.stream().map(event -> Partitions.of(event, PARTITIONS)).toList();
        AppendRequest request = new AppendRequest(ARRIVAL, events, partitions, new Intake.Live(onConflict));
        return bus.request(Addresses.append(node), new AppendBatch(List.of(request)))
                .map(answer -> answer.replies().get(0));
    }

    Store store() {
        return store;
    }

    /** Sends the past of symbols. */
    AppendReply load(String name, boolean commit, List<? extends MarketEvent> candles) {
        List<MarketEvent> events = List.copyOf(candles);
        List<Integer> partitions =
                events.stream().map(event -> Partitions.of(event, PARTITIONS)).toList();
        AppendRequest request = new AppendRequest(ARRIVAL, events, partitions, new Intake.History(name, commit));
        return await(bus.request(Addresses.append(node), new AppendBatch(List.of(request))))
                .replies()
                .get(0);
    }

    Map<String, StockSummary> summaries() {
        Map<String, StockSummary> summaries = new TreeMap<>();
        await(bus.request(Addresses.summaries(node), new SummaryQuery()))
                .summaries()
                .forEach(each -> summaries.put(each.symbol(), each));
        return summaries;
    }

    Map<String, SymbolView> views(Collection<String> symbols) {
        Map<String, SymbolView> views = new TreeMap<>();
        for (String symbol : symbols) {
            SymbolQuery query = new SymbolQuery(StableHash.partition(symbol, PARTITIONS), symbol);
            views.put(symbol, await(bus.request(Addresses.symbol(node), query)));
        }
        return views;
    }

    /** Stops stage after stage, so that each writes down what it has. */
    void stop() {
        deployed.forEach(id -> await(vertx.undeploy(id)));
        discard();
    }

    /**
     * Copies the database as it is while no transaction runs, which is what a crash between two transactions leaves.
     *
     * @param before called at that moment: whatever is answered later is lost
     */
    void crashTo(Path copy, Runnable before) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute("BEGIN IMMEDIATE");
            before.run();
            for (String part : List.of("", "-wal")) {
                Path from = file.resolveSibling(file.getFileName() + part);
                if (Files.exists(from)) {
                    Files.copy(
                            from, copy.resolveSibling(copy.getFileName() + part), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            statement.execute("ROLLBACK");
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("copying " + file, e);
        }
        discard();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void discard() {
        await(vertx.close());
        store.close();
    }

    private void deploy(Deployable verticle) {
        deployed.add(await(vertx.deployVerticle(verticle)));
    }
}
