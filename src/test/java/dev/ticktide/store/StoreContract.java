package dev.ticktide.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.testing.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises; each runs it against itself. */
abstract class StoreContract {

    static final int PARTITIONS = 8;
    static final String STAGE = "indicator";
    private static final int RACES = 60;

    /** Open in every test. */
    Store store;

    /** Opens the test's own data, which are empty the first time. */
    abstract Store open(int partitions);

    /** Does to the data, beside the store, what another process could. */
    abstract void execute(String sql);

    /** The first column of the first row, read beside the store. */
    abstract String query(String sql);

    /** Marks the data as made by another version of the program. */
    abstract void stampVersion(int version);

    /** The version the data are of. */
    abstract int version();

    /** Removes the data. */
    abstract void startOver();

    /** Runs a script as the program would. */
    abstract void run(String script);

    /** The folder of the migrations. */
    abstract String dialect();

    @BeforeEach
    void open() {
        store = open(PARTITIONS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aClaimIsCompareAndSetOnTheEpoch() {
        assertEquals(OptionalLong.of(1), await(store.claim(STAGE, 3, 0, "a")));
        assertEquals(OptionalLong.empty(), await(store.claim(STAGE, 3, 0, "b")));
        assertEquals(OptionalLong.of(2), await(store.claim(STAGE, 3, 1, "b")));
        assertEquals(Map.of(3, new Store.Owner(2, "b")), await(store.owners(STAGE)));
    }

    @Test
    void aPartitionGivenBackKeepsItsEpochAndIsNobodys() {
        Store.Fence fence = claim(3);
        await(store.release(fence));
        assertEquals(Map.of(3, new Store.Owner(fence.epoch(), Store.Owner.NOBODY)), await(store.owners(STAGE)));
        assertEquals(OptionalLong.of(fence.epoch() + 1), await(store.claim(STAGE, 3, fence.epoch(), "next")));
        await(store.release(fence));
        assertEquals(Map.of(3, new Store.Owner(fence.epoch() + 1, "next")), await(store.owners(STAGE)));
    }

    @Test
    void signsOfLifeAreKeptByNodeAndForgottenWhenTheyAreOld() {
        await(store.beat("a", 1_000, 0));
        await(store.beat("b", 2_000, 0));
        await(store.beat("b", 2_250, 0));
        assertEquals(Map.of("a", 1_000L, "b", 2_250L), await(store.beats()));
        await(store.beat("b", 2_500, 1_001));
        assertEquals(Map.of("b", 2_500L), await(store.beats()));
    }

    @Test
    void everyKindOfEventComesBackBitForBitInSeqOrder() {
        Store.Fence fence = claim(3);
        List<MarketEvent> events = Samples.oneOfEach(Samples.T0);
        List<LogEntry> entries = new ArrayList<>();
        for (MarketEvent event : events) {
            entries.add(Samples.entry(3, entries.size() + 1, event));
        }
        append(fence, entries);
        assertEquals(entries, await(store.tail(3, 0, 100)));
        assertEquals(entries.subList(2, 4), await(store.tail(3, 2, 2)));
        assertEquals(List.of(entries.get(0)), await(store.find(3, List.of(events.get(0)))));
        assertEquals(List.of(entries.get(2)), await(store.find(3, List.of(events.get(2)))));
        assertEquals(List.of(), await(store.find(3, List.of(Samples.candle("AAPL", Samples.T0 + 1, 1.5)))));
        assertEquals(List.of(entries.get(1).event()), await(store.metadata("AAPL", MetadataType.ORDER_BOOK, 10)));
    }

    @Test
    void decisionsOfTheOwnerAreEntriesOfTheLogLikeEvents() {
        Store.Fence fence = claim(3);
        List<LogEntry> entries = List.of(
                Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10)),
                Samples.entry(3, 2, new BarsClosed("AAPL", Samples.T0 + 60_000_000)),
                Samples.entry(3, 3, Samples.candle("AAPL", Samples.T0 + 1, 11)),
                Samples.entry(3, 4, new BarsClosed("AAPL", -60_000_000)));
        append(fence, entries);
        assertEquals(entries, await(store.tail(3, 0, 100)));
        assertEquals(entries.subList(1, 3), await(store.tail(3, 1, 2)));
        assertEquals(List.of(), await(store.tail(3, 4, 2)));
    }

