package dev.ticktide.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Samples;
import dev.ticktide.wire.WireException;
import dev.ticktide.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What a partition's aggregate refuses and keeps apart. */
class PartitionGuardsTest {

    private static final int PARTITION = 3;
    private static final Timeframe H1 = Timeframe.parse("1h");
    private static final Timeframe M60 = Timeframe.parse("60m");

    private final PartitionAggregate state = new PartitionAggregate(PARTITION);

    private static BarUpdate bar(String symbol, Timeframe timeframe, long seq, double close) {
        Bar bar = new Bar(Samples.T0 + seq, close, close, close, close, 1, 1);
        return new BarUpdate(
                symbol, timeframe, seq, Samples.T0, true, bar, new double[0], new double[0], seq, null, null);
    }

    private static Signal signal(BarUpdate bar) {
        return new Signal(
                "id" + bar.seq() + bar.timeframe(),
                PARTITION,
                bar.seq(),
                bar.symbol(),
                bar.timeframe(),
                "trend",
                1,
                Side.BUY,
                bar.bar().time(),
                bar.arrival(),
                bar.bar().close(),
                0.5,
                Samples.explanation(),
                new TreeMap<>());
    }

    private PartitionAggregate.Outcome fold(long after, long to, List<BarUpdate> bars, List<Signal> signals) {
        return state.on(new SignalOutput.Part(PARTITION, after, to, bars, signals));
    }

    @Test
    void aPartAfterAGapOrOfAnotherPartitionIsRefusedAndChangesNothing() {
        fold(0, 4, List.of(bar("AAPL", Timeframe.RAW, 4, 10)), List.of());
        byte[] before = state.snapshot();
        List<BarUpdate> bars = List.of(bar("AAPL", Timeframe.RAW, 6, 11));
        assertThrows(IllegalStateException.class, () -> fold(5, 6, bars, List.of()));
        assertThrows(
                IllegalStateException.class,
                () -> state.on(new SignalOutput.Part(PARTITION + 1, 4, 6, bars, List.of())));
        assertArrayEquals(before, state.snapshot());
    }

    @Test
    void summariesComeInOrderOfSymbol() {
        List<BarUpdate> bars = new ArrayList<>();
        for (String symbol : List.of("ZZ", "AA", "MM", "B", "AAPL")) {
            bars.add(bar(symbol, Timeframe.RAW, bars.size() + 1, 10));
        }
        fold(0, 5, bars, List.of());
        assertEquals(
                List.of("AA", "AAPL", "B", "MM", "ZZ"),
                state.all().stream().map(StockSummary::symbol).toList());
    }

    @Test
    void aStockWithoutAPriceIsNotTold() {
        PartitionAggregate.Outcome outcome =
                fold(0, 2, List.of(bar("AAPL", H1, 1, 10), bar("MSFT", Timeframe.RAW, 2, 20)), List.of());
        assertEquals(List.of("MSFT"), outcome.changed());
        assertEquals(
                List.of("MSFT"), state.all().stream().map(StockSummary::symbol).toList());
    }

    @Test
    void timeframesOfOneLengthAreKeptApart() {
        BarUpdate hour = bar("AAPL", H1, 1, 10);
        BarUpdate sixty = bar("AAPL", M60, 1, 10);
        fold(0, 1, List.of(bar("AAPL", Timeframe.RAW, 1, 10), hour, sixty), List.of(signal(hour), signal(sixty)));
        for (long seq = 2; seq <= 6; seq++) {
            fold(seq - 1, seq, List.of(bar("AAPL", H1, seq, 10.0 + seq)), List.of());
        }
        List<String> fives = state.summary("AAPL").reliability().stream()
                .filter(each -> each.horizonBars() == 5)
                .map(PartitionGuardsTest::inWords)
                .toList();
        assertEquals(List.of("1h 1/1", "60m 0/0"), fives);
    }

    private static String inWords(Reliability each) {
        return each.timeframe() + " " + each.hits() + "/" + each.samples();
    }

    @Test
    void aSnapshotOfAnotherFormatOrWithImpossibleValuesIsUnreadable() {
        BarUpdate hour = bar("AAPL", H1, 1, 10);
        fold(0, 1, List.of(hour), List.of(signal(hour)));
        byte[] good = state.snapshot();
        assertArrayEquals(good, PartitionAggregate.restore(good).snapshot());

        byte[] newer = good.clone();
        newer[0]++;
        assertEquals(
                "another format",
                assertThrows(WireException.class, () -> PartitionAggregate.restore(signed(newer)))
                        .getMessage());

        byte[] seven = new String(good, StandardCharsets.ISO_8859_1)
                .replace("\u00021h", "\u00027h")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThrows(WireException.class, () -> PartitionAggregate.restore(signed(seven)));
    }

    /** With the checksum made right again, as only a writer with other ideas would. */
    private static byte[] signed(byte[] snapshot) {
        int end = snapshot.length - Long.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(snapshot, 0, end);
        byte[] bytes = Arrays.copyOf(snapshot, snapshot.length);
        byte[] sum = new WireWriter(Long.BYTES).writeLong(crc.getValue()).toByteArray();
        System.arraycopy(sum, 0, bytes, end, Long.BYTES);
        return bytes;
    }
}
