package dev.ticktide.store;

import static dev.ticktide.store.StoreContract.assertStale;
import static dev.ticktide.store.StoreContract.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Snapshots, old entries and old bars go once nobody needs them. */
interface RetentionContract extends StoreUnderTest {

    @Test
    default void snapshotsThatNobodyCanNeedGo() {
        Store.Fence fence = claim(3);
        for (long seq : List.of(10L, 20L, 30L, 40L)) {
            await(store().saveSnapshot(fence, snapshot(seq)));
        }
        assertEquals(List.of(40L, 30L, 20L, 10L), seqs(), "without any cursor all may be needed");
        claim("signal", 3);
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(3, 25L), List.of(), List.of())));
        await(store().saveSnapshot(fence, snapshot(50)));
        assertEquals(List.of(50L, 40L, 30L, 20L), seqs(), "20 is where a reader at 25 starts");
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(3, 50L), List.of(), List.of())));
        await(store().saveSnapshot(fence, snapshot(60)));
        assertEquals(List.of(60L, 50L), seqs(), "one to fall back on stays");
        await(store().dropSnapshot(STAGE, 3, 60));
        assertEquals(List.of(50L), seqs());
    }

    @Test
    default void aLogIsShortenedToAnOldSnapshotThatEveryReaderHasPassed() {
        Store.Fence fence = claim(3);
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            MarketEvent event = i % 10 == 0
                    ? new NewsSentiment("AAPL", Samples.T0 + i, 0.5, 0.5)
                    : Samples.candle("AAPL", Samples.T0 + i, 10);
            entries.add(Samples.entry(3, i, event));
        }
        append(fence, entries);
        assertEquals(0, shorten(fence, 1_000), "no snapshot");
        await(store().saveSnapshot(fence, snapshot(40)));
        assertEquals(0, shorten(fence, 1_000), "the mark is made");
        await(store().saveSnapshot(fence, snapshot(60)));
        await(store().saveSnapshot(fence, snapshot(80)));
        assertEquals(0, shorten(fence, 1_050), "too early for another mark");
        assertEquals(0, shorten(fence, 1_100), "the second mark, at 80");
        await(store().saveSnapshot(fence, snapshot(100)));
        assertEquals(0, shorten(fence, 2_000), "old enough, but nobody has read it");
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(3, 90L), List.of(), List.of())));
        assertEquals(0, shorten(fence, 2_000), "one reader of two");
        await(store().commitScores(List.of(), Map.of(3, 50L), List.of()));
        await(store().saveSnapshot(fence, snapshot(100)));
        assertEquals(40, shorten(fence, 2_000));
        assertEquals(List.of(100L, 80L, 60L, 40L), seqs());
        assertEquals(Map.of(3, 40L), await(store().logBases()));
        assertEquals(40, shorten(fence, 1_500), "it does not go back");

        List<Integer> steps = new ArrayList<>();
        do {
            steps.add(await(store().removeEntries(fence, 10)));
        } while (steps.get(steps.size() - 1) > 0);
        assertEquals(List.of(14, 10, 10, 6, 0), steps, "10 candles at most, and as many news");
        assertEquals(entries.subList(40, 100), await(store().tail(3, 0, 1_000)));
        MarketEvent gone = Samples.candle("AAPL", Samples.T0 + 39, 11);
        MarketEvent later = Samples.candle("AAPL", Samples.T0 + 41, 11);
        MarketEvent other = Samples.candle("MSFT", Samples.T0 + 39, 11);
        MarketEvent news = new NewsSentiment("AAPL", Samples.T0 + 40, 0.25, 0.5);
        assertEquals(Set.of(gone, news), Set.copyOf(await(store().removed(3, List.of(gone, later, other, news)))));

        await(store().commitScores(List.of(), Map.of(3, 100L), List.of()));
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(3, 100L), List.of(), List.of())));
        assertEquals(100, shorten(fence, 9_000));
        assertEquals(
                List.of(100L),
                await(store().snapshots(STAGE, 3, 10)).stream()
                        .map(Store.Snapshot::seq)
                        .toList(),
                "a replay from earlier begins where the log does");
        await(store().claim(STAGE, 3, fence.epoch(), "other"));
        assertStale(store().shorten(fence, keep(10_000)));
        assertStale(store().removeEntries(fence, 10));
    }

    private long shorten(Store.Fence fence, long now) {
        return await(store().shorten(fence, keep(now)));
    }

    private static Store.Keep keep(long now) {
        return new Store.Keep(now, now - 500, 100, 2);
    }

    @Test
    default void oldBarsOfAPartitionGoInSteps() {
        Store.Fence fence = claim(3);
        List<Store.ClosedBar> bars = new ArrayList<>();
        for (String symbol : List.of("AAPL", "MSFT", "ELSE")) {
            for (int i = 0; i < 10; i++) {
                bars.add(new Store.ClosedBar(symbol, Samples.M5, new Bar(Samples.T0 + i, 1, 3, 0.5, 2, 100, 4)));
            }
        }
        await(store().append(new Store.Append(
                List.of(fence),
                List.of(),
                bars,
                List.of(
                        new Store.SymbolInfo("AAPL", 3, null, null),
                        new Store.SymbolInfo("MSFT", 3, null, null),
                        new Store.SymbolInfo("ELSE", 4, null, null)))));
        List<Store.Checkpoint> checkpoints = new ArrayList<>();
        for (int i : new int[] {2, 4, 7}) {
            for (String symbol : List.of("AAPL", "MSFT", "ELSE")) {
                checkpoints.add(new Store.Checkpoint(symbol, Samples.M5, Samples.T0 + i, 1, i, new byte[] {1}));
            }
        }
        await(store().append(new Store.Append(
                List.of(fence), List.of(), List.of(), List.of(), Store.Raised.NOTHING, List.of(), checkpoints)));
        List<Integer> steps = new ArrayList<>();
        do {
            steps.add(await(store().removeBars(fence, List.of(Samples.M5), Samples.T0 + 6, 5)));
        } while (steps.get(steps.size() - 1) > 0);
        assertEquals(List.of(5, 5, 0), steps, "up to the checkpoint from which the values of the rest are computed");
        assertEquals(
                5,
                await(store().bars("AAPL", Samples.M5, Store.Range.last(100))).size());
        assertEquals(
                10,
                await(store().bars("ELSE", Samples.M5, Store.Range.last(100))).size());
    }

    @Test
    default void ofTheEconomicIndicatorsLogOldSnapshotsGoThoughNoCursorSaysSo() {
        Store.Fence fence = claim(PARTITIONS);
        for (long seq = 1; seq <= 4; seq++) {
            await(store().saveSnapshot(fence, new Store.Snapshot(STAGE, PARTITIONS, seq, new byte[] {1})));
        }
        assertEquals(
                List.of(4L, 3L),
                await(store().snapshots(STAGE, PARTITIONS, Long.MAX_VALUE)).stream()
                        .map(Store.Snapshot::seq)
                        .toList());
    }

    @Test
    default void aCursorNeverGoesBack() {
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(1, 9L, 2, 4L), List.of(), List.of())));
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(1, 5L), List.of(), List.of())));
        assertEquals(Map.of(1, 9L, 2, 4L), await(store().cursors("signal")));
    }
}
