package dev.ticktide.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalOutput;
import dev.ticktide.market.SignalScore;
import dev.ticktide.market.StockSummary;
import dev.ticktide.market.Timeframe;
import dev.ticktide.wire.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PartitionAggregateTest {

    private static final int ENTRIES = 120;

    /** Every entry singly, once, in order. */
    private static PartitionAggregate straight(List<Feed.Entry> log, List<SignalScore> scores) {
        PartitionAggregate state = new PartitionAggregate(Feed.PARTITION);
        for (int i = 0; i < log.size(); i++) {
            scores.addAll(state.on(Feed.part(log, i, i + 1)).scores());
        }
        return state;
    }

    @Property(tries = 300)
    void anyBatchingWithAnyRepeatsGivesTheSameBytesAndOutcomes(
            @ForAll long seed,
            @ForAll @Size(max = 30) List<@IntRange(max = ENTRIES) Integer> starts,
            @ForAll @Size(30) List<@IntRange(max = ENTRIES) Integer> ends) {
        List<Feed.Entry> log = Feed.random(seed, ENTRIES);
        List<SignalScore> expected = new ArrayList<>();
        byte[] bytes = straight(log, expected).snapshot();
        PartitionAggregate state = new PartitionAggregate(Feed.PARTITION);
        List<SignalScore> scores = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            int from = Math.min(starts.get(i), ends.get(i));
            SignalOutput.Part part = Feed.part(log, from, Math.max(starts.get(i), ends.get(i)));
            assertEquals(from > state.position(), state.isGap(part));
            if (!state.isGap(part)) {
                scores.addAll(state.on(part).scores());
            }
        }
        scores.addAll(state.on(Feed.part(log, 0, ENTRIES)).scores());
        assertArrayEquals(bytes, state.snapshot());
        assertEquals(expected, scores);
    }

    @Property(tries = 100)
    void aRestoredStateGoesOnBitForBit(@ForAll long seed, @ForAll @IntRange(max = ENTRIES) int cut) {
        List<Feed.Entry> log = Feed.random(seed, ENTRIES);
        byte[] bytes = straight(log, new ArrayList<>()).snapshot();
        PartitionAggregate state = new PartitionAggregate(Feed.PARTITION);
        state.on(Feed.part(log, 0, cut));
        byte[] half = state.snapshot();
        PartitionAggregate restored = PartitionAggregate.restore(half);
        assertEquals(cut, restored.position());
        assertEquals(Feed.PARTITION, restored.partition());
        assertArrayEquals(half, restored.snapshot());
        restored.on(Feed.part(log, cut, ENTRIES));
        assertArrayEquals(bytes, restored.snapshot());
    }

    @Test
    void anyDamagedByteIsNoticed() {
        byte[] good = straight(Feed.random(7, ENTRIES), new ArrayList<>()).snapshot();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            assertThrows(WireException.class, () -> PartitionAggregate.restore(bad), "byte " + i);
        }
    }

    @Test
    void aSnapshotCutShortOrLengthenedIsRefused() {
        byte[] good = straight(Feed.random(7, 20), new ArrayList<>()).snapshot();
        for (int length = 0; length < good.length; length++) {
            byte[] bad = Arrays.copyOf(good, length);
            assertThrows(WireException.class, () -> PartitionAggregate.restore(bad), length + " bytes");
        }
        assertThrows(WireException.class, () -> PartitionAggregate.restore(Arrays.copyOf(good, good.length + 1)));
    }

    @Test
    void aPartTellsWhichStocksChanged() {
        PartitionAggregate state = new PartitionAggregate(Feed.PARTITION);
        BarUpdate apple = Feed.bar("AAPL", Timeframe.RAW, 1, Feed.MIDNIGHT, 10, 1);
        BarUpdate appleMinute = Feed.bar("AAPL", Feed.M1, 1, Feed.MIDNIGHT, 10, 1);
        BarUpdate microsoft = Feed.bar("MSFT", Timeframe.RAW, 2, Feed.MIDNIGHT, 20, 1);
        PartitionAggregate.Outcome outcome = state.on(
                new SignalOutput.Part(Feed.PARTITION, 0, 2, List.of(apple, appleMinute, microsoft), List.of()));
        assertEquals(List.of("AAPL", "MSFT"), outcome.changed());
        assertEquals(2, state.position());
        assertEquals(
                List.of(10.0, 20.0),
                state.all().stream().map(StockSummary::last).sorted().toList());
        assertEquals(1, state.summary("AAPL").bars());
    }

    @Test
    void signalsOfBarsThatWereFoldedBeforeDoNotHideThoseThatAreNew() {
        PartitionAggregate state = new PartitionAggregate(Feed.PARTITION);
        BarUpdate first = Feed.bar("AAPL", Timeframe.RAW, 1, Feed.MIDNIGHT, 10, 1);
        BarUpdate second = Feed.bar("AAPL", Timeframe.RAW, 2, Feed.MIDNIGHT + 1, 10, 1);
        Signal old = Feed.signal(first, "trend", Side.BUY);
        Signal fresh = Feed.signal(second, "trend", Side.SELL);
        state.on(new SignalOutput.Part(Feed.PARTITION, 0, 1, List.of(first), List.of(old)));
        state.on(new SignalOutput.Part(Feed.PARTITION, 0, 2, List.of(first, second), List.of(old, fresh)));
        assertEquals(1, state.summary("AAPL").buySignals());
        assertEquals(1, state.summary("AAPL").sellSignals());
    }
}
