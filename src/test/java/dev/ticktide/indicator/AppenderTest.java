package dev.ticktide.indicator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.indicator.FaultyStore.Fault;
import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.reference.Companies;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends to a real database; the appender's context is the test's thread, so that the test says when it goes on. */
class AppenderTest {

    private static final int PARTITIONS = 4;
    private static final int NOT_OWNED = 3;
    private static final int MAX_QUEUED = 20;
    private static final long M1 = 60_000_000;
    private static final Companies COMPANIES = Companies.load();

    @TempDir
    Path folder;

    private final Loop loop = new Loop();
    private final IndicatorStage stage = new IndicatorStage();
    private final Set<String> knownSymbols = new HashSet<>();
    private Store sqlite;
    private FaultyStore faulty;
    private PartitionStarter starter;
    private Appender appender;
    private final List<IndicatorOutput.Part> told = new ArrayList<>();
    private final List<Long> replays = new ArrayList<>();
    private boolean congested;

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

    @Test
    void aRequestIsAnsweredWhenItIsStoredAndNothingIsToldBefore() throws InterruptedException {
        stage.partition(0).attach();
        CompletableFuture<AppendReply> reply = append(request(0, 1, 2));
        assertFalse(reply.isDone());
        assertEquals(0, stage.partition(0).takenSeq());
        assertEquals(Optional.empty(), stage.takeLive());
        assertEquals(List.of(), told);
        assertEquals(stored(2, 0, 0), loop.await(reply));
        assertEquals(2, stage.partition(0).takenSeq());
        assertEquals(List.of(2L), told.stream().map(IndicatorOutput.Part::toSeq).toList());
        assertEquals(2, stage.takeLive().orElseThrow().events());
        assertEquals(2, stage.partition(0).state().seq());
        assertEquals(request(0, 1, 2).events(), events(0));
        assertEquals(Set.of(symbol(0)), knownSymbols);
        assertEquals(0, appender.queued());
        assertStatesAreWhatTheLogSays();
    }

    @Test
    void whatComesDuringACommitSharesTheNextOne() throws InterruptedException {
        CompletableFuture<AppendReply> first = append(request(0, 1));
        List<CompletableFuture<AppendReply>> others = new ArrayList<>();
        for (int time = 2; time <= 7; time++) {
            others.add(append(request(time % NOT_OWNED, time)));
        }
        assertEquals(7, appender.queued());
        assertEquals(stored(1, 0, 0), loop.await(first));
        for (CompletableFuture<AppendReply> other : others) {
            assertEquals(stored(1, 0, 0), loop.await(other));
        }
        assertEquals(
                List.of(1, 6),
                faulty.asked().stream().map(append -> append.entries().size()).toList());
        assertEquals(
                List.of(2L, 3L, 4L, 5L, 6L, 7L),
                faulty.asked().get(1).entries().stream()
                        .map(entry -> entry.event().time() - Samples.T0)
                        .toList());
        assertStatesAreWhatTheLogSays();
    }

    @Test
    void theSameRequestTwiceAtOnceIsStoredOnce() throws InterruptedException {
        List<CompletableFuture<AppendReply>> replies =
                List.of(append(request(0, 1, 2)), append(request(0, 1, 2)), append(request(0, 1, 2)));
        assertEquals(stored(2, 0, 0), loop.await(replies.get(0)));
        assertEquals(stored(0, 2, 0), loop.await(replies.get(1)));
        assertEquals(stored(0, 2, 0), loop.await(replies.get(2)));
        assertEquals(1, faulty.asked().size(), "duplicates alone need no commit");
        assertEquals(2, events(0).size());
    }

    @Test
    void aConflictWithWhatIsStoredStoresNothing() throws InterruptedException {
        loop.await(append(request(0, 1)));
        List<MarketEvent> events = List.of(candle(0, 2), Samples.candle(symbol(0), Samples.T0 + 1, 77));
        AppendReply reply = loop.await(append(new AppendRequest(1, events, List.of(0, 0))));
        assertEquals(new AppendReply(Status.CONFLICT, 0, 0, 0, List.of(1)), reply);
        assertEquals(request(0, 1).events(), events(0));
    }

