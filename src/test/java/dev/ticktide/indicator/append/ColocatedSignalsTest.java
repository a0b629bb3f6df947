package dev.ticktide.indicator.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ticktide.indicator.append.FaultyStore.Fault;
import dev.ticktide.indicator.partition.ColocatedSignals;
import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.indicator.partition.PartitionStarter;
import dev.ticktide.indicator.partition.Replayer;
import dev.ticktide.indicator.state.Logs;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.reference.Companies;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that has both stages: what a candle raises is stored with it, in one transaction. */
class ColocatedSignalsTest {

    private static final String SYMBOL = "AAPL";

    @TempDir
    Path folder;

    private final Loop loop = new Loop();
    private final IndicatorStage stage = new IndicatorStage();
    private final Set<String> knownSymbols = new HashSet<>();
    private final Along along = new Along();
    private final List<IndicatorOutput.Part> told = new ArrayList<>();
    private Store sqlite;
    private FaultyStore faulty;
    private Appender appender;

    @BeforeEach
    void open() throws InterruptedException {
        sqlite = SqliteStore.open(folder.resolve("t.db"), 1);
        faulty = new FaultyStore(sqlite);
        PartitionStarter starter =
                new PartitionStarter(faulty.store(), stage, new Replayer(faulty.store(), Logs.SETTINGS, loop), loop);
        long epoch = loop.await(sqlite.claim("indicator", 0, 0, "me")).orElseThrow();
        loop.await(sqlite.claim("signal", 0, 0, "me"));
        loop.await(starter.start(List.of(new Store.Fence("indicator", 0, epoch))));
        AppendPlanner planner =
                new AppendPlanner(p -> stage.partition(p).state(), knownSymbols, 1_000, Companies.load());
        CommitPath.Downstream output = new CommitPath.Downstream() {
            @Override
            public boolean isCongested() {
                return false;
            }

            @Override
            public void send(List<IndicatorOutput.Part> parts) {
                told.addAll(parts);
            }

            @Override
            public void replay(OwnedPartition partition, long afterSeq) {
                partition.beginReplay();
            }

            @Override
            public void fenced(Store.Fence fence) {
                stage.disown(fence.partition());
            }
        };
        appender = new Appender(
                new CommitPath(new CommitPath.Parts(faulty.store(), planner, stage, starter, along, output), loop),
                1_000);
        follow();
    }

    @AfterEach
    void close() {
        sqlite.close();
    }

    @Test
    void oneTransactionHoldsCandleSignalOutboxAndCursor() throws InterruptedException {
        along.position = 0;
        assertEquals(Status.STORED, append(1).status());
        Store.Append stored = faulty.asked().get(0);
        assertEquals(List.of(along.signal(1)), stored.raised().signals());
        assertEquals(List.of(along.mail(1)), stored.raised().outbox());
        assertEquals(Map.of(0, 1L), stored.raised().cursors());
        assertEquals(
                List.of("indicator", "signal"),
                stored.fences().stream().map(Store.Fence::stage).toList());
        assertEquals(List.of(along.signal(1)), told.get(0).raised());
        assertEquals(
                along.signal(1), loop.await(sqlite.signal("s1")).orElseThrow().signal());
        assertEquals(
                Map.of("signal", 1L),
                Map.of("signal", loop.await(sqlite.cursors("signal")).get(0)));
        assertEquals(1, loop.await(sqlite.notifications(null, 10)).size());
    }

    @Test
    void itGoesOnWhileTheSignalStageStillHearsOfTheLast() throws InterruptedException {
        along.position = 0;
        append(1);
        append(2);
        assertEquals(List.of(along.signal(2)), told.get(1).raised());
    }

    @Test
    void itDoesNotBeginBeforeTheSignalStageHasCaughtUp() throws InterruptedException {
        along.position = null;
        append(1);
        assertNull(told.get(0).raised(), "left to the signal stage");
        assertEquals(Store.Raised.NOTHING, faulty.asked().get(0).raised());
        along.position = 0L;
        append(2);
        assertNull(told.get(1).raised(), "one entry behind");
        along.position = 2L;
        append(3);
        assertEquals(List.of(along.signal(3)), told.get(2).raised());
        assertEquals(1, loop.await(sqlite.signals(all())).size());
    }

