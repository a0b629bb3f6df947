package dev.ticktide.store;

import static dev.ticktide.store.StoreContract.assertStale;
import static dev.ticktide.store.StoreContract.await;
import static dev.ticktide.store.StoreContract.isStale;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Partitions have one owner at a time, and what another one writes is refused. */
interface OwnershipContract extends StoreUnderTest {

    int RACES = 60;

    @Test
    default void aClaimIsCompareAndSetOnTheEpoch() {
        assertEquals(OptionalLong.of(1), await(store().claim(STAGE, 3, 0, "a")));
        assertEquals(OptionalLong.empty(), await(store().claim(STAGE, 3, 0, "b")));
        assertEquals(OptionalLong.of(2), await(store().claim(STAGE, 3, 1, "b")));
        assertEquals(Map.of(3, new Store.Owner(2, "b")), await(store().owners(STAGE)));
    }

    @Test
    default void aPartitionGivenBackKeepsItsEpochAndIsNobodys() {
        Store.Fence fence = claim(3);
        await(store().release(fence));
        assertEquals(Map.of(3, new Store.Owner(fence.epoch(), Store.Owner.NOBODY)), await(store().owners(STAGE)));
        assertEquals(OptionalLong.of(fence.epoch() + 1), await(store().claim(STAGE, 3, fence.epoch(), "next")));
        await(store().release(fence));
        assertEquals(Map.of(3, new Store.Owner(fence.epoch() + 1, "next")), await(store().owners(STAGE)));
    }

    @Test
    default void signsOfLifeAreKeptByNodeAndForgottenWhenTheyAreOld() {
        await(store().beat("a", 1_000, 0));
        await(store().beat("b", 2_000, 0));
        await(store().beat("b", 2_250, 0));
        assertEquals(Map.of("a", 1_000L, "b", 2_250L), await(store().beats()));
        await(store().beat("b", 2_500, 1_001));
        assertEquals(Map.of("b", 2_500L), await(store().beats()));
    }