    @Test
    void aFullQueueRefusesUntilThereIsRoomAgain() throws InterruptedException {
        int[] most = new int[MAX_QUEUED];
        Arrays.setAll(most, i -> i);
        CompletableFuture<AppendReply> first = append(request(0, most));
        assertEquals(AppendReply.refused(Status.OVERLOADED), loop.await(append(request(1, 1))));
        assertEquals(stored(MAX_QUEUED, 0, 0), loop.await(first));
        assertEquals(List.of(), events(1));
        assertEquals(stored(1, 0, 0), loop.await(append(request(1, 1))));
    }

    @Test
    void congestionBehindRefuses() throws InterruptedException {
        congested = true;
        assertEquals(AppendReply.refused(Status.OVERLOADED), loop.await(append(request(0, 1))));
        congested = false;
        assertEquals(stored(1, 0, 0), loop.await(append(request(0, 1))));
    }

    @Test
    void partitionsOfOthersAreRefusedWhole() throws InterruptedException {
        AppendReply notOwner = AppendReply.refused(Status.NOT_OWNER);
        List<MarketEvent> events = List.of(candle(0, 1), candle(NOT_OWNED, 1));
        assertEquals(notOwner, loop.await(append(new AppendRequest(1, events, List.of(0, NOT_OWNED)))));
        assertEquals(notOwner, loop.await(append(gdp(NOT_OWNED))));
        assertEquals(List.of(), events(0));
    }

    @Test
    void anEconomicIndicatorIsStoredOnce() throws InterruptedException {
        assertEquals(stored(1, 0, 0), loop.await(append(gdp(2))));
        assertEquals(stored(0, 1, 0), loop.await(append(gdp(2))));
        assertEquals(
                List.of(0, 0, 1),
                List.of(events(0).size(), events(1).size(), events(2).size()));
        assertStatesAreWhatTheLogSays();
    }

    @ParameterizedTest
    @CsvSource({
        "BUSY, OVERLOADED",
        "UNAVAILABLE, STORAGE_UNAVAILABLE",
        "FULL, STORAGE_FULL",
        "UNKNOWN_NOT_WRITTEN, OUTCOME_UNKNOWN"
    })
    void aFailedCommitStoresNothingAndCanBeTriedAgain(Fault fault, Status status) throws InterruptedException {
        loop.await(append(request(0, 1)));
        faulty.failAppends(fault);
        List<CompletableFuture<AppendReply>> failed = List.of(append(request(0, 2)), append(request(1, 2)));
        assertEquals(AppendReply.refused(status), loop.await(failed.get(0)));
        assertEquals(stored(1, 0, 0), loop.await(failed.get(1)), "the next group is another commit");
        assertEquals(stored(2, 0, 0), loop.await(append(request(0, 2, 3))));
        assertEquals(request(0, 1, 2, 3).events(), events(0));
        assertStatesAreWhatTheLogSays();
    }

    @Test
    void everyRequestOfAFailedGroupIsToldSo() throws InterruptedException {
        faulty.failAppends(Fault.NONE, Fault.FULL);
        List<CompletableFuture<AppendReply>> replies =
                List.of(append(request(0, 1)), append(request(0, 2)), append(request(1, 2)));
        assertEquals(stored(1, 0, 0), loop.await(replies.get(0)));
        assertEquals(AppendReply.refused(Status.STORAGE_FULL), loop.await(replies.get(1)));
        assertEquals(AppendReply.refused(Status.STORAGE_FULL), loop.await(replies.get(2)));
        assertEquals(0, appender.queued());
    }