    @Test
    void itEndsWhenTheSignalStageAsksForAReplay() throws InterruptedException {
        along.position = 0;
        append(1);
        along.position = null;
        stage.partition(0).beginReplay();
        append(2);
        assertEquals(1, told.size(), "the replay will bring it");
        stage.partition(0).attach();
        append(3);
        assertNull(told.get(1).raised());
    }

    @Test
    void aLargeGroupGoesTheSameWay() throws InterruptedException {
        along.position = 0;
        append(1);
        List<MarketEvent> many = new ArrayList<>();
        List<Signal> signals = new ArrayList<>();
        for (int time = 2; time < 400; time++) {
            many.add(Samples.candle(SYMBOL, Samples.T0 + time, 10));
            signals.add(along.signal(time));
        }
        loop.await(appender.append(new AppendRequest(1, many, Collections.nCopies(many.size(), 0))));
        assertEquals(signals, told.get(1).raised());
        assertEquals(signals, faulty.asked().get(1).raised().signals());
    }

    @Test
    void aFailedCommitStoresNoSignalEither() throws InterruptedException {
        along.position = 0;
        faulty.failAppends(Fault.FULL);
        assertEquals(Status.STORAGE_FULL, append(1).status());
        assertEquals(List.of(), loop.await(sqlite.signals(all())));
        assertEquals(List.of(), told);
        follow();
        along.position = 0;
        assertEquals(Status.STORED, append(1).status());
        assertEquals(1, loop.await(sqlite.signals(all())).size());
    }

    @Test
    void aSignalStageThatLostItsPartitionCostsTheCandlesOneTry() throws InterruptedException {
        along.position = 0;
        loop.await(sqlite.claim("signal", 0, 1, "other"));
        assertEquals(Status.NOT_OWNER, append(1).status());
        assertEquals(List.of(), loop.await(sqlite.tail(0, 0, 10)));
        assertEquals(List.of(new Store.Fence("signal", 0, 1)), along.lost);
        follow();
        assertEquals(Status.STORED, append(1).status());
        assertNull(told.get(0).raised());
    }

    private void follow() {
        stage.partition(0).beginReplay();
        stage.partition(0).attach();
    }

    private AppendReply append(int time) throws InterruptedException {
        AppendRequest request =
                new AppendRequest(1, List.of(Samples.candle(SYMBOL, Samples.T0 + time, 10)), List.of(0));
        return loop.await(appender.append(request));
    }

    private static Store.SignalQuery all() {
        return new Store.SignalQuery(null, null, null, null, 0, null, 100);
    }

    /** A signal stage by which every raw bar raises a signal. */
    private static final class Along implements ColocatedSignals {

        private final List<Store.Fence> lost = new ArrayList<>();
        private @Nullable Number position;

        Signal signal(long seq) {
            return Samples.signal("s" + seq, SYMBOL, Samples.T0 + seq, Side.BUY);
        }

        Notification mail(long seq) {
            return Samples.notification("m" + seq, "s" + seq, Notification.EMAIL, Notification.State.PENDING);
        }

        @Override
        public Store.@Nullable Fence join(int partition, long seq) {
            return position != null && position.longValue() == seq && lost.isEmpty()
                    ? new Store.Fence("signal", partition, 1)
                    : null;
        }

        @Override
        public boolean holds(Store.Fence fence) {
            return position != null && !lost.contains(fence);
        }

        @Override
        public void lost(Store.Fence fence) {
            lost.add(fence);
        }

        @Override
        public List<Signal> raise(int partition, BarUpdate closed) {
            return closed.timeframe().isRaw() ? List.of(signal(closed.seq())) : List.of();
        }

        @Override
        public List<Notification> outbox(Signal signal) {
            return List.of(mail(Long.parseLong(signal.id().substring(1))));
        }
    }
}
