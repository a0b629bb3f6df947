package dev.ticktide.indicator.append;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.ticktide.indicator.partition.ColocatedSignals;
import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.indicator.partition.PartitionStarter;
import dev.ticktide.indicator.partition.Replayer;
import dev.ticktide.indicator.state.Logs;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.reference.Companies;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An appender over a real database; its context is the test's thread, so that the test says when it goes on. */
abstract class OneAppender {

    static final int PARTITIONS = 4;
    static final int NOT_OWNED = 3;
    static final int MAX_QUEUED = 20;
    static final long M1 = 60_000_000;
    static final Companies COMPANIES = Companies.load();

    @TempDir
    Path folder;

    final Loop loop = new Loop();
    final IndicatorStage stage = new IndicatorStage();
    final Set<String> knownSymbols = new HashSet<>();
    Store sqlite;
    FaultyStore faulty;
    PartitionStarter starter;
    Appender appender;
    final List<IndicatorOutput.Part> told = new ArrayList<>();
    final List<Long> replays = new ArrayList<>();
    boolean congested;

    @BeforeEach
    void open() throws InterruptedException {
        sqlite = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
        faulty = new FaultyStore(sqlite);
        Store store = faulty.store();
        starter = new PartitionStarter(store, stage, new Replayer(store, Logs.SETTINGS, loop), loop);
        List<Store.Fence> fences = new ArrayList<>();
        for (int partition = 0; partition < NOT_OWNED; partition++) {
            long epoch =
                    loop.await(store.claim("indicator", partition, 0, "me")).orElseThrow();
            fences.add(new Store.Fence("indicator", partition, epoch));
        }
        loop.await(starter.start(fences));
        AppendPlanner planner = new AppendPlanner(p -> stage.partition(p).state(), knownSymbols, 1_000, COMPANIES);
        CommitPath.Parts parts =
                new CommitPath.Parts(store, planner, stage, starter, ColocatedSignals.NONE, new Behind());
        appender = new Appender(new CommitPath(parts, loop), MAX_QUEUED);
    }

    @AfterEach
    void close() {
        sqlite.close();
    }

    void assertStatesAreWhatTheLogSays() throws InterruptedException {
        for (OwnedPartition owned : stage.partitions()) {
            PartitionState replayed = new PartitionState(owned.state().partition(), Logs.SETTINGS);
            Logs.fold(replayed, loop.await(sqlite.tail(replayed.partition(), 0, 10_000)));
            assertArrayEquals(replayed.snapshot(), owned.state().snapshot());
        }
    }

    CompletableFuture<AppendReply> append(AppendRequest request) {
        return appender.append(request).toCompletableFuture();
    }

    List<LogEvent> events(int partition) throws InterruptedException {
        return loop.await(sqlite.tail(partition, 0, 10_000)).stream()
                .map(LogEntry::event)
                .toList();
    }

    List<Bar> bars() throws InterruptedException {
        return loop.await(sqlite.bars(symbol(0), Logs.SETTINGS.timeframes().get(1), Store.Range.last(10)));
    }

    static AppendRequest request(int partition, int... times) {
        List<MarketEvent> events = new ArrayList<>();
        for (int time : times) {
            events.add(candle(partition, time));
        }
        return new AppendRequest(1, events, Collections.nCopies(times.length, partition));
    }

    static AppendRequest gdp(int log) {
        return new AppendRequest(1, List.of(new EconomicIndicator("GDP", Samples.T0, 1.5)), List.of(log));
    }

    static MarketEvent candle(int partition, int time) {
        return Samples.candle(symbol(partition), Samples.T0 + time, 10);
    }

    /** The store finds a symbol's rows by its partition, so it has to be the true one. */
    static String symbol(int partition) {
        for (char name = 'A'; ; name++) {
            if (StableHash.partition(String.valueOf(name), PARTITIONS) == partition) {
                return String.valueOf(name);
            }
        }
    }

    static AppendReply stored(int stored, int duplicate, int late) {
        return new AppendReply(Status.STORED, stored, duplicate, late, List.of());
    }

    private final class Behind implements CommitPath.Downstream {

        @Override
        public boolean isCongested() {
            return congested;
        }

        @Override
        public void send(List<IndicatorOutput.Part> parts) {
            told.addAll(parts);
        }

        @Override
        public void replay(OwnedPartition partition, long afterSeq) {
            replays.add(afterSeq);
        }

        @Override
        public void fenced(Store.Fence fence) {
            stage.disown(fence.partition());
        }
    }
}