    @Test
    default void aStaleOwnerWritesNothing() {
        Store.Fence old = claim(3);
        await(store().claim(STAGE, 3, old.epoch(), "other"));
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> append(old, List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10)))));
        assertInstanceOf(StaleOwnerException.class, failure.getCause());
        assertEquals(List.of(), await(store().tail(3, 0, 10)));
    }

    @Test
    default void aClaimByAnotherProcessIsSeenByTheNextWrite() {
        Store.Fence mine = claim(3);
        append(mine, List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10))));
        execute("UPDATE partition_owner SET epoch = epoch + 1, node = 'thief' WHERE partition = 3");
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> append(mine, List.of(Samples.entry(3, 2, Samples.candle("AAPL", Samples.T0 + 1, 10)))));
        assertInstanceOf(StaleOwnerException.class, failure.getCause());
    }

    @Test
    default void aWriteThatCannotBeLeavesTheOthersOfItsGroupAlone() {
        Store.Fence fence = claim(3);
        MarketEvent news = Samples.oneOfEach(Samples.T0).get(2);
        List<CompletionStage<Void>> writes = new ArrayList<>();
        for (int seq = 1; seq <= 20; seq++) {
            writes.add(store().append(append(List.of(fence), List.of(Samples.entry(3, seq, news)))));
        }
        writes.add(store().append(append(List.of(fence), List.of(Samples.entry(3, 1, news)))));
        int failed = 0;
        for (CompletionStage<Void> write : writes) {
            try {
                await(write);
            } catch (CompletionException e) {
                failed++;
            }
        }
        assertEquals(1, failed);
        assertEquals(20, await(store().tail(3, 0, 100)).size());
    }

    @Test
    default void writesTakeEffectInTheOrderOfTheCallsWithoutWaitingInBetween() {
        LogEntry first = Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10));
        LogEntry second = Samples.entry(3, 2, Samples.candle("AAPL", Samples.T0 + 1, 11));
        Store.Fence epoch1 = new Store.Fence(STAGE, 3, 1);
        Store.Fence epoch2 = new Store.Fence(STAGE, 3, 2);
        CompletionStage<OptionalLong> mine = store().claim(STAGE, 3, 0, "me");
        CompletionStage<Void> appended = store().append(append(List.of(epoch1), List.of(first)));
        CompletionStage<Void> saved = store().saveSnapshot(epoch1, snapshot(10));
        CompletionStage<Void> dropped = store().dropSnapshot(STAGE, 3, 10);
        CompletionStage<Void> savedAgain = store().saveSnapshot(epoch1, snapshot(20));
        CompletionStage<OptionalLong> theirs = store().claim(STAGE, 3, 1, "other");
        CompletionStage<Void> stale = store().append(append(List.of(epoch1), List.of(second)));
        CompletionStage<OptionalLong> tooLate = store().claim(STAGE, 3, 1, "third");
        CompletionStage<Void> fresh = store().append(append(List.of(epoch2), List.of(second)));
        assertEquals(OptionalLong.of(1), await(mine));
        List.of(appended, saved, dropped, savedAgain).forEach(StoreContract::await);
        assertEquals(OptionalLong.of(2), await(theirs));
        assertStale(stale);
        assertEquals(OptionalLong.empty(), await(tooLate));
        await(fresh);
        assertEquals(List.of(first, second), await(store().tail(3, 0, 10)));
        assertEquals(List.of(20L), seqs());
    }

    @Test
    default void oneStaleFenceOfSeveralRefusesTheWholeWriteAndNoOther() {
        Store.Fence two = claim(2);
        Store.Fence three = claim(3);
        Store.Fence stale = new Store.Fence(STAGE, 4, 1);
        LogEntry entry = Samples.entry(2, 1, Samples.candle("AAPL", Samples.T0, 10));
        CompletionStage<Void> refused = store().append(append(List.of(two, stale), List.of(entry)));
        CompletionStage<Void> other = store().append(
                        append(List.of(three), List.of(Samples.entry(3, 1, Samples.candle("MSFT", Samples.T0, 10)))));
        assertStale(refused);
        await(other);
        assertEquals(List.of(), await(store().tail(2, 0, 10)));
        assertEquals(1, await(store().tail(3, 0, 10)).size());
    }

    @Test
    default void twoStoresShareTheDataAndDivideTheWork() {
        try (Store other = open(PARTITIONS)) {
            assertEquals(OptionalLong.of(1), await(store().claim(STAGE, 3, 0, "a")));
            assertEquals(OptionalLong.empty(), await(other.claim(STAGE, 3, 0, "b")));
            assertEquals(Map.of(3, new Store.Owner(1, "a")), await(other.owners(STAGE)));
            List<Signal> signals = new ArrayList<>();
            List<Notification> mails = new ArrayList<>();
            for (int i = 10; i < 50; i++) {
                signals.add(Samples.signal("s" + i, "AAPL", Samples.T0, Side.BUY));
                mails.add(Samples.notification("m" + i, "s" + i, Notification.EMAIL, Notification.State.PENDING));
            }
            await(store().commitSignals(List.of(), new Store.Raised(Map.of(), signals, mails)));
            List<CompletionStage<List<Notification>>> leases = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                leases.add(store().leaseOutbox("a", Notification.EMAIL, Samples.T0, Samples.T0 + 50, 5));
                leases.add(other.leaseOutbox("b", Notification.EMAIL, Samples.T0, Samples.T0 + 50, 5));
            }
            List<String> leased = leases.stream()
                    .flatMap(lease -> await(lease).stream())
                    .map(Notification::id)
                    .toList();
            assertEquals(Set.copyOf(leased).size(), leased.size(), "none to both: " + leased);
            assertEquals(40, leased.size());
        }
    }

    @Test
    default void nothingIsWrittenByAnOwnerAfterAClaimHasBeenAnswered() {
        Store.Fence fence = claim(3);
        long seq = 0;
        int refused = 0;
        try (Store other = open(PARTITIONS)) {
            for (int round = 0; round < RACES; round++) {
                Store owner = round % 2 == 0 ? store() : other;
                Store next = round % 2 == 0 ? other : store();
                List<CompletionStage<Void>> appends = new ArrayList<>();
                CompletionStage<Integer> seenByNext = null;
                long first = seq;
                for (int i = 0; i < 10; i++) {
                    LogEntry entry = Samples.entry(3, ++seq, Samples.candle("AAPL", Samples.T0 + seq, 10));
                    appends.add(owner.append(append(List.of(fence), List.of(entry))));
                    if (i == round % 10) {
                        seenByNext = next.claim(STAGE, 3, fence.epoch(), "n" + round)
                                .thenCompose(epoch -> next.tail(3, first, 100))
                                .thenApply(List::size);
                    }
                }
                long stored =
                        appends.stream().filter(append -> !isStale(append)).count();
                assertEquals(
                        stored, await(next.tail(3, first, 100)).size(), "what was answered is there, round " + round);
                assertEquals(
                        stored, await(seenByNext).longValue(), "and was before the claim's answer, round " + round);
                refused += (int) (10 - stored);
                fence = new Store.Fence(STAGE, 3, fence.epoch() + 1);
            }
        }
        assertTrue(refused > 0, "some came too late");
    }
}
