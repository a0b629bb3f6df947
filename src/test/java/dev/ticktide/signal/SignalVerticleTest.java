package dev.ticktide.signal;

import static dev.ticktide.testing.Await.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Stage;
import dev.ticktide.cluster.claim.StageAssignment;
import dev.ticktide.market.append.Ack;
import dev.ticktide.market.append.ReplayRequest;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.message.SignalsRaised;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.strategy.Bars;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.testing.Samples;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stage as it is deployed, over a real store; its neighbours note what they are asked. */
@Tag("alone")
class SignalVerticleTest {

    private static final String NODE = "n1";
    private static final int PARTITIONS = 2;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, NODE);
    private final List<ReplayRequest> asked = new CopyOnWriteArrayList<>();
    private final List<SignalOutput.Part> passedOn = new CopyOnWriteArrayList<>();
    private final List<Signal> raised = new CopyOnWriteArrayList<>();
    private final List<Notification> ledger = new CopyOnWriteArrayList<>();
    private final List<Signal> counted = new CopyOnWriteArrayList<>();
    private Function<Signal, List<Notification>> plan = signal -> List.of(mail(signal));
    private Store store;
    private FaultyCommits commits;

    @BeforeEach
    void neighbours() {
        store = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
        commits = new FaultyCommits(store);
        await(bus.serve(Addresses.indicatorReplay(NODE), request -> {
            asked.add(request);
            return Future.succeededFuture(Ack.OK);
        }));
        await(bus.serve(Addresses.aggregate(NODE), output -> {
            // Without those that only say, four times a second, how far a partition has come.
            output.parts().stream()
                    .filter(part -> part.toSeq() > part.afterSeq())
                    .forEach(passedOn::add);
            return Future.succeededFuture(Ack.OK);
        }));
        await(bus.listen(Addresses.RAISED, told -> raised.addAll(told.signals())));
        await(bus.listen(Addresses.NOTIFICATIONS, told -> ledger.addAll(told.notifications())));
    }

    @AfterEach
    void close() {
        await(vertx.close());
        store.close();
    }

    private final SignalProgress progress =
            new SignalProgress(Bars.engine(Strategies.RSI_REVERSAL), signal -> plan.apply(signal));

    private String deploy() {
        Membership alone = Membership.alone(NODE);
        return await(vertx.deployVerticle(new SignalVerticle(
                NODE,
                bus,
                commits.store(),
                StageAssignment.alone(Stage.SIGNAL, alone, store),
                new Ownership(Stage.INDICATOR, alone),
                new Ownership(Stage.AGGREGATE, alone),
                progress,
                counted::add)));
    }

    private static Notification mail(Signal signal) {
        return Samples.notification("m" + signal.seq(), signal.id(), Notification.EMAIL, Notification.State.PENDING);
    }

    /** Entries {@code (after, to]} of a partition; 1, 3, 4, 6, 7, 9 … raise a signal. */
    private static IndicatorOutput.Part part(int partition, long after, long to) {
        return new IndicatorOutput.Part(
                partition,
                after,
                to,
                LongStream.rangeClosed(after + 1, to).mapToObj(Bars::bySeq).toList());
    }

    private static List<Signal> signals(int partition, long after, long to) {
        SignalEngine engine = Bars.engine(Strategies.RSI_REVERSAL);
        return part(partition, after, to).bars().stream()
                .flatMap(bar -> engine.on(partition, bar).stream())
                .toList();
    }

    private Future<Ack> send(IndicatorOutput.Part... parts) {
        return bus.request(Addresses.signal(NODE), new IndicatorOutput(List.of(parts)));
    }

    private void assertFails(Future<Ack> answer) {
        assertThrows(CompletionException.class, () -> await(answer));
    }

    private List<Signal> stored() {
        return await(store.signals(new Store.SignalQuery(null, null, null, null, Long.MIN_VALUE, null, 100))).stream()
                .map(Store.StoredSignal::signal)
                .sorted((a, b) -> Long.compare(a.seq(), b.seq()))
                .toList();
    }

    private Map<Integer, Long> cursors() {
        Map<Integer, Long> cursors = new HashMap<>(await(store.cursors("signal")));
        cursors.values().removeIf(seq -> seq == 0);
        return cursors;
    }

    private static <T> T await(Future<T> future) {
        return await(future.toCompletionStage());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void atTheStartItAsksForEverythingAfterItsCursors() throws Exception {
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(1, 6L), List.of(), List.of())));
        deploy();
        until(() -> asked.size() == PARTITIONS);
        assertEquals(List.of(new ReplayRequest(0, 0), new ReplayRequest(1, 6)), asked);
    }

    @Test
    void aSignalIsToldOfOnlyWhenItIsStoredWithItsOutboxInOneTransaction() throws Exception {
        deploy();
        commits.next(FaultyCommits.Fault.HELD);
        Future<Ack> answer = send(part(0, 0, 3));
        await(commits.reached());
        Signal marker = Samples.signal("ff", "MARK", Samples.T0, Side.BUY);
        bus.publish(Addresses.RAISED, new SignalsRaised(List.of(marker)));
        until(() -> !raised.isEmpty());
        assertEquals(List.of(marker), raised, "what is not stored yet is told to nobody");
        assertEquals(List.of(), passedOn);
        assertFalse(answer.isComplete());

        commits.release();
        await(answer);
        List<Signal> signals = signals(0, 0, 3);
        List<Notification> mails =
                signals.stream().map(SignalVerticleTest::mail).toList();
        assertEquals(List.of(new Store.Raised(Map.of(0, 3L), signals, mails)), commits.commits());
        until(() -> raised.size() == 3 && ledger.size() == 2 && passedOn.size() == 1);
        assertEquals(signals, raised.subList(1, 3));
        assertEquals(mails, ledger);
        assertEquals(signals, counted);
        assertEquals(signals, stored());
        assertEquals(List.of(new SignalOutput.Part(0, 0, 3, part(0, 0, 3).bars(), signals)), passedOn);
        assertEquals(Map.of(0, 3L), cursors());
    }

    @Test
    void anOutboxRowThatCannotBeWrittenKeepsItsSignalOut() throws Exception {
        plan = signal -> List.of(
                new Notification("m", signal, "email", null, null, Notification.State.PENDING, 0, 0, 0, 0, null));
        deploy();
        assertFails(send(part(0, 0, 3)));
        assertEquals(List.of(), stored());
        assertEquals(Map.of(), cursors());
        plan = signal -> List.of(mail(signal));
        await(send(part(0, 0, 3)));
        assertEquals(signals(0, 0, 3), stored());
        until(() -> !raised.isEmpty());
        assertEquals(signals(0, 0, 3), raised);
    }

    @Test
    void aGapAsksForAReplayFromTheLastEntryDealtWithAndPassesNothingOn() throws Exception {
        deploy();
        until(() -> asked.size() == PARTITIONS);
        await(send(part(0, 0, 4)));
        await(send(part(0, 6, 9)));
        until(() -> asked.size() == PARTITIONS + 1);
        assertEquals(new ReplayRequest(0, 4), asked.get(PARTITIONS));
        assertEquals(signals(0, 0, 4), stored());
        await(send(part(0, 4, 9)));
        assertEquals(signals(0, 0, 9), stored());
        until(() -> passedOn.size() == 2);
        assertEquals(
                List.of(4L, 9L), passedOn.stream().map(SignalOutput.Part::toSeq).toList());
    }

    @Test
    void aReplayThatNobodyTakesIsAskedForAgain() throws Exception {
        Store other = SqliteStore.open(folder.resolve("other.db"), 1);
        List<ReplayRequest> requests = new CopyOnWriteArrayList<>();
        await(bus.serve(Addresses.indicatorReplay("n2"), request -> {
            requests.add(request);
            return requests.size() == 1 ? Future.failedFuture("not yet") : Future.succeededFuture(Ack.OK);
        }));
        Membership n2 = Membership.alone("n2");
        await(vertx.deployVerticle(new SignalVerticle(
                "n2",
                bus,
                other,
                StageAssignment.alone(Stage.SIGNAL, n2, other),
                new Ownership(Stage.INDICATOR, n2),
                new Ownership(Stage.AGGREGATE, n2),
                new SignalProgress(Bars.engine(), signal -> List.of()),
                signal -> {})));
        until(() -> requests.size() == 2);
        assertEquals(List.of(new ReplayRequest(0, 0), new ReplayRequest(0, 0)), requests);
    }

    @Test
    void afterARestartItGoesOnWhereItStood() throws Exception {
        String first = deploy();
        await(send(part(0, 0, 4)));
        await(send(part(0, 4, 5)));
        await(vertx.undeploy(first));
        assertEquals(Map.of(0, 5L), cursors(), "bars without a signal count as well");
        asked.clear();
        raised.clear();
        deploy();
        until(() -> asked.size() == PARTITIONS);
        assertEquals(List.of(new ReplayRequest(0, 5), new ReplayRequest(1, 0)), asked);
        await(send(part(0, 2, 9)));
        until(() -> !raised.isEmpty());
        assertEquals(signals(0, 5, 9), raised);
        assertEquals(signals(0, 0, 9), stored());
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_STORED", "ANSWER_LOST"})
    void aStoreThatFailsLosesNoSignalAndDoublesNone(FaultyCommits.Fault fault) throws Exception {
        deploy();
        commits.next(fault);
        assertFails(send(part(0, 0, 3), part(1, 0, 2)));
        assertEquals(List.of(), raised);
        assertEquals(List.of(), passedOn);
        await(send(part(0, 0, 3), part(1, 0, 2)));
        List<Signal> expected = new ArrayList<>(signals(0, 0, 3));
        expected.addAll(signals(1, 0, 2));
        until(() -> raised.size() >= expected.size());
        assertEquals(expected, raised);
        assertEquals(Map.of(0, 3L, 1, 2L), cursors());
        // The bars of both partitions are the same, so their signals are too; each is stored once.
        assertEquals(signals(0, 0, 3), stored());
        until(() -> passedOn.size() == 2);
        assertEquals(
                List.of(3L, 2L), passedOn.stream().map(SignalOutput.Part::toSeq).toList());
    }

    @Test
    void whatTheNextStageMissedIsPassedOnAgainButToldNobodyTwice() throws Exception {
        deploy();
        await(send(part(0, 0, 4)));
        until(() -> asked.size() == PARTITIONS && passedOn.size() == 1);
        await(bus.request(Addresses.signalReplay(NODE), new ReplayRequest(0, 2)));
        until(() -> asked.size() == PARTITIONS + 1);
        assertEquals(new ReplayRequest(0, 2), asked.get(PARTITIONS));
        await(send(part(0, 2, 6)));
        until(() -> passedOn.size() == 2);
        assertEquals(new SignalOutput.Part(0, 2, 6, part(0, 2, 6).bars(), signals(0, 2, 6)), passedOn.get(1));
        until(() -> raised.size() >= signals(0, 0, 6).size());
        assertEquals(signals(0, 0, 6), raised);
        assertEquals(signals(0, 0, 6), counted);
    }

    @Test
    void aReplayFromWhereItStandsNeedsNoQuestion() throws Exception {
        deploy();
        await(send(part(0, 0, 4)));
        until(() -> asked.size() == PARTITIONS);
        await(bus.request(Addresses.signalReplay(NODE), new ReplayRequest(0, 4)));
        assertEquals(PARTITIONS, asked.size());
        assertFails(bus.request(Addresses.signalReplay(NODE), new ReplayRequest(7, 0)));
    }

    @Test
    void aPartitionThatAnotherNodeTookIsDroppedAndTheOthersGoOn() throws Exception {
        deploy();
        long epoch = await(store.owners("signal")).get(0).epoch();
        await(store.claim("signal", 0, epoch, "thief"));
        // A node that is alone claims it back within 100 ms otherwise, before the last question here on a slow machine.
        commits.refuseClaims();
        assertFails(send(part(0, 0, 3), part(1, 0, 3)));
        assertEquals(List.of(), stored());
        await(send(part(0, 0, 3), part(1, 0, 3)));
        until(() -> raised.size() >= 2);
        assertEquals(signals(1, 0, 3), raised);
        assertEquals(signals(1, 0, 3), stored());
        assertEquals(Map.of(1, 3L), cursors());
        assertFails(bus.request(Addresses.signalReplay(NODE), new ReplayRequest(0, 0)));
    }

    @Test
    void aPartitionLostWithoutASignalDoesNotHoldUpTheProgressOfOthers() {
        String id = deploy();
        long epoch = await(store.owners("signal")).get(0).epoch();
        await(store.claim("signal", 0, epoch, "thief"));
        await(send(quiet(0), quiet(1)));
        await(vertx.undeploy(id));
        assertEquals(Map.of(1, 1L), cursors());
    }

    /** One entry that raises nothing. */
    private static IndicatorOutput.Part quiet(int partition) {
        return new IndicatorOutput.Part(partition, 0, 1, List.of());
    }

    @Test
    void signalsStoredAlongAreToldAndPassedOnButNotStoredAgain() throws InterruptedException {
        deploy();
        IndicatorOutput.Part evaluated = part(0, 0, 3);
        List<Signal> signals = signals(0, 0, 3);
        await(send(new IndicatorOutput.Part(0, 0, 3, evaluated.bars(), signals)));
        until(() -> raised.size() == signals.size() && ledger.size() == signals.size() && !passedOn.isEmpty());
        assertEquals(List.of(), commits.commits());
        assertEquals(signals, raised);
        assertEquals(signals, counted);
        assertEquals(signals, passedOn.get(0).signals());
    }

    @Test
    void theDeskSaysHowFarAPartitionIsDealtWithAndForgetsItWhenItGoesBack() {
        deploy();
        Store.Fence fence = new Store.Fence("signal", 0, 1);
        assertEquals(fence, progress.join(0, 0));
        await(send(part(0, 0, 3)));
        assertEquals(null, progress.join(0, 0), "further than that");
        assertEquals(fence, progress.join(0, 3));
        await(bus.request(Addresses.signalReplay(NODE), new ReplayRequest(0, 1)));
        assertEquals(null, progress.join(0, 3), "it has gone back");
        assertEquals(false, progress.holds(fence));
        await(send(part(0, 1, 4)));
        assertEquals(fence, progress.join(0, 4));
        progress.lost(fence);
        assertEquals(null, progress.join(0, 4));
        assertEquals(false, progress.holds(fence));
    }
}
