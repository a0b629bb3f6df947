package dev.ticktide.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.StageCheck;
import dev.ticktide.wire.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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

    /** The fold of a random log. */
    private record Core(List<Feed.Entry> log) implements StageCheck.Core<PartitionAggregate, SignalScore> {

        @Override
        public PartitionAggregate start() {
            return new PartitionAggregate(Feed.PARTITION);
        }

        @Override
        public List<SignalScore> take(PartitionAggregate state, int after, int to) {
            return state.on(Feed.part(log, after, to)).scores();
        }

        @Override
        public boolean isGap(PartitionAggregate state, int after) {
            return state.isGap(Feed.part(log, after, after));
        }

        @Override
        public byte[] save(PartitionAggregate state) {
            return state.snapshot();
        }

        @Override
        public PartitionAggregate restore(byte[] saved) {
            return PartitionAggregate.restore(saved);
        }

        @Override
        public void requireSame(PartitionAggregate before, PartitionAggregate after) {
            assertEquals(before.position(), after.position());
            assertEquals(Feed.PARTITION, after.partition());
        }
    }

    @Property(tries = 20)
    void itKeepsWhatEveryStagePromises(@ForAll long seed) {
        List<Feed.Entry> log = Feed.random(seed, ENTRIES);
        List<SignalScore> expected = new ArrayList<>();
        straight(log, expected);
        StageCheck.verify(new Core(log), ENTRIES, expected, seed);
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