    @Test
    void correctionsFollowTheirCandlesInTheOrderInWhichTheyWereMade() {
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
                await(store.find(partition, List.of(first))).stream()
                        .map(LogEntry::event)
                        .toList());
        assertEquals(
                List.of(third),
                await(store.corrections("AAPL", Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)),
                "what holds now");
        assertEquals(List.of(second), await(store.corrections("AAPL", Samples.T0, Samples.T0, 4)), "what held then");
        assertEquals(List.of(), await(store.corrections("AAPL", Samples.T0 + 1, Long.MAX_VALUE, Long.MAX_VALUE)));
        assertEquals(List.of(first, other), await(store.candles("AAPL", Store.Range.last(9))), "as they came first");
        List<Integer> two = List.of(partition, partition);
        assertEquals(
                new Store.Staged(0, 2, List.of(), null),
                await(store.stageHistory(List.of(fence), A, List.of(third, other), two)));
        assertEquals(
                List.of(0),
                await(store.stageHistory(List.of(fence), A, List.of(first, other), two))
                        .conflicts(),
                "a load is compared with what holds");
    }

    @Test
    void ofTwoLoadsWithATimeInCommonTheOneBegunFirstCounts() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        Candle first = Samples.candle("AAPL", -60_000_000, 11);
        Candle other = Samples.candle("AAPL", -60_000_000, 12);
        Candle later = Samples.candle("AAPL", -1_000_000, 13);
        stage(fence, A, List.of(first));
        stage(fence, new Store.Part("b", false, 6), List.of(other, later));
        long a = await(store.openLoad("AAPL", "a")).orElseThrow().id();
        long b = await(store.openLoad("AAPL", "b")).orElseThrow().id();
        commit(fence, b, 1);
        assertEquals(List.of(other, later), await(store.candles("AAPL", Store.Range.last(9))));
        commit(fence, a, 2);
        assertEquals(List.of(first, later), await(store.candles("AAPL", Store.Range.last(9))));
        assertEquals(List.of(first), await(store.candles("AAPL", Store.Range.after(-90_000_000, 1))));
        assertEquals(List.of(first, later), await(store.past(partition, "AAPL", 9, a, Long.MIN_VALUE, 2)));
        assertEquals(
                List.of(first),
                await(store.find(partition, List.of(other))).stream()
                        .map(LogEntry::event)
                        .toList());
    }

    @Test
    void aLoadThatNobodyGoesOnWithIsGivenUpAndCanBeBegunAgain() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        List<Candle> candles =
                List.of(Samples.candle("AAPL", 1, 11), Samples.candle("AAPL", 2, 12), Samples.candle("AAPL", 3, 13));
        stage(fence, A, candles.subList(0, 2));
        stage(fence, new Store.Part("a", false, 50), candles);
        assertEquals(List.of(), await(store.abandonedLoads(50)), "the last part counts");
        assertEquals(List.of(partition), await(store.abandonedLoads(51)));
        long id = await(store.openLoad("AAPL", "a")).orElseThrow().id();
        Store.ClosedBar bar = new Store.ClosedBar("AAPL", Timeframe.parse("1m"), new Bar(0, 1, 1, 1, 1, 1, 1));
        await(store.stageBars(fence, id, List.of(bar)));
        assertEquals(2, await(store.giveUpLoads(fence, 51, 2)));
        assertEquals(1, await(store.giveUpLoads(fence, 51, 2)));
        assertEquals(0, await(store.giveUpLoads(fence, 51, 2)));
        assertEquals(List.of(), await(store.abandonedLoads(51)));
        assertEquals(Optional.empty(), await(store.openLoad("AAPL", "a")));
        assertEquals(Store.Staged.refused(Store.Staged.Refusal.GIVEN_UP), stage(fence, A, candles));
        assertEquals(new Store.Staged(3, 0, List.of(), null), stage(fence, new Store.Part("a", true, 60), candles));
        assertEquals(new Store.Staged(0, 3, List.of(), null), stage(fence, new Store.Part("a", true, 61), candles));
        assertEquals(new Store.Staged(0, 3, List.of(), null), stage(fence, A, candles));
        await(store.giveUpLoads(fence, 30 * 86_400_000_000L, 9));
        await(store.giveUpLoads(fence, 30 * 86_400_000_000L, 9));
        assertEquals(List.of(), await(store.abandonedLoads(30 * 86_400_000_000L)), "nothing of it is left");
    }

    /** What was loaded goes with the log's entries of its time, and nobody takes what is left for the whole. */
    @Test
    void loadedCandlesGoOnceTheirEntryIsBehindTheLogsBeginning() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        Candle first = Samples.candle("AAPL", 1, 11);
        Candle second = Samples.candle("AAPL", 120_000_000, 11);
        stage(fence, A, List.of(first, second));
        long id = await(store.openLoad("AAPL", "a")).orElseThrow().id();
        Timeframe minute = Timeframe.parse("1m");
        await(store.stageBars(
                fence,
                id,
                List.of(
                        new Store.ClosedBar("AAPL", minute, new Bar(0, 1, 1, 1, 1, 1, 1)),
                        new Store.ClosedBar("AAPL", minute, new Bar(120_000_000, 2, 2, 2, 2, 2, 1)))));
        await(store.append(new Store.Append(
                List.of(fence), List.of(), List.of(), List.of(new Store.SymbolInfo("AAPL", partition, null, null)))));
        commit(fence, id, 1);
        await(store.saveSnapshot(fence, new Store.Snapshot("indicator", partition, 1, new byte[] {1})));
        assertEquals(0, await(store.removeEntries(fence, 10)));
        assertEquals(0L, await(store.shorten(fence, new Store.Keep(1_000, 0, 1, 0))));
        assertEquals(1L, await(store.shorten(fence, new Store.Keep(2_000, 1_500, 1, 0))));
        int removed = 0;
        for (int step = await(store.removeEntries(fence, 10)); step > 0; step = await(store.removeEntries(fence, 10))) {
            removed += step;
        }
        assertTrue(removed >= 3, "removed " + removed);
        assertEquals(List.of(), await(store.candles("AAPL", Store.Range.last(9))));
        assertEquals(
                List.of(second),
                await(store.removed(partition, List.of(second, Samples.candle("AAPL", 121_000_000, 11)))));
        assertEquals(2, await(store.bars("AAPL", minute, Store.Range.last(9))).size(), "bars stay longer");
        assertEquals(0, await(store.removeBars(fence, List.of(minute), 90_000_000, 10)), "no checkpoint to go on from");
        Store.Checkpoint checkpoint = new Store.Checkpoint("AAPL", minute, 60_000_000, 3, 2, new byte[] {1});
        await(store.append(new Store.Append(
                List.of(fence),
                List.of(),
                List.of(),
                List.of(),
                Store.Raised.NOTHING,
                List.of(),
                List.of(checkpoint))));
        assertEquals(1, await(store.removeBars(fence, List.of(minute), 90_000_000, 10)));
        assertEquals(1, await(store.bars("AAPL", minute, Store.Range.last(9))).size());
    }

    private static final Store.Part A = new Store.Part("a", false, 5);

    private Store.Staged stage(Store.Fence fence, Store.Part part, List<Candle> candles) {
        return await(store.stageHistory(
                List.of(fence), part, candles, Collections.nCopies(candles.size(), fence.partition())));
    }

    private void commit(Store.Fence fence, long load, long seq) {
        LogEntry decision = Samples.entry(fence.partition(), seq, new NewGeneration("AAPL", Samples.T0, load));
        Store.Generation generation = new Store.Generation("AAPL", load, seq, List.of(), List.of(), new byte[] {1});
        await(store.append(new Store.Append(
                List.of(fence),
                List.of(decision),
                List.of(),
                List.of(),
                Store.Raised.NOTHING,
                List.of(generation),
                List.of())));
    }

    @Test
    void thePastOfASymbolCountsFromItsGenerationOn() {
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
                await(store.stageHistory(
                        fences, A, List.of(old, live, older), List.of(partition, partition, partition))));
        assertEquals(
                new Store.Staged(0, 2, List.of(), null),
                await(store.stageHistory(fences, A, List.of(old, older), List.of(partition, partition))));
        Candle wrong = Samples.candle("AAPL", -60_000_000, 99);
        assertEquals(
                List.of(1),
                await(store.stageHistory(fences, A, List.of(older, wrong), List.of(partition, partition)))
                        .conflicts());
        Store.OpenLoad open = await(store.openLoad("AAPL", "a")).orElseThrow();
        assertEquals(2, open.candles());
        assertEquals(List.of(live), await(store.candles("AAPL", all)), "nobody sees it yet");
        assertEquals(List.of(), await(store.find(partition, List.of(old))));

        Timeframe minute = Timeframe.parse("1m");
        Store.ClosedBar stale = new Store.ClosedBar("AAPL", minute, new Bar(0, 1, 1, 1, 1, 1, 1));
        Store.ClosedBar first = new Store.ClosedBar("AAPL", minute, new Bar(-120_000_000, 2, 2, 2, 2, 2, 1));
        Store.ClosedBar second = new Store.ClosedBar("AAPL", minute, new Bar(60_000_000, 2, 2, 2, 2, 2, 1));
        Store.ClosedBar later = new Store.ClosedBar("AAPL", minute, new Bar(120_000_000, 3, 3, 3, 3, 3, 1));
        await(store.append(new Store.Append(fences, List.of(), List.of(stale), List.of())));
        await(store.stageBars(fence, open.id(), List.of(stale)));
        await(store.clearStagedBars(fence, open.id()));
        await(store.stageBars(fence, open.id(), List.of(first, second)));
        assertEquals(List.of(older, old, live), await(store.past(partition, "AAPL", 2, open.id(), Long.MIN_VALUE, 10)));
        assertEquals(List.of(old), await(store.past(partition, "AAPL", 2, open.id(), -120_000_000, 1)));
        assertEquals(List.of(stale.bar()), await(store.bars("AAPL", minute, all)));

        LogEntry decision = Samples.entry(partition, 2, new NewGeneration("AAPL", Samples.T0, open.id()));
        Store.Generation generation = new Store.Generation("AAPL", open.id(), 2, List.of(), List.of(), new byte[] {7});
        await(store.append(new Store.Append(
                fences, List.of(decision), List.of(), List.of(), Store.Raised.NOTHING, List.of(generation))));
        assertEquals(List.of(older, old, live), await(store.candles("AAPL", all)));
        assertEquals(List.of(older, old, live), await(store.candles("AAPL", all, false)));
        assertEquals(List.of(old), await(store.candles("AAPL", new Store.Range(-60_000_000, 0, 10))));
        assertEquals(
                List.of(old),
                await(store.find(partition, List.of(old))).stream()
                        .map(LogEntry::event)
                        .toList());
        // A replay writes an old bar again; a later one is new.
        await(store.append(new Store.Append(fences, List.of(), List.of(stale, later), List.of())));
        assertEquals(List.of(first.bar(), second.bar(), later.bar()), await(store.bars("AAPL", minute, all)));
        assertEquals(List.of(later.bar()), await(store.bars("AAPL", minute, Store.Range.last(1))));
        assertEquals(List.of(first.bar()), await(store.bars("AAPL", minute, Store.Range.after(-200_000_000, 1))));
        assertEquals(decision, await(store.tail(partition, 1, 10)).get(0));
        assertEquals(Optional.empty(), await(store.openLoad("AAPL", "a")));
        assertArrayEquals(new byte[] {7}, await(store.made(open.id())).orElseThrow());
        assertEquals(Optional.empty(), await(store.made(99)));
        assertFalse(await(store.tidyHistory(fence, "AAPL")));
    }

    @Test
    void aStaleOwnerWritesNothing() {
        Store.Fence old = claim(3);
        await(store.claim(STAGE, 3, old.epoch(), "other"));
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> append(old, List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10)))));
        assertInstanceOf(StaleOwnerException.class, failure.getCause());
        assertEquals(List.of(), await(store.tail(3, 0, 10)));
    }

    @Test
    void aClaimByAnotherProcessIsSeenByTheNextWrite() {
        Store.Fence mine = claim(3);
        append(mine, List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10))));
        execute("UPDATE partition_owner SET epoch = epoch + 1, node = 'thief' WHERE partition = 3");
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> append(mine, List.of(Samples.entry(3, 2, Samples.candle("AAPL", Samples.T0 + 1, 10)))));
        assertInstanceOf(StaleOwnerException.class, failure.getCause());
    }

    @Test
    void aWriteThatCannotBeLeavesTheOthersOfItsGroupAlone() {
        Store.Fence fence = claim(3);
        MarketEvent news = Samples.oneOfEach(Samples.T0).get(2);
        List<CompletionStage<Void>> writes = new ArrayList<>();
        for (int seq = 1; seq <= 20; seq++) {
            writes.add(store.append(append(List.of(fence), List.of(Samples.entry(3, seq, news)))));
        }
        writes.add(store.append(append(List.of(fence), List.of(Samples.entry(3, 1, news)))));
        int failed = 0;
        for (CompletionStage<Void> write : writes) {
            try {
                await(write);
            } catch (CompletionException e) {
                failed++;
            }
        }
        assertEquals(1, failed);
        assertEquals(20, await(store.tail(3, 0, 100)).size());
    }

    @Test
    void rangesGiveTheNewestRowsOldestFirst() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            entries.add(Samples.entry(partition, i + 1, Samples.candle("AAPL", Samples.T0 + i, 100 + i)));
        }
        append(fence, entries);
        List<Candle> last = await(store.candles("AAPL", Store.Range.last(3)));
        assertEquals(
                List.of(107.0, 108.0, 109.0), last.stream().map(Candle::close).toList());
        List<Candle> middle = await(store.candles("AAPL", new Store.Range(Samples.T0 + 2, Samples.T0 + 5, 100)));
        assertEquals(
                List.of(102.0, 103.0, 104.0), middle.stream().map(Candle::close).toList());
    }

    @Test
    void theFirstRowsAfterATimeCanBeHad() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        List<LogEntry> entries = new ArrayList<>();
        List<Store.ClosedBar> bars = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            entries.add(Samples.entry(partition, i + 1, Samples.candle("AAPL", Samples.T0 + i, 100 + i)));
            Bar bar = new Bar(Samples.T0 + i * Samples.M5.micros(), 1, 3, 0.5, 2 + i, 100, 4);
            bars.add(new Store.ClosedBar("AAPL", Samples.M5, bar));
        }
        await(store.append(new Store.Append(List.of(fence), entries, bars, List.of())));
        List<Candle> candles = await(store.candles("AAPL", Store.Range.after(Samples.T0 + 2, 3)));
        assertEquals(
                List.of(103.0, 104.0, 105.0),
                candles.stream().map(Candle::close).toList());
        assertEquals(
                List.of(109.0),
                await(store.candles("AAPL", Store.Range.after(Samples.T0 + 8, 3))).stream()
                        .map(Candle::close)
                        .toList());
        assertEquals(
                List.of(3.0, 4.0),
                await(store.bars("AAPL", Samples.M5, Store.Range.after(Samples.T0, 2))).stream()
                        .map(Bar::close)
                        .toList());
        assertEquals(List.of(), await(store.bars("AAPL", Samples.M5, Store.Range.after(Long.MAX_VALUE - 1, 2))));
    }

    @Test
    void lateCandlesAreGivenOnlyToThoseWhoWantThem() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        LogEntry inTime = Samples.entry(partition, 1, Samples.candle("AAPL", Samples.T0 + 5, 100));
        LogEntry late = new LogEntry(partition, 2, Samples.T0 + 9, true, Samples.candle("AAPL", Samples.T0, 99));
        append(fence, List.of(inTime, late));
        assertEquals(List.of(late.event(), inTime.event()), await(store.candles("AAPL", Store.Range.last(10), true)));
        assertEquals(List.of(inTime.event()), await(store.candles("AAPL", Store.Range.last(10), false)));
    }

    @Test
    void candlesComeWithTheirPlacesInTheLog() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        LogEntry inTime = Samples.entry(partition, 1, Samples.candle("AAPL", Samples.T0 + 5, 100));
        LogEntry late = new LogEntry(partition, 2, Samples.T0 + 9, true, Samples.candle("AAPL", Samples.T0, 99));
        append(fence, List.of(inTime, late));
        assertEquals(List.of(late, inTime), await(store.candleEntries("AAPL", Store.Range.last(10), true)));
    }

    @Test
    void theNewestCheckpointBeforeATimeIsFound() {
        Store.Fence fence = claim(3);
        Store.Checkpoint first = checkpoint(Samples.T0, 512, 1);
        Store.Checkpoint second = checkpoint(Samples.T0 + 100, 1_024, 2);
        await(store.append(new Store.Append(
                List.of(fence),
                List.of(),
                List.of(),
                List.of(),
                Store.Raised.NOTHING,
                List.of(),
                List.of(first, checkpoint(Samples.T0 + 100, 7, 9)))));
        await(store.append(new Store.Append(
                List.of(fence),
                List.of(),
                List.of(),
                List.of(),
                Store.Raised.NOTHING,
                List.of(),
                List.of(second, second))));
        assertEquals(Optional.empty(), await(store.checkpoint("AAPL", Samples.M5, Samples.T0)));
        assertEquals(Optional.of(first), await(store.checkpoint("AAPL", Samples.M5, Samples.T0 + 100)));
        assertEquals(Optional.of(second), await(store.checkpoint("AAPL", Samples.M5, Long.MAX_VALUE)));
        assertEquals(Optional.empty(), await(store.checkpoint("AAPL", Timeframe.RAW, Long.MAX_VALUE)));
        assertEquals(Optional.empty(), await(store.checkpoint("MSFT", Samples.M5, Long.MAX_VALUE)));
    }

    private static Store.Checkpoint checkpoint(long time, long bars, int content) {
        return new Store.Checkpoint("AAPL", Samples.M5, time, bars, bars, new byte[] {(byte) content, 0, -1});
    }

    @Test
    void aBarWrittenTwiceIsThereOnce() {
        Store.Fence fence = claim(3);
        Bar bar = new Bar(Samples.T0, 1, 3, 0.5, 2, 100, 4);
        Store.ClosedBar closed = new Store.ClosedBar("AAPL", Samples.M5, bar);
        await(store.append(new Store.Append(List.of(fence), List.of(), List.of(closed), List.of())));
        await(store.append(new Store.Append(List.of(fence), List.of(), List.of(closed), List.of())));
        assertEquals(List.of(bar), await(store.bars("AAPL", Samples.M5, Store.Range.last(10))));
    }

    @Test
    void snapshotsThatNobodyCanNeedGo() {
        Store.Fence fence = claim(3);
        for (long seq : List.of(10L, 20L, 30L, 40L)) {
            await(store.saveSnapshot(fence, snapshot(seq)));
        }
        assertEquals(List.of(40L, 30L, 20L, 10L), seqs(), "without any cursor all may be needed");
        claim("signal", 3);
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(3, 25L), List.of(), List.of())));
        await(store.saveSnapshot(fence, snapshot(50)));
        assertEquals(List.of(50L, 40L, 30L, 20L), seqs(), "20 is where a reader at 25 starts");
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(3, 50L), List.of(), List.of())));
        await(store.saveSnapshot(fence, snapshot(60)));
        assertEquals(List.of(60L, 50L), seqs(), "one to fall back on stays");
        await(store.dropSnapshot(STAGE, 3, 60));
        assertEquals(List.of(50L), seqs());
    }

    @Test
    void aLogIsShortenedToAnOldSnapshotThatEveryReaderHasPassed() {
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
        await(store.saveSnapshot(fence, snapshot(40)));
        assertEquals(0, shorten(fence, 1_000), "the mark is made");
        await(store.saveSnapshot(fence, snapshot(60)));
        await(store.saveSnapshot(fence, snapshot(80)));
        assertEquals(0, shorten(fence, 1_050), "too early for another mark");
        assertEquals(0, shorten(fence, 1_100), "the second mark, at 80");
        await(store.saveSnapshot(fence, snapshot(100)));
        assertEquals(0, shorten(fence, 2_000), "old enough, but nobody has read it");
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(3, 90L), List.of(), List.of())));
        assertEquals(0, shorten(fence, 2_000), "one reader of two");
        await(store.commitScores(List.of(), Map.of(3, 50L), List.of()));
        await(store.saveSnapshot(fence, snapshot(100)));
        assertEquals(40, shorten(fence, 2_000));
        assertEquals(List.of(100L, 80L, 60L, 40L), seqs());
        assertEquals(Map.of(3, 40L), await(store.logBases()));
        assertEquals(40, shorten(fence, 1_500), "it does not go back");

        List<Integer> steps = new ArrayList<>();
        do {
            steps.add(await(store.removeEntries(fence, 10)));
        } while (steps.get(steps.size() - 1) > 0);
        assertEquals(List.of(14, 10, 10, 6, 0), steps, "10 candles at most, and as many news");
        assertEquals(entries.subList(40, 100), await(store.tail(3, 0, 1_000)));
        MarketEvent gone = Samples.candle("AAPL", Samples.T0 + 39, 11);
        MarketEvent later = Samples.candle("AAPL", Samples.T0 + 41, 11);
        MarketEvent other = Samples.candle("MSFT", Samples.T0 + 39, 11);
        MarketEvent news = new NewsSentiment("AAPL", Samples.T0 + 40, 0.25, 0.5);
        assertEquals(Set.of(gone, news), Set.copyOf(await(store.removed(3, List.of(gone, later, other, news)))));

        await(store.commitScores(List.of(), Map.of(3, 100L), List.of()));
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(3, 100L), List.of(), List.of())));
        assertEquals(100, shorten(fence, 9_000));
        assertEquals(
                List.of(100L),
                await(store.snapshots(STAGE, 3, 10)).stream()
                        .map(Store.Snapshot::seq)
                        .toList(),
                "a replay from earlier begins where the log does");
        await(store.claim(STAGE, 3, fence.epoch(), "other"));
        assertStale(store.shorten(fence, keep(10_000)));
        assertStale(store.removeEntries(fence, 10));
    }

    private long shorten(Store.Fence fence, long now) {
        return await(store.shorten(fence, keep(now)));
    }

    private static Store.Keep keep(long now) {
        return new Store.Keep(now, now - 500, 100, 2);
    }

    @Test
    void oldBarsOfAPartitionGoInSteps() {
        Store.Fence fence = claim(3);
        List<Store.ClosedBar> bars = new ArrayList<>();
        for (String symbol : List.of("AAPL", "MSFT", "ELSE")) {
            for (int i = 0; i < 10; i++) {
                bars.add(new Store.ClosedBar(symbol, Samples.M5, new Bar(Samples.T0 + i, 1, 3, 0.5, 2, 100, 4)));
            }
        }
        await(store.append(new Store.Append(
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
        await(store.append(new Store.Append(
                List.of(fence), List.of(), List.of(), List.of(), Store.Raised.NOTHING, List.of(), checkpoints)));
        List<Integer> steps = new ArrayList<>();
        do {
            steps.add(await(store.removeBars(fence, List.of(Samples.M5), Samples.T0 + 6, 5)));
        } while (steps.get(steps.size() - 1) > 0);
        assertEquals(List.of(5, 5, 0), steps, "up to the checkpoint from which the values of the rest are computed");
        assertEquals(
                5, await(store.bars("AAPL", Samples.M5, Store.Range.last(100))).size());
        assertEquals(
                10, await(store.bars("ELSE", Samples.M5, Store.Range.last(100))).size());
    }

    @Test
    void ofTheEconomicIndicatorsLogOldSnapshotsGoThoughNoCursorSaysSo() {
        Store.Fence fence = claim(PARTITIONS);
        for (long seq = 1; seq <= 4; seq++) {
            await(store.saveSnapshot(fence, new Store.Snapshot(STAGE, PARTITIONS, seq, new byte[] {1})));
        }
        assertEquals(
                List.of(4L, 3L),
                await(store.snapshots(STAGE, PARTITIONS, Long.MAX_VALUE)).stream()
                        .map(Store.Snapshot::seq)
                        .toList());
    }

    @Test
    void aCursorNeverGoesBack() {
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(1, 9L, 2, 4L), List.of(), List.of())));
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(1, 5L), List.of(), List.of())));
        assertEquals(Map.of(1, 9L, 2, 4L), await(store.cursors("signal")));
    }

    @Test
    void signalsComeBackWholeNewestFirstAndByPage() {
        List<Signal> signals = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            signals.add(Samples.signal("0" + i, i % 2 == 0 ? "AAPL" : "MSFT", Samples.T0 + i, Side.BUY));
        }
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), signals, List.of())));
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), signals, List.of())));
        await(store.commitScores(List.of(), Map.of(), List.of(Samples.score("04"))));
        List<Store.StoredSignal> newest = await(store.signals(query(null, null, 2)));
        assertEquals(
                List.of(signals.get(4), signals.get(3)),
                newest.stream().map(Store.StoredSignal::signal).toList());
        assertEquals(List.of(Samples.score("04")), newest.get(0).scores());
        Signal last = newest.get(1).signal();
        Store.PageKey page = new Store.PageKey(last.barTime() + last.timeframe().micros(), last.id());
        assertEquals(
                List.of(signals.get(2), signals.get(0)),
                await(store.signals(query("AAPL", page, 10))).stream()
                        .map(Store.StoredSignal::signal)
                        .toList());
        assertEquals(signals.get(1), await(store.signal("01")).orElseThrow().signal());
        assertTrue(await(store.signal("ff")).isEmpty());
    }

    @Test
    void theClockIsThatOfTheDatabase() {
        long before = System.currentTimeMillis() * 1_000;
        long now = await(store.now());
        // Here both are on one machine; the database may count in milliseconds.
        assertTrue(now >= before - 1_000 && now <= before + 60_000_000, now + " after " + before);
    }

    @Test
    void aMailIsLeasedToOneNodeAtATimeAndGoesBackWhenTheLeaseEnds() {
        Signal signal = Samples.signal("aa", "AAPL", Samples.T0, Side.BUY);
        Notification mail = Samples.notification("m1", "aa", Notification.EMAIL, Notification.State.PENDING);
        Notification inbox = Samples.notification("i1", "aa", Notification.INBOX, Notification.State.SENT);
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), List.of(signal), List.of(mail, inbox))));
        assertEquals(1, await(store.outboxBacklog()));
        assertEquals(
                List.of(),
                await(store.leaseOutbox("a", Notification.EMAIL, Samples.T0 - 1, Samples.T0 + 50, 10)),
                "not due yet");
        assertEquals(List.of(mail), await(store.leaseOutbox("a", Notification.EMAIL, Samples.T0, Samples.T0 + 50, 10)));
        assertEquals(
                List.of(), await(store.leaseOutbox("b", Notification.EMAIL, Samples.T0 + 49, Samples.T0 + 99, 10)));
        await(store.renewOutbox("a", List.of("m1", "i1"), Samples.T0 + 70));
        await(store.renewOutbox("b", List.of("m1"), Samples.T0 + 10));
        assertEquals(
                List.of(),
                await(store.leaseOutbox("b", Notification.EMAIL, Samples.T0 + 69, Samples.T0 + 99, 10)),
                "renewed");
        assertEquals(
                1,
                await(store.leaseOutbox("b", Notification.EMAIL, Samples.T0 + 70, Samples.T0 + 99, 10))
                        .size());
        Notification sent = new Notification(
                "m1",
                signal,
                "email",
                "student@example.org",
                new Notification.Text("BUY AAPL", "because\nof this"),
                Notification.State.SENT,
                1,
                Samples.T0,
                Samples.T0,
                Samples.T0 + 60,
                null);
        await(store.settleOutbox("a", List.of(sent)));
        assertEquals(1, await(store.outboxBacklog()), "a's lease had ended, its word no longer counts");
        await(store.settleOutbox("b", List.of(sent)));
        assertEquals(0, await(store.outboxBacklog()));
        assertEquals(List.of(sent, inbox), await(store.notifications(null, 10)));
        assertEquals(List.of(inbox), await(store.notifications(new Store.PageKey(sent.createdAt(), sent.id()), 10)));
    }

    @Test
    void aRowIsLeasedByItsChannelOnly() {
        Signal signal = Samples.signal("aa", "AAPL", Samples.T0, Side.BUY);
        Notification mail = Samples.notification("m1", "aa", Notification.EMAIL, Notification.State.PENDING);
        Notification other = Samples.notification("o1", "aa", "other", Notification.State.PENDING);
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), List.of(signal), List.of(mail, other))));
        assertEquals(List.of(other), await(store.leaseOutbox("a", "other", Samples.T0, Samples.T0 + 50, 10)));
        assertEquals(List.of(), await(store.leaseOutbox("b", "other", Samples.T0, Samples.T0 + 50, 10)));
        assertEquals(List.of(mail), await(store.leaseOutbox("b", Notification.EMAIL, Samples.T0, Samples.T0 + 50, 10)));
    }

    @Test
    void aRowKeepsItsSignalAsItWasAndOneOfAnOlderVersionItsText() {
        Signal signal = Samples.signal("aa", "AAPL", Samples.T0, Side.BUY);
        // Other numbers than the signal has now, as after a load of history.
        Notification mail = new Notification(
                "m1",
                Samples.signal("aa", "AAPL", Samples.T0 - 1, Side.BUY),
                Notification.EMAIL,
                "student@example.org",
                null,
                Notification.State.PENDING,
                0,
                Samples.T0,
                Samples.T0,
                0,
                null);
        Signal older = Samples.signal("bb", "MSFT", Samples.T0, Side.SELL);
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), List.of(signal, older), List.of(mail))));
        execute("INSERT INTO outbox (id, signal_id, symbol, side, channel, recipient, subject, text, state, attempts,"
                + " created_at, next_attempt_at, settled_at, lease_until) VALUES ('m2', 'bb', 'MSFT', 'sell', 'email',"
                + " 'student@example.org', 'SELL MSFT', 'because', 'pending', 2, " + Samples.T0 + ", " + Samples.T0
                + ", 0, 0)");
        Notification text = new Notification(
                "m2",
                older,
                Notification.EMAIL,
                "student@example.org",
                new Notification.Text("SELL MSFT", "because"),
                Notification.State.PENDING,
                2,
                Samples.T0,
                Samples.T0,
                0,
                null);
        assertEquals(List.of(text, mail), await(store.notifications(null, 10)));
        assertEquals(
                List.of(mail, text),
                await(store.leaseOutbox("a", Notification.EMAIL, Samples.T0, Samples.T0 + 50, 10)));
    }

    @Test
    void whatWasAnsweredIsThereAfterReopeningAndThePartitionsAreFixed() {
        Store.Fence fence = claim(3);
        LogEntry entry = Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10));
        await(store.append(new Store.Append(
                List.of(fence),
                List.of(entry),
                List.of(),
                List.of(new Store.SymbolInfo("AAPL", 3, "Apple Inc.", null)))));
        store.close();
        store = open(999);
        assertEquals(PARTITIONS, store.partitions());
        assertEquals(List.of(entry), await(store.tail(3, 0, 10)));
        assertEquals(List.of(new Store.SymbolInfo("AAPL", 3, "Apple Inc.", null)), await(store.symbols()));
    }

    @Test
    void aNewerSchemaIsRefusedWithOneClearLine() {
        store.close();
        int version = version();
        stampVersion(99);
        SchemaException refused = assertThrows(SchemaException.class, () -> open(PARTITIONS));
        assertTrue(refused.getMessage().contains("schema version 99"), refused.getMessage());
        stampVersion(version);
        store = open(PARTITIONS);
    }

    @Test
    void numbersComeBackBitForBit() {
        Store.Fence fence = claim(3);
        Random random = new Random(7);
        List<LogEntry> entries = new ArrayList<>();
        List<Store.ClosedBar> bars = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            double low = Double.longBitsToDouble(1 + random.nextLong(0x7fefffffffffffffL));
            double high = Math.max(low, Double.longBitsToDouble(1 + random.nextLong(0x7fefffffffffffffL)));
            double volume = i == 0 ? 0 : Double.longBitsToDouble(random.nextLong(0x7fefffffffffffffL));
            Candle candle =
                    new Candle("AAPL", Samples.T0 + i, Math.min(low, high), high, Math.min(low, high), high, volume);
            entries.add(Samples.entry(3, 2L * i + 1, candle));
            entries.add(Samples.entry(3, 2L * i + 2, new EconomicIndicator("Größe 指数 🙂", Samples.T0 + i, -high)));
            bars.add(new Store.ClosedBar("AAPL", Samples.M5, Bar.of(candle)));
        }
        await(store.append(new Store.Append(List.of(fence), entries, bars, List.of())));
        assertEquals(entries, await(store.tail(3, 0, 2_000)));
        assertEquals(
                bars.stream().map(Store.ClosedBar::bar).toList(),
                await(store.bars("AAPL", Samples.M5, Store.Range.last(1_000))));
    }

    /** Version 2 stored an economic indicator in every partition's log; after a batch that failed half-way in some only. */
    @Test
    void economicIndicatorsOfAnOlderStoreGetTheirOneLogAndStayInTheOthers() throws IOException {
        store.close();
        startOver();
        run(script("001_start.sql"));
        run(script("002_node_beat.sql"));
        execute("INSERT INTO setting (name, value) VALUES ('partitions', '" + PARTITIONS
                + "'), ('schema_version', '2')");
        stampVersion(2);
        List<String> rows = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            rows.add(indicator(partition, 1, "GDP", 2, false, 2.5));
            rows.add(indicator(partition, 2, "GDP", 1, true, 2.25));
            rows.add(indicator(partition, 3, "Interest Rate", 0, false, 4));
            if (partition == 3) {
                rows.add(indicator(partition, 4, "GDP", 3, false, 3));
            }
        }
        execute("INSERT INTO metadata (partition, seq, type, subject, time, arrival, late, side, first, second) VALUES "
                + String.join(", ", rows));
        store = open(PARTITIONS);
        List<LogEntry> economy = await(store.tail(PARTITIONS, 0, 100));
        MarketEvent late = new EconomicIndicator("GDP", Samples.T0 + 1, 2.25);
        List<MarketEvent> events = List.of(
                new EconomicIndicator("GDP", Samples.T0 + 2, 2.5),
                late,
                new EconomicIndicator("Interest Rate", Samples.T0, 4),
                new EconomicIndicator("GDP", Samples.T0 + 3, 3));
        assertEquals(events, economy.stream().map(LogEntry::event).toList());
        for (LogEntry entry : economy) {
            assertEquals(economy.indexOf(entry) + 1, entry.seq());
            assertEquals(Samples.T0 + 9 + entry.seq(), entry.arrival());
            assertEquals(entry.event().equals(late), entry.late());
        }
        assertEquals(List.of(events.get(3), events.get(0), late, events.get(2)), await(store.metadata(null, null, 10)));
        assertEquals(
                List.of(events.get(0), late),
                await(store.metadata(
                        "AAPL", MetadataType.ECONOMIC_INDICATOR, new Store.Range(Samples.T0 + 1, Samples.T0 + 3, 10))));
        assertEquals(
                List.of(events.get(0)),
                await(store.metadata(null, null, new Store.Range(Long.MIN_VALUE, Samples.T0 + 3, 1))));
        assertEquals("4", query("SELECT count(*) FROM economic_indicator"));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertEquals(
                    partition == 3 ? events : events.subList(0, 3),
                    await(store.tail(partition, 0, 100)).stream()
                            .map(LogEntry::event)
                            .toList());
        }
    }

    private static String indicator(int partition, int seq, String name, int time, boolean late, double value) {
        return "(" + partition + ", " + seq + ", 'economic_indicator', '" + name + "', " + (Samples.T0 + time) + ", "
                + (Samples.T0 + 9 + seq) + ", " + (late ? 1 : 0) + ", NULL, " + value + ", 0)";
    }

    private String script(String name) throws IOException {
        try (InputStream in = Store.class.getResourceAsStream("/migrations/" + dialect() + "/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void writesTakeEffectInTheOrderOfTheCallsWithoutWaitingInBetween() {
        LogEntry first = Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10));
        LogEntry second = Samples.entry(3, 2, Samples.candle("AAPL", Samples.T0 + 1, 11));
        Store.Fence epoch1 = new Store.Fence(STAGE, 3, 1);
        Store.Fence epoch2 = new Store.Fence(STAGE, 3, 2);
        CompletionStage<OptionalLong> mine = store.claim(STAGE, 3, 0, "me");
        CompletionStage<Void> appended = store.append(append(List.of(epoch1), List.of(first)));
        CompletionStage<Void> saved = store.saveSnapshot(epoch1, snapshot(10));
        CompletionStage<Void> dropped = store.dropSnapshot(STAGE, 3, 10);
        CompletionStage<Void> savedAgain = store.saveSnapshot(epoch1, snapshot(20));
        CompletionStage<OptionalLong> theirs = store.claim(STAGE, 3, 1, "other");
        CompletionStage<Void> stale = store.append(append(List.of(epoch1), List.of(second)));
        CompletionStage<OptionalLong> tooLate = store.claim(STAGE, 3, 1, "third");
        CompletionStage<Void> fresh = store.append(append(List.of(epoch2), List.of(second)));
        assertEquals(OptionalLong.of(1), await(mine));
        List.of(appended, saved, dropped, savedAgain).forEach(StoreContract::await);
        assertEquals(OptionalLong.of(2), await(theirs));
        assertStale(stale);
        assertEquals(OptionalLong.empty(), await(tooLate));
        await(fresh);
        assertEquals(List.of(first, second), await(store.tail(3, 0, 10)));
        assertEquals(List.of(20L), seqs());
    }

    @Test
    void oneStaleFenceOfSeveralRefusesTheWholeWriteAndNoOther() {
        Store.Fence two = claim(2);
        Store.Fence three = claim(3);
        Store.Fence stale = new Store.Fence(STAGE, 4, 1);
        LogEntry entry = Samples.entry(2, 1, Samples.candle("AAPL", Samples.T0, 10));
        CompletionStage<Void> refused = store.append(append(List.of(two, stale), List.of(entry)));
        CompletionStage<Void> other = store.append(
                append(List.of(three), List.of(Samples.entry(3, 1, Samples.candle("MSFT", Samples.T0, 10)))));
        assertStale(refused);
        await(other);
        assertEquals(List.of(), await(store.tail(2, 0, 10)));
        assertEquals(1, await(store.tail(3, 0, 10)).size());
    }

    @Test
    void symbolsAreListedInTheOrderOfTheirBytes() {
        List<String> symbols = List.of("A-B", "A.B", "A1", "A:B", "AB", "A_B");
        List<Store.SymbolInfo> infos = new ArrayList<>();
        symbols.forEach(symbol -> infos.add(0, new Store.SymbolInfo(symbol, 1, null, "Größe")));
        await(store.append(new Store.Append(List.of(), List.of(), List.of(), infos)));
        assertEquals(
                symbols,
                await(store.symbols()).stream().map(Store.SymbolInfo::symbol).toList());
    }

    @Test
    void theViewsShowTimesReadably() {
        append(claim(3), List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0 + 250_000, 10))));
        assertEquals("2022-02-04T23:10:00.250Z AAPL", query("SELECT at || ' ' || symbol FROM candles"));
    }

    @Test
    void twoStoresShareTheDataAndDivideTheWork() {
        try (Store other = open(PARTITIONS)) {
            assertEquals(OptionalLong.of(1), await(store.claim(STAGE, 3, 0, "a")));
            assertEquals(OptionalLong.empty(), await(other.claim(STAGE, 3, 0, "b")));
            assertEquals(Map.of(3, new Store.Owner(1, "a")), await(other.owners(STAGE)));
            List<Signal> signals = new ArrayList<>();
            List<Notification> mails = new ArrayList<>();
            for (int i = 10; i < 50; i++) {
                signals.add(Samples.signal("s" + i, "AAPL", Samples.T0, Side.BUY));
                mails.add(Samples.notification("m" + i, "s" + i, Notification.EMAIL, Notification.State.PENDING));
            }
            await(store.commitSignals(List.of(), new Store.Raised(Map.of(), signals, mails)));
            List<CompletionStage<List<Notification>>> leases = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                leases.add(store.leaseOutbox("a", Notification.EMAIL, Samples.T0, Samples.T0 + 50, 5));
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
    void nothingIsWrittenByAnOwnerAfterAClaimHasBeenAnswered() {
        Store.Fence fence = claim(3);
        long seq = 0;
        int refused = 0;
        try (Store other = open(PARTITIONS)) {
            for (int round = 0; round < RACES; round++) {
                Store owner = round % 2 == 0 ? store : other;
                Store next = round % 2 == 0 ? other : store;
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

    Store.Fence claim(int partition) {
        return claim(STAGE, partition);
    }

    Store.Fence claim(String stage, int partition) {
        return new Store.Fence(
                stage, partition, await(store.claim(stage, partition, 0, "me")).orElseThrow());
    }

    void append(Store.Fence fence, List<LogEntry> entries) {
        await(store.append(append(List.of(fence), entries)));
    }

    static Store.Append append(List<Store.Fence> fences, List<LogEntry> entries) {
        return new Store.Append(fences, entries, List.of(), List.of());
    }

    private static Store.Snapshot snapshot(long seq) {
        return new Store.Snapshot(STAGE, 3, seq, new byte[] {1, (byte) seq});
    }

    private List<Long> seqs() {
        return await(store.snapshots(STAGE, 3, Long.MAX_VALUE)).stream()
                .map(Store.Snapshot::seq)
                .toList();
    }

    private static Store.SignalQuery query(String symbol, Store.PageKey before, int limit) {
        return new Store.SignalQuery(symbol, null, null, null, Long.MIN_VALUE, before, limit);
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static void assertStale(CompletionStage<?> write) {
        assertTrue(isStale(write), "refused, because another owner came");
    }

    /** Whether a write was refused for its fence; any other failure is the test's. */
    private static boolean isStale(CompletionStage<?> write) {
        try {
            await(write);
            return false;
        } catch (CompletionException e) {
            assertInstanceOf(StaleOwnerException.class, e.getCause());
            return true;
        }
    }
}
