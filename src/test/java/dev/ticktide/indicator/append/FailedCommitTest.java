package dev.ticktide.indicator.append;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.indicator.append.FaultyStore.Fault;
import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a commit that fails, or whose answer is lost, leaves behind. */
class FailedCommitTest extends OneAppender {

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
}
