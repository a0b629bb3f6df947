package dev.ticktide.indicator.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.indicator.append.FaultyStore.Fault;
import dev.ticktide.indicator.state.Logs;
import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored, in which order, and what is answered. */
class AppenderTest extends OneAppender {

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
}
