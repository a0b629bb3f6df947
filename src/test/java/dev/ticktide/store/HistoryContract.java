package dev.ticktide.store;

import static dev.ticktide.store.StoreContract.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.testing.Samples;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Candles of the past that are loaded, and those that are corrected. */
interface HistoryContract extends StoreUnderTest {

    Store.Part A = new Store.Part("a", false, 5);

    @Test
    default void correctionsFollowTheirCandlesInTheOrderInWhichTheyWereMade() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        Candle first = Samples.candle("AAPL", Samples.T0, 10);
        Candle second = Samples.candle("AAPL", Samples.T0, 11);
        Candle third = Samples.candle("AAPL", Samples.T0, 10.1 + 0.2);
        Candle other = Samples.candle("AAPL", Samples.T0 + 1, 12);
        append(
                fence,
                List.of(
                        Samples.entry(partition, 1, first),
                        Samples.entry(partition, 2, new Correction(second, first)),
                        Samples.entry(partition, 3, other),
                        Samples.entry(partition, 4, new Correction(third, second))));
        assertEquals(
                List.of(first, new Correction(second, first), new Correction(third, second)),
                await(store().find(partition, List.of(first))).stream()
                        .map(LogEntry::event)
                        .toList());
        assertEquals(
                List.of(third),
                await(store().corrections("AAPL", Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)),
                "what holds now");
        assertEquals(List.of(second), await(store().corrections("AAPL", Samples.T0, Samples.T0, 4)), "what held then");
        assertEquals(List.of(), await(store().corrections("AAPL", Samples.T0 + 1, Long.MAX_VALUE, Long.MAX_VALUE)));
        assertEquals(List.of(first, other), await(store().candles("AAPL", Store.Range.last(9))), "as they came first");
        List<Integer> two = List.of(partition, partition);
        assertEquals(
                new Store.Staged(0, 2, List.of(), null),
                await(store().stageHistory(List.of(fence), A, List.of(third, other), two)));
        assertEquals(
                List.of(0),
                await(store().stageHistory(List.of(fence), A, List.of(first, other), two))
                        .conflicts(),
                "a load is compared with what holds");
    }

    @Test
    default void ofTwoLoadsWithATimeInCommonTheOneBegunFirstCounts() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        Candle first = Samples.candle("AAPL", -60_000_000, 11);
        Candle other = Samples.candle("AAPL", -60_000_000, 12);
        Candle later = Samples.candle("AAPL", -1_000_000, 13);
        stage(fence, A, List.of(first));
        stage(fence, new Store.Part("b", false, 6), List.of(other, later));
        long a = await(store().openLoad("AAPL", "a")).orElseThrow().id();
        long b = await(store().openLoad("AAPL", "b")).orElseThrow().id();
        commit(fence, b, 1);
        assertEquals(List.of(other, later), await(store().candles("AAPL", Store.Range.last(9))));
        commit(fence, a, 2);
        assertEquals(List.of(first, later), await(store().candles("AAPL", Store.Range.last(9))));
        assertEquals(List.of(first), await(store().candles("AAPL", Store.Range.after(-90_000_000, 1))));
        assertEquals(List.of(first, later), await(store().past(partition, "AAPL", 9, a, Long.MIN_VALUE, 2)));
        assertEquals(
                List.of(first),
                await(store().find(partition, List.of(other))).stream()
                        .map(LogEntry::event)
                        .toList());
    }

    @Test
    default void aLoadThatNobodyGoesOnWithIsGivenUpAndCanBeBegunAgain() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        List<Candle> candles =
                List.of(Samples.candle("AAPL", 1, 11), Samples.candle("AAPL", 2, 12), Samples.candle("AAPL", 3, 13));
        stage(fence, A, candles.subList(0, 2));
        stage(fence, new Store.Part("a", false, 50), candles);
        assertEquals(List.of(), await(store().abandonedLoads(50)), "the last part counts");
        assertEquals(List.of(partition), await(store().abandonedLoads(51)));
        long id = await(store().openLoad("AAPL", "a")).orElseThrow().id();
        Store.ClosedBar bar = new Store.ClosedBar("AAPL", Timeframe.parse("1m"), new Bar(0, 1, 1, 1, 1, 1, 1));
        await(store().stageBars(fence, id, List.of(bar)));
        assertEquals(2, await(store().giveUpLoads(fence, 51, 2)));
        assertEquals(1, await(store().giveUpLoads(fence, 51, 2)));
        assertEquals(0, await(store().giveUpLoads(fence, 51, 2)));
        assertEquals(List.of(), await(store().abandonedLoads(51)));
        assertEquals(Optional.empty(), await(store().openLoad("AAPL", "a")));
        assertEquals(Store.Staged.refused(Store.Staged.Refusal.GIVEN_UP), stage(fence, A, candles));
        assertEquals(new Store.Staged(3, 0, List.of(), null), stage(fence, new Store.Part("a", true, 60), candles));
        assertEquals(new Store.Staged(0, 3, List.of(), null), stage(fence, new Store.Part("a", true, 61), candles));
        assertEquals(new Store.Staged(0, 3, List.of(), null), stage(fence, A, candles));
        await(store().giveUpLoads(fence, 30 * 86_400_000_000L, 9));
        await(store().giveUpLoads(fence, 30 * 86_400_000_000L, 9));
        assertEquals(List.of(), await(store().abandonedLoads(30 * 86_400_000_000L)), "nothing of it is left");
    }

    /** What was loaded goes with the log's entries of its time, and nobody takes what is left for the whole. */
    @Test
    default void loadedCandlesGoOnceTheirEntryIsBehindTheLogsBeginning() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        Candle first = Samples.candle("AAPL", 1, 11);
        Candle second = Samples.candle("AAPL", 120_000_000, 11);
        stage(fence, A, List.of(first, second));
        long id = await(store().openLoad("AAPL", "a")).orElseThrow().id();
        Timeframe minute = Timeframe.parse("1m");
        await(store().stageBars(
                        fence,
                        id,
                        List.of(
                                new Store.ClosedBar("AAPL", minute, new Bar(0, 1, 1, 1, 1, 1, 1)),
                                new Store.ClosedBar("AAPL", minute, new Bar(120_000_000, 2, 2, 2, 2, 2, 1)))));
        await(store().append(new Store.Append(
                List.of(fence), List.of(), List.of(), List.of(new Store.SymbolInfo("AAPL", partition, null, null)))));
        commit(fence, id, 1);
        await(store().saveSnapshot(fence, new Store.Snapshot("indicator", partition, 1, new byte[] {1})));
        assertEquals(0, await(store().removeEntries(fence, 10)));
        assertEquals(0L, await(store().shorten(fence, new Store.Keep(1_000, 0, 1, 0))));
        assertEquals(1L, await(store().shorten(fence, new Store.Keep(2_000, 1_500, 1, 0))));
        int removed = 0;
        for (int step = await(store().removeEntries(fence, 10));
                step > 0;
                step = await(store().removeEntries(fence, 10))) {
            removed += step;
        }
        assertTrue(removed >= 3, "removed " + removed);
        assertEquals(List.of(), await(store().candles("AAPL", Store.Range.last(9))));
        assertEquals(
                List.of(second),
                await(store().removed(partition, List.of(second, Samples.candle("AAPL", 121_000_000, 11)))));
        assertEquals(2, await(store().bars("AAPL", minute, Store.Range.last(9))).size(), "bars stay longer");
        assertEquals(
                0, await(store().removeBars(fence, List.of(minute), 90_000_000, 10)), "no checkpoint to go on from");
        Store.Checkpoint checkpoint = new Store.Checkpoint("AAPL", minute, 60_000_000, 3, 2, new byte[] {1});
        await(store().append(new Store.Append(
                List.of(fence),
                List.of(),
                List.of(),
                List.of(),
                Store.Raised.NOTHING,
                List.of(),
                List.of(checkpoint))));
        assertEquals(1, await(store().removeBars(fence, List.of(minute), 90_000_000, 10)));
        assertEquals(1, await(store().bars("AAPL", minute, Store.Range.last(9))).size());
    }

    @Test
    default void thePastOfASymbolCountsFromItsGenerationOn() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        List<Store.Fence> fences = List.of(fence);
        Candle live = Samples.candle("AAPL", Samples.T0, 10);
        Candle old = Samples.candle("AAPL", -60_000_000, 11);
        Candle older = Samples.candle("AAPL", -120_000_000, 12);
        append(fence, List.of(Samples.entry(partition, 1, live)));
        Store.Range all = Store.Range.last(100);

        assertEquals(
                new Store.Staged(2, 1, List.of(), null),
                await(store().stageHistory(
                                fences, A, List.of(old, live, older), List.of(partition, partition, partition))));
        assertEquals(
                new Store.Staged(0, 2, List.of(), null),
                await(store().stageHistory(fences, A, List.of(old, older), List.of(partition, partition))));
        Candle wrong = Samples.candle("AAPL", -60_000_000, 99);
        assertEquals(
                List.of(1),
                await(store().stageHistory(fences, A, List.of(older, wrong), List.of(partition, partition)))
                        .conflicts());
        Store.OpenLoad open = await(store().openLoad("AAPL", "a")).orElseThrow();
        assertEquals(2, open.candles());
        assertEquals(List.of(live), await(store().candles("AAPL", all)), "nobody sees it yet");
        assertEquals(List.of(), await(store().find(partition, List.of(old))));

        Timeframe minute = Timeframe.parse("1m");
        Store.ClosedBar stale = new Store.ClosedBar("AAPL", minute, new Bar(0, 1, 1, 1, 1, 1, 1));
        Store.ClosedBar first = new Store.ClosedBar("AAPL", minute, new Bar(-120_000_000, 2, 2, 2, 2, 2, 1));
        Store.ClosedBar second = new Store.ClosedBar("AAPL", minute, new Bar(60_000_000, 2, 2, 2, 2, 2, 1));
        Store.ClosedBar later = new Store.ClosedBar("AAPL", minute, new Bar(120_000_000, 3, 3, 3, 3, 3, 1));
        await(store().append(new Store.Append(fences, List.of(), List.of(stale), List.of())));
        await(store().stageBars(fence, open.id(), List.of(stale)));
        await(store().clearStagedBars(fence, open.id()));
        await(store().stageBars(fence, open.id(), List.of(first, second)));
        assertEquals(
                List.of(older, old, live), await(store().past(partition, "AAPL", 2, open.id(), Long.MIN_VALUE, 10)));
        assertEquals(List.of(old), await(store().past(partition, "AAPL", 2, open.id(), -120_000_000, 1)));
        assertEquals(List.of(stale.bar()), await(store().bars("AAPL", minute, all)));

        LogEntry decision = Samples.entry(partition, 2, new NewGeneration("AAPL", Samples.T0, open.id()));
        Store.Generation generation = new Store.Generation("AAPL", open.id(), 2, List.of(), List.of(), new byte[] {7});
        await(store().append(new Store.Append(
                fences, List.of(decision), List.of(), List.of(), Store.Raised.NOTHING, List.of(generation))));
        assertEquals(List.of(older, old, live), await(store().candles("AAPL", all)));
        assertEquals(List.of(older, old, live), await(store().candles("AAPL", all, false)));
        assertEquals(List.of(old), await(store().candles("AAPL", new Store.Range(-60_000_000, 0, 10))));
        assertEquals(
                List.of(old),
                await(store().find(partition, List.of(old))).stream()
                        .map(LogEntry::event)
                        .toList());
        // A replay writes an old bar again; a later one is new.
        await(store().append(new Store.Append(fences, List.of(), List.of(stale, later), List.of())));
        assertEquals(List.of(first.bar(), second.bar(), later.bar()), await(store().bars("AAPL", minute, all)));
        assertEquals(List.of(later.bar()), await(store().bars("AAPL", minute, Store.Range.last(1))));
        assertEquals(List.of(first.bar()), await(store().bars("AAPL", minute, Store.Range.after(-200_000_000, 1))));
        assertEquals(decision, await(store().tail(partition, 1, 10)).get(0));
        assertEquals(Optional.empty(), await(store().openLoad("AAPL", "a")));
        assertArrayEquals(new byte[] {7}, await(store().made(open.id())).orElseThrow());
        assertEquals(Optional.empty(), await(store().made(99)));
        assertFalse(await(store().tidyHistory(fence, "AAPL")));
    }

    private Store.Staged stage(Store.Fence fence, Store.Part part, List<Candle> candles) {
        return await(store().stageHistory(
                        List.of(fence), part, candles, Collections.nCopies(candles.size(), fence.partition())));
    }

    private void commit(Store.Fence fence, long load, long seq) {
        LogEntry decision = Samples.entry(fence.partition(), seq, new NewGeneration("AAPL", Samples.T0, load));
        Store.Generation generation = new Store.Generation("AAPL", load, seq, List.of(), List.of(), new byte[] {1});
        await(store().append(new Store.Append(
                List.of(fence),
                List.of(decision),
                List.of(),
                List.of(),
                Store.Raised.NOTHING,
                List.of(generation),
                List.of())));
    }
}