    @Test
    void aCommitWhoseAnswerWasLostIsFoundInTheLogAndIsADuplicateThen() throws InterruptedException {
        faulty.failAppends(Fault.UNKNOWN_WRITTEN);
        assertEquals(AppendReply.refused(Status.OUTCOME_UNKNOWN), loop.await(append(request(0, 1, 2))));
        assertEquals(2, stage.partition(0).state().seq());
        assertEquals(stored(1, 2, 0), loop.await(append(request(0, 1, 2, 3))));
        assertEquals(request(0, 1, 2, 3).events(), events(0));
        assertStatesAreWhatTheLogSays();
    }

    @Test
    void aLostAnswerIsFoundOutLaterIfTheLogCantBeReadAtOnce() throws InterruptedException {
        faulty.failAppends(Fault.UNKNOWN_WRITTEN);
        faulty.failReads(Fault.UNAVAILABLE, Fault.UNAVAILABLE);
        assertEquals(AppendReply.refused(Status.OUTCOME_UNKNOWN), loop.await(append(request(0, 1, 2))));
        assertEquals(AppendReply.refused(Status.STORAGE_UNAVAILABLE), loop.await(append(request(0, 1, 2))));
        assertEquals(stored(1, 2, 0), loop.await(append(request(0, 1, 2, 3))));
        assertEquals(request(0, 1, 2, 3).events(), events(0));
        assertStatesAreWhatTheLogSays();
    }

    @Test
    void aLostAnswerNeverMakesASeqBeGivenTwice() throws InterruptedException {
        faulty.failAppends(Fault.UNKNOWN_WRITTEN);
        faulty.failReads(Fault.UNAVAILABLE);
        assertEquals(AppendReply.refused(Status.OUTCOME_UNKNOWN), loop.await(append(request(0, 1))));
        // Candles and metadata are tables of their own, so the database would not notice.
        loop.await(append(gdp(0)));
        assertEquals(
                List.of(1L, 2L),
                loop.await(sqlite.tail(0, 0, 10)).stream().map(LogEntry::seq).toList());
        assertStatesAreWhatTheLogSays();
    }

    @Test
    void aFailedLookUpStoresNothing() throws InterruptedException {
        loop.await(append(request(0, 5)));
        faulty.failReads(Fault.UNAVAILABLE);
        assertEquals(AppendReply.refused(Status.STORAGE_UNAVAILABLE), loop.await(append(request(0, 4))));
        assertEquals(stored(1, 0, 1), loop.await(append(request(0, 4))));
        assertEquals(request(0, 5, 4).events(), events(0));
    }

    @Test
    void aStaleOwnerStoresNothing() throws InterruptedException {
        assertEquals(OptionalLong.of(2), loop.await(sqlite.claim("indicator", 0, 1, "other")));
        assertEquals(AppendReply.refused(Status.NOT_OWNER), loop.await(append(request(0, 1))));
        assertEquals(List.of(), events(0));
        assertEquals(stored(1, 0, 0), loop.await(append(request(1, 1))));
    }

    @Test
    void whatAFailedCommitFoldedIsNeverTold() throws InterruptedException {
        loop.await(append(request(0, 1)));
        stage.takeLive();
        faulty.failAppends(Fault.FULL);
        loop.await(append(request(0, 2)));
        assertEquals(1, stage.partition(0).state().seq());
        assertEquals(Optional.empty(), stage.takeLive());
        assertEquals(List.of(), replays, "nobody follows yet");
    }

    @Test
    void afterAFailedCommitThoseWhoFollowGoOnWhereTheyWere() throws InterruptedException {
        loop.await(append(request(0, 1)));
        stage.partition(0).beginReplay();
        stage.partition(0).attach();
        faulty.failAppends(Fault.UNKNOWN_WRITTEN);
        loop.await(append(request(0, 2, 3)));
        assertEquals(3, stage.partition(0).state().seq());
        assertEquals(List.of(1L), replays, "the last entry told");
        assertEquals(
                2,
                stage.takeLive().orElseThrow().bars().stream()
                                .filter(BarUpdate::closed)
                                .count()
                        - 1);
    }

