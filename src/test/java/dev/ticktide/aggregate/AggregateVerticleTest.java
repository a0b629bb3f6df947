package dev.ticktide.aggregate;

import static dev.ticktide.testing.Await.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Stage;
import dev.ticktide.cluster.claim.StageAssignment;
import dev.ticktide.market.append.Ack;
import dev.ticktide.market.append.ReplayRequest;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.message.SummaryQuery;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage as it is deployed, over a real store; the signal stage notes what it is asked. */
class AggregateVerticleTest {

    private static final String NODE = "n1";
    private static final String STAGE = "aggregate";
    private static final int PARTITIONS = 2;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, NODE);
    private final List<ReplayRequest> asked = new CopyOnWriteArrayList<>();
    private final List<SummaryUpdate> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private Store store;

    @BeforeEach
    void neighbours() {
        store = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
        await(bus.serve(Addresses.signalReplay(NODE), request -> {
            asked.add(request);
            return Future.succeededFuture(Ack.OK);
        }));
        await(bus.listen(Addresses.SUMMARY, told::add));
    }

    @AfterEach
    void close() {
        await(vertx.close());
        store.close();
    }

    private String deploy() {
        Membership alone = Membership.alone(NODE);
        return await(vertx.deployVerticle(new AggregateVerticle(
                NODE,
                bus,
                failing(),
                StageAssignment.alone(Stage.AGGREGATE, alone, store),
                new Ownership(Stage.SIGNAL, alone))));
    }

    /** The store, except that as many commits of outcomes fail as {@link #failures} says. */
    private Store failing() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    boolean outcomes = method.getName().equals("commitScores") && !((List<?>) arguments[2]).isEmpty();
                    if (outcomes && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        return CompletableFuture.failedFuture(
                                new StoreException(StoreException.Kind.UNAVAILABLE, "told to fail"));
                    }
                    return method.invoke(store, arguments);
                });
    }

    private static BarUpdate bar(String symbol, long seq) {
        return Feed.bar(symbol, Timeframe.RAW, seq, Feed.MIDNIGHT + seq * Feed.MINUTE, 100.0 + seq, 10);
    }

    /** Entries {@code (after, to]} of a partition: raw bars of one stock, a buy raised on the very first one. */
    private static SignalOutput.Part part(int partition, String symbol, long after, long to) {
        List<BarUpdate> bars = new ArrayList<>();
        for (long seq = after + 1; seq <= to; seq++) {
            bars.add(bar(symbol, seq));
        }
        return new SignalOutput.Part(partition, after, to, bars, after == 0 ? List.of(buy(symbol)) : List.of());
    }

    private static Signal buy(String symbol) {
        return Feed.signal(bar(symbol, 1), "trend", Side.BUY);
    }

    /** The bar after the signal's opened at 101.75, the fifth after it closed at 106. */
    private static SignalScore afterFive(String symbol) {
        return new SignalScore(buy(symbol).id(), symbol, 5, 106 / 101.75 - 1, Side.BUY);
    }

    private Future<Ack> send(SignalOutput.Part... parts) {
        return bus.request(Addresses.aggregate(NODE), new SignalOutput(List.of(parts)));
    }

    private StockSummary summary(String symbol) {
        return await(bus.request(Addresses.summaries(NODE), new SummaryQuery())).summaries().stream()
                .filter(each -> each.symbol().equals(symbol))
                .findFirst()
                .orElseThrow();
    }

    /** As the signal stage has stored it long before its outcome is known. */
    private void storeBuy(String symbol) {
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), List.of(buy(symbol)), List.of())));
    }

    private List<SignalScore> storedScores(String symbol) {
        return await(store.signal(buy(symbol).id())).orElseThrow().scores();
    }

    private List<SignalScore> toldScores() {
        return told.stream().flatMap(update -> update.scores().stream()).toList();
    }

    private List<Long> snapshots(int partition) {
        return await(store.snapshots(STAGE, partition, Long.MAX_VALUE)).stream()
                .map(Store.Snapshot::seq)
                .toList();
    }

    private static <T> T await(Future<T> future) {
        return await(future.toCompletionStage());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void untilAsked(int times) {
        Await.until(
                "replays asked for", Duration.ofSeconds(20), () -> List.copyOf(asked), seen -> seen.size() == times);
    }

    @Test
    void whatChangedIsToldOncePerTickAndAnsweredWhenAsked() throws Exception {
        deploy();
        await(send(part(0, "AAPL", 0, 3), part(1, "MSFT", 0, 2)));
        until(() -> !told.isEmpty());
        assertEquals(1, told.size());
        assertEquals(
                List.of("AAPL 103.0 1", "MSFT 102.0 1"),
                told.get(0).summaries().stream()
                        .map(each -> each.symbol() + " " + each.last() + " " + each.buySignals())
                        .toList());
        assertEquals(told.get(0).summaries().get(0), summary("AAPL"));
        assertEquals(told.get(0).summaries().get(1), summary("MSFT"));
    }

    @Test
    void anOutcomeIsStoredAndTold() throws Exception {
        storeBuy("AAPL");
        deploy();
        await(send(part(0, "AAPL", 0, 5)));
        assertEquals(List.of(), storedScores("AAPL"));
        await(send(part(0, "AAPL", 5, 6)));
        until(() -> !toldScores().isEmpty());
        assertEquals(List.of(afterFive("AAPL")), storedScores("AAPL"));
        assertEquals(List.of(afterFive("AAPL")), toldScores());
        assertEquals(1, summary("AAPL").reliability().get(0).hits());
    }

    @Test
    void aGapAsksForAReplayFromTheLastEntryFolded() throws Exception {
        deploy();
        untilAsked(PARTITIONS);
        assertEquals(List.of(new ReplayRequest(0, 0), new ReplayRequest(1, 0)), asked);
        await(send(part(0, "AAPL", 0, 3)));
        await(send(part(0, "AAPL", 4, 6)));
        untilAsked(PARTITIONS + 1);
        assertEquals(new ReplayRequest(0, 3), asked.get(PARTITIONS));
        assertEquals(3, summary("AAPL").bars());
        await(send(part(0, "AAPL", 1, 6)));
        assertEquals(6, summary("AAPL").bars());
    }

    @Test
    void aRestartGoesOnFromTheSnapshotAsIfNothingHadBeen() throws Exception {
        String first = deploy();
        await(send(part(0, "AAPL", 0, 4)));
        StockSummary before = summary("AAPL");
        await(vertx.undeploy(first));
        assertEquals(List.of(4L), snapshots(0));
        assertEquals(4L, await(store.cursors(STAGE)).get(0));
        asked.clear();
        deploy();
        untilAsked(PARTITIONS);
        assertEquals(List.of(new ReplayRequest(0, 4), new ReplayRequest(1, 0)), asked);
        assertEquals(before, summary("AAPL"));
        storeBuy("AAPL");
        await(send(part(0, "AAPL", 2, 6)));
        until(() -> !toldScores().isEmpty());
        assertEquals(List.of(afterFive("AAPL")), storedScores("AAPL"), "the open signal came along");
    }

    @Test
    void aSnapshotThatCannotBeReadIsDroppedForTheOneBefore() throws Exception {
        PartitionAggregate older = new PartitionAggregate(0);
        older.on(part(0, "AAPL", 0, 2));
        Store.Fence fence = new Store.Fence(
                STAGE, 0, await(store.claim(STAGE, 0, 0, "other")).orElseThrow());
        await(store.saveSnapshot(fence, new Store.Snapshot(STAGE, 0, 2, older.snapshot())));
        await(store.saveSnapshot(fence, new Store.Snapshot(STAGE, 0, 9, new byte[] {1, 2, 3})));
        deploy();
        untilAsked(PARTITIONS);
        assertEquals(new ReplayRequest(0, 2), asked.get(0));
        assertEquals(102, summary("AAPL").last());
        until(() -> snapshots(0).equals(List.of(2L)));
        assertArrayEquals(
                older.snapshot(), await(store.snapshots(STAGE, 0, 2)).get(0).body());
    }

    @Test
    void anOutcomeThatCouldNotBeStoredIsStoredLaterAndNoSnapshotForgetsIt() throws Exception {
        storeBuy("AAPL");
        deploy();
        failures.set(Integer.MAX_VALUE);
        await(send(part(0, "AAPL", 0, 6)));
        await(send(part(1, "MSFT", 0, 5)));
        // The next full round of snapshots takes the other partition, and would have taken this one.
        until(() -> snapshots(1).equals(List.of(5L)));
        assertEquals(List.of(), snapshots(0));
        assertEquals(List.of(), storedScores("AAPL"));
        assertEquals(List.of(), toldScores());
        failures.set(0);
        until(() -> !toldScores().isEmpty());
        assertEquals(List.of(afterFive("AAPL")), storedScores("AAPL"));
        assertEquals(List.of(afterFive("AAPL")), toldScores());
        until(() -> snapshots(0).equals(List.of(6L)));
    }

    @Test
    void anOutcomeThatWasNeverStoredIsComputedAgainByTheNextRun() throws Exception {
        storeBuy("AAPL");
        String first = deploy();
        await(send(part(0, "AAPL", 0, 3)));
        until(() -> snapshots(0).equals(List.of(3L)));
        failures.set(Integer.MAX_VALUE);
        await(send(part(0, "AAPL", 3, 6)));
        await(vertx.undeploy(first));
        assertEquals(List.of(3L), snapshots(0));
        failures.set(0);
        asked.clear();
        deploy();
        untilAsked(PARTITIONS);
        assertEquals(new ReplayRequest(0, 3), asked.get(0));
        await(send(part(0, "AAPL", 3, 6)));
        until(() -> !toldScores().isEmpty());
        assertEquals(List.of(afterFive("AAPL")), storedScores("AAPL"));
    }

    @Test
    void aPartitionThatAnotherNodeTookIsDroppedAndTheOthersGoOn() throws Exception {
        storeBuy("AAPL");
        storeBuy("MSFT");
        deploy();
        await(send(part(0, "AAPL", 0, 4), part(1, "MSFT", 0, 4)));
        await(store.claim(STAGE, 0, await(store.owners(STAGE)).get(0).epoch(), "thief"));
        await(send(part(0, "AAPL", 4, 6), part(1, "MSFT", 4, 6)));
        until(() -> !toldScores().isEmpty());
        assertEquals(List.of(), storedScores("AAPL"));
        assertEquals(List.of(afterFive("MSFT")), storedScores("MSFT"));
        assertEquals(List.of(afterFive("MSFT")), toldScores());
        assertEquals(
                List.of("MSFT"),
                await(bus.request(Addresses.summaries(NODE), new SummaryQuery())).summaries().stream()
                        .map(StockSummary::symbol)
                        .toList());
    }

    @Test
    void partsOfSomebodyElsesPartitionsAreLeftAlone() {
        deploy();
        await(send(part(7, "AAPL", 0, 6)));
        assertEquals(
                List.of(),
                await(bus.request(Addresses.summaries(NODE), new SummaryQuery()))
                        .summaries());
    }
}
