package dev.ticktide.store;

import static dev.ticktide.store.StoreContract.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The log of a partition and the bars folded from it come back as they were written. */
interface LogContract extends StoreUnderTest {

    @Test
    default void everyKindOfEventComesBackBitForBitInSeqOrder() {
        Store.Fence fence = claim(3);
        List<MarketEvent> events = Samples.oneOfEach(Samples.T0);
        List<LogEntry> entries = new ArrayList<>();
        for (MarketEvent event : events) {
            entries.add(Samples.entry(3, entries.size() + 1, event));
        }
        append(fence, entries);
        assertEquals(entries, await(store().tail(3, 0, 100)));
        assertEquals(entries.subList(2, 4), await(store().tail(3, 2, 2)));
        assertEquals(List.of(entries.get(0)), await(store().find(3, List.of(events.get(0)))));
        assertEquals(List.of(entries.get(2)), await(store().find(3, List.of(events.get(2)))));
        assertEquals(List.of(), await(store().find(3, List.of(Samples.candle("AAPL", Samples.T0 + 1, 1.5)))));
        assertEquals(List.of(entries.get(1).event()), await(store().metadata("AAPL", MetadataType.ORDER_BOOK, 10)));
    }

    @Test
    default void decisionsOfTheOwnerAreEntriesOfTheLogLikeEvents() {
        Store.Fence fence = claim(3);
        List<LogEntry> entries = List.of(
                Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10)),
                Samples.entry(3, 2, new BarsClosed("AAPL", Samples.T0 + 60_000_000)),
                Samples.entry(3, 3, Samples.candle("AAPL", Samples.T0 + 1, 11)),
                Samples.entry(3, 4, new BarsClosed("AAPL", -60_000_000)));
        append(fence, entries);
        assertEquals(entries, await(store().tail(3, 0, 100)));
        assertEquals(entries.subList(1, 3), await(store().tail(3, 1, 2)));
        assertEquals(List.of(), await(store().tail(3, 4, 2)));
    }

    @Test
    default void rangesGiveTheNewestRowsOldestFirst() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            entries.add(Samples.entry(partition, i + 1, Samples.candle("AAPL", Samples.T0 + i, 100 + i)));
        }
        append(fence, entries);
        List<Candle> last = await(store().candles("AAPL", Store.Range.last(3)));
        assertEquals(
                List.of(107.0, 108.0, 109.0), last.stream().map(Candle::close).toList());
        List<Candle> middle = await(store().candles("AAPL", new Store.Range(Samples.T0 + 2, Samples.T0 + 5, 100)));
        assertEquals(
                List.of(102.0, 103.0, 104.0), middle.stream().map(Candle::close).toList());
    }

    @Test
    default void theFirstRowsAfterATimeCanBeHad() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        List<LogEntry> entries = new ArrayList<>();
        List<Store.ClosedBar> bars = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            entries.add(Samples.entry(partition, i + 1, Samples.candle("AAPL", Samples.T0 + i, 100 + i)));
            Bar bar = new Bar(Samples.T0 + i * Samples.M5.micros(), 1, 3, 0.5, 2 + i, 100, 4);
            bars.add(new Store.ClosedBar("AAPL", Samples.M5, bar));
        }
        await(store().append(new Store.Append(List.of(fence), entries, bars, List.of())));
        List<Candle> candles = await(store().candles("AAPL", Store.Range.after(Samples.T0 + 2, 3)));
        assertEquals(
                List.of(103.0, 104.0, 105.0),
                candles.stream().map(Candle::close).toList());
        assertEquals(
                List.of(109.0),
                await(store().candles("AAPL", Store.Range.after(Samples.T0 + 8, 3))).stream()
                        .map(Candle::close)
                        .toList());
        assertEquals(
                List.of(3.0, 4.0),
                await(store().bars("AAPL", Samples.M5, Store.Range.after(Samples.T0, 2))).stream()
                        .map(Bar::close)
                        .toList());
        assertEquals(List.of(), await(store().bars("AAPL", Samples.M5, Store.Range.after(Long.MAX_VALUE - 1, 2))));
    }

    @Test
    default void lateCandlesAreGivenOnlyToThoseWhoWantThem() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        LogEntry inTime = Samples.entry(partition, 1, Samples.candle("AAPL", Samples.T0 + 5, 100));
        LogEntry late = new LogEntry(partition, 2, Samples.T0 + 9, true, Samples.candle("AAPL", Samples.T0, 99));
        append(fence, List.of(inTime, late));
        assertEquals(List.of(late.event(), inTime.event()), await(store().candles("AAPL", Store.Range.last(10), true)));
        assertEquals(List.of(inTime.event()), await(store().candles("AAPL", Store.Range.last(10), false)));
    }

    @Test
    default void candlesComeWithTheirPlacesInTheLog() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        LogEntry inTime = Samples.entry(partition, 1, Samples.candle("AAPL", Samples.T0 + 5, 100));
        LogEntry late = new LogEntry(partition, 2, Samples.T0 + 9, true, Samples.candle("AAPL", Samples.T0, 99));
        append(fence, List.of(inTime, late));
        assertEquals(List.of(late, inTime), await(store().candleEntries("AAPL", Store.Range.last(10), true)));
    }

    @Test
    default void theNewestCheckpointBeforeATimeIsFound() {
        Store.Fence fence = claim(3);
        Store.Checkpoint first = checkpoint(Samples.T0, 512, 1);
        Store.Checkpoint second = checkpoint(Samples.T0 + 100, 1_024, 2);
        await(store().append(new Store.Append(
                List.of(fence),
                List.of(),
                List.of(),
                List.of(),
                Store.Raised.NOTHING,
                List.of(),
                List.of(first, checkpoint(Samples.T0 + 100, 7, 9)))));
        await(store().append(new Store.Append(
                List.of(fence),
                List.of(),
                List.of(),
                List.of(),
                Store.Raised.NOTHING,
                List.of(),
                List.of(second, second))));
        assertEquals(Optional.empty(), await(store().checkpoint("AAPL", Samples.M5, Samples.T0)));
        assertEquals(Optional.of(first), await(store().checkpoint("AAPL", Samples.M5, Samples.T0 + 100)));
        assertEquals(Optional.of(second), await(store().checkpoint("AAPL", Samples.M5, Long.MAX_VALUE)));
        assertEquals(Optional.empty(), await(store().checkpoint("AAPL", Timeframe.RAW, Long.MAX_VALUE)));
        assertEquals(Optional.empty(), await(store().checkpoint("MSFT", Samples.M5, Long.MAX_VALUE)));
    }

    private static Store.Checkpoint checkpoint(long time, long bars, int content) {
        return new Store.Checkpoint("AAPL", Samples.M5, time, bars, bars, new byte[] {(byte) content, 0, -1});
    }

    @Test
    default void aBarWrittenTwiceIsThereOnce() {
        Store.Fence fence = claim(3);
        Bar bar = new Bar(Samples.T0, 1, 3, 0.5, 2, 100, 4);
        Store.ClosedBar closed = new Store.ClosedBar("AAPL", Samples.M5, bar);
        await(store().append(new Store.Append(List.of(fence), List.of(), List.of(closed), List.of())));
        await(store().append(new Store.Append(List.of(fence), List.of(), List.of(closed), List.of())));
        assertEquals(List.of(bar), await(store().bars("AAPL", Samples.M5, Store.Range.last(10))));
    }

    @Test
    default void numbersComeBackBitForBit() {
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
        await(store().append(new Store.Append(List.of(fence), entries, bars, List.of())));
        assertEquals(entries, await(store().tail(3, 0, 2_000)));
        assertEquals(
                bars.stream().map(Store.ClosedBar::bar).toList(),
                await(store().bars("AAPL", Samples.M5, Store.Range.last(1_000))));
    }

    @Test
    default void symbolsAreListedInTheOrderOfTheirBytes() {
        List<String> symbols = List.of("A-B", "A.B", "A1", "A:B", "AB", "A_B");
        List<Store.SymbolInfo> infos = new ArrayList<>();
        symbols.forEach(symbol -> infos.add(0, new Store.SymbolInfo(symbol, 1, null, "Größe")));
        await(store().append(new Store.Append(List.of(), List.of(), List.of(), infos)));
        assertEquals(
                symbols,
                await(store().symbols()).stream().map(Store.SymbolInfo::symbol).toList());
    }
}