    @Test
    void aTaskThatNeedsASettledStateWaitsForTheCommit() throws InterruptedException {
        List<Long> seen = new ArrayList<>();
        appender.whenSettled(() -> seen.add(stage.partition(0).takenSeq()));
        assertEquals(List.of(0L), seen, "at once while idle");
        CompletableFuture<AppendReply> reply = append(request(0, 1, 2));
        appender.whenSettled(() -> seen.add(stage.partition(0).takenSeq()));
        assertEquals(List.of(0L), seen);
        loop.await(reply);
        assertEquals(List.of(0L, 2L), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "FULL", "UNKNOWN_NOT_WRITTEN", "UNKNOWN_WRITTEN"})
    void aClosedBarIsStoredWithTheEntryThatClosesIt(Fault fault) throws InterruptedException {
        loop.await(append(request(0, 0)));
        assertEquals(List.of(), bars());
        faulty.failAppends(fault);
        loop.await(append(request(0, (int) M1)));
        assertEquals(fault == Fault.NONE || fault == Fault.UNKNOWN_WRITTEN ? 1 : 0, bars().size());
        loop.await(append(request(0, (int) M1)));
        loop.await(append(request(0, (int) M1 + 1)));
        long start = Logs.SETTINGS.timeframes().get(1).startOf(Samples.T0);
        assertEquals(List.of(new Bar(start, 9.5, 11, 9, 10, 1_000, 1)), bars());
    }

    @Test
    void drainingAnswersWhatWasTakenAndTakesNoMore() throws InterruptedException {
        List<CompletableFuture<AppendReply>> taken = List.of(append(request(0, 1)), append(request(0, 2)));
        CompletableFuture<?> drained = appender.drain().toCompletableFuture();
        assertEquals(AppendReply.refused(Status.DRAINING), loop.await(append(request(0, 3))));
        assertFalse(drained.isDone());
        loop.await(drained);
        assertEquals(
                List.of(true, true),
                taken.stream().map(CompletableFuture::isDone).toList());
        assertEquals(stored(1, 0, 0), loop.await(taken.get(1)));
        assertEquals(request(0, 1, 2).events(), events(0));
    }

    @Test
    void anIdleAppenderIsDrainedAtOnce() throws InterruptedException {
        assertTrue(appender.drain().toCompletableFuture().isDone());
        assertEquals(AppendReply.refused(Status.DRAINING), loop.await(append(request(0, 1))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverFailsRetryingStoresEverythingOnce(long seed) throws InterruptedException {
        Random random = new Random(seed);
        List<AppendRequest> open = new ArrayList<>();
        Set<MarketEvent> all = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            AppendRequest request = request(random.nextInt(NOT_OWNED), i, random.nextInt(60), 100 + i);
            open.add(request);
            all.addAll(request.events());
        }
        Fault[] faults = Fault.values();
        while (!open.isEmpty()) {
            faulty.failAppends(faults[random.nextInt(faults.length)], faults[random.nextInt(faults.length)]);
            if (random.nextInt(4) == 0) {
                faulty.failReads(Fault.UNAVAILABLE);
            }
            Map<AppendRequest, CompletableFuture<AppendReply>> sent = new LinkedHashMap<>();
            open.subList(0, Math.min(open.size(), 6)).forEach(request -> sent.put(request, append(request)));
            for (Map.Entry<AppendRequest, CompletableFuture<AppendReply>> each : sent.entrySet()) {
                if (loop.await(each.getValue()).status() == Status.STORED) {
                    open.remove(each.getKey());
                }
            }
            Collections.shuffle(open, random);
        }
        List<LogEvent> stored = new ArrayList<>();
        for (int partition = 0; partition < NOT_OWNED; partition++) {
            stored.addAll(events(partition));
        }
        assertEquals(all.size(), stored.size());
        assertEquals(all, new HashSet<>(stored));
        assertStatesAreWhatTheLogSays();
    }

    @Test
    void aDecisionIsStoredAfterWhatCameBeforeItAndWhatComesAfterIsJudgedByIt() throws InterruptedException {
        String symbol = symbol(0);
        long end = (Samples.T0 / M1 + 1) * M1;
        CompletableFuture<AppendReply> before = append(request(0, 1));
        CompletableFuture<AppendReply> decided = appender.decide(
                        List.of(new Proposal(0, end, new BarsClosed(symbol, end), state -> state.seq() == 1)))
                .toCompletableFuture();
        CompletableFuture<AppendReply> unwanted = appender.decide(
                        List.of(new Proposal(0, end, new BarsClosed(symbol, end), state -> state.seq() == 1)))
                .toCompletableFuture();
        CompletableFuture<AppendReply> after = append(request(0, 2));
        assertEquals(stored(1, 0, 0), loop.await(before));
        assertEquals(stored(1, 0, 0), loop.await(decided));
        assertEquals(stored(0, 0, 0), loop.await(unwanted));
        assertEquals(stored(1, 0, 1), loop.await(after));
        assertEquals(
                List.of(
                        request(0, 1).events().get(0),
                        new BarsClosed(symbol, end),
                        request(0, 2).events().get(0)),
                events(0));
        assertEquals(1, bars().size());
        assertEquals(0, appender.queued());
        assertStatesAreWhatTheLogSays();
    }

    @Test
    void aDecisionThatCantBeStoredLeavesTheStateAsTheLogHasIt() throws InterruptedException {
        long end = (Samples.T0 / M1 + 1) * M1;
        loop.await(append(request(0, 1)));
        faulty.failAppends(Fault.UNKNOWN_WRITTEN);
        List<Proposal> proposals = List.of(new Proposal(
                0, end, new BarsClosed(symbol(0), end), state -> state.closedUntil(symbol(0)) == Long.MIN_VALUE));
        assertEquals(
                Status.OUTCOME_UNKNOWN, loop.await(appender.decide(proposals)).status());
        assertStatesAreWhatTheLogSays();
        assertEquals(stored(0, 0, 0), loop.await(appender.decide(proposals)));
        assertEquals(2, events(0).size());
    }

    private void assertStatesAreWhatTheLogSays() throws InterruptedException {
        for (OwnedPartition owned : stage.partitions()) {
            PartitionState replayed = new PartitionState(owned.state().partition(), Logs.SETTINGS);
            Logs.fold(replayed, loop.await(sqlite.tail(replayed.partition(), 0, 10_000)));
            assertArrayEquals(replayed.snapshot(), owned.state().snapshot());
        }
    }

    private CompletableFuture<AppendReply> append(AppendRequest request) {
        return appender.append(request).toCompletableFuture();
    }

    private List<LogEvent> events(int partition) throws InterruptedException {
        return loop.await(sqlite.tail(partition, 0, 10_000)).stream()
                .map(LogEntry::event)
                .toList();
    }

    private List<Bar> bars() throws InterruptedException {
        return loop.await(sqlite.bars(symbol(0), Logs.SETTINGS.timeframes().get(1), Store.Range.last(10)));
    }

    private static AppendRequest request(int partition, int... times) {
        List<MarketEvent> events = new ArrayList<>();
        for (int time : times) {
            events.add(candle(partition, time));
        }
        return new AppendRequest(1, events, Collections.nCopies(times.length, partition));
    }

    private static AppendRequest gdp(int log) {
        return new AppendRequest(1, List.of(new EconomicIndicator("GDP", Samples.T0, 1.5)), List.of(log));
    }

    private static MarketEvent candle(int partition, int time) {
        return Samples.candle(symbol(partition), Samples.T0 + time, 10);
    }

    /** The store finds a symbol's rows by its partition, so it has to be the true one. */
    private static String symbol(int partition) {
        for (char name = 'A'; ; name++) {
            if (StableHash.partition(String.valueOf(name), PARTITIONS) == partition) {
                return String.valueOf(name);
            }
        }
    }

    private static AppendReply stored(int stored, int duplicate, int late) {
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
