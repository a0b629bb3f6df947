package dev.ticktide.indicator.partition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.Logs;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.testing.StageCheck;
import dev.ticktide.wire.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The same log gives the same state and the same output, bit for bit, however it is cut. */
class ReplayTest {

    private static final IndicatorSettings SETTINGS = Logs.SETTINGS;

    @Property(tries = 200)
    void theSameLogGivesTheSameOutputInAnyBatches(
            @ForAll long seed, @ForAll @IntRange(max = 150) int length, @ForAll @IntRange(min = 1, max = 40) int most) {
        List<LogEntry> log = Logs.random(seed, length);
        PartitionState whole = state();
        List<BarUpdate> expected = Logs.fold(whole, log);
        expected.removeIf(update -> !update.closed() && !update.isLate());

        OwnedPartition owned = new OwnedPartition(1, state(), 0);
        owned.attach();
        IndicatorStage stage = new IndicatorStage();
        stage.own(owned);
        List<BarUpdate> updates = new ArrayList<>();
        Random random = new Random(seed);
        long reached = 0;
        for (int from = 0; from < length; ) {
            int to = Math.min(length, from + 1 + random.nextInt(most));
            for (IndicatorOutput.Part part : stage.release(stage.fold(log.subList(from, to)))) {
                assertEquals(List.of(reached, (long) to), List.of(part.afterSeq(), part.toSeq()));
                reached = part.toSeq();
                updates.addAll(part.bars());
            }
            from = to;
        }
        assertEquals(length, reached);
        assertEquals(expected, updates);
        assertArrayEquals(whole.snapshot(), owned.state().snapshot());
    }

    /** The fold of a log; the state itself refuses an entry that does not come next. */
    private record Core(List<LogEntry> log) implements StageCheck.Core<PartitionState, BarUpdate> {

        @Override
        public PartitionState start() {
            return state();
        }

        @Override
        public List<BarUpdate> take(PartitionState state, int after, int to) {
            int had = (int) Math.min(to, state.seq());
            if (had > after) {
                byte[] before = state.snapshot();
                assertThrows(IllegalStateException.class, () -> state.apply(log.get(had - 1), update -> {}));
                assertArrayEquals(before, state.snapshot());
            }
            return Logs.fold(state, log.subList(had, to));
        }

        @Override
        public boolean isGap(PartitionState state, int after) {
            return after > state.seq();
        }

        @Override
        public byte[] save(PartitionState state) {
            return state.snapshot();
        }

        @Override
        public PartitionState restore(byte[] saved) {
            return PartitionState.restore(saved, SETTINGS);
        }

        @Override
        public void requireSame(PartitionState before, PartitionState after) {
            assertEquals(before.seq(), after.seq());
            assertEquals(before.view("AAPL"), after.view("AAPL"));
            for (LogEntry entry : log) {
                String subject = entry.event().subject();
                assertEquals(before.lastCandleTime(subject), after.lastCandleTime(subject));
                for (MetadataType type : MetadataType.values()) {
                    assertEquals(before.lastMetadataTime(subject, type), after.lastMetadataTime(subject, type));
                }
            }
        }
    }

    @Property(tries = 40)
    void itKeepsWhatEveryStagePromises(@ForAll long seed, @ForAll @IntRange(max = 60) int length) {
        List<LogEntry> log = Logs.random(seed, length);
        StageCheck.verify(new Core(log), length, Logs.fold(state(), log), seed);
    }

    @Example
    void aSnapshotWithAnyByteChangedIsRefused() {
        byte[] good = snapshot();
        for (int i = 0; i < good.length; i++) {
            for (int flip : new int[] {0x01, 0x80, 0xff}) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) flip;
                assertThrows(WireException.class, () -> PartitionState.restore(bad, SETTINGS), "byte " + i);
            }
        }
    }

    @Example
    void aSnapshotCutShortOrTooLongIsRefused() {
        byte[] good = snapshot();
        for (int length = 0; length < good.length; length++) {
            byte[] bad = Arrays.copyOf(good, length);
            assertThrows(WireException.class, () -> PartitionState.restore(bad, SETTINGS), length + " bytes");
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThrows(WireException.class, () -> PartitionState.restore(longer, SETTINGS));
    }

    @Example
    void aSnapshotOfOtherSettingsIsRefused() {
        List<String> frames = List.of("raw", "1m", "5m");
        List<String> indicators = List.of("sma(3)", "ema(2)", "rsi(2)");
        assertEquals(
                40,
                PartitionState.restore(snapshot(), Logs.settings(frames, indicators))
                        .seq());
        List<IndicatorSettings> others = List.of(
                Logs.settings(List.of("raw", "1m"), indicators),
                Logs.settings(List.of("raw", "5m", "1m"), indicators),
                Logs.settings(frames, List.of("sma(3)", "ema(2)", "rsi(3)")),
                Logs.settings(frames, List.of("sma(3)", "rsi(2)", "ema(2)")),
                Logs.settings(frames, List.of("sma(3)", "ema(2)")));
        for (IndicatorSettings other : others) {
            assertThrows(WireException.class, () -> PartitionState.restore(snapshot(), other), other.fingerprint());
        }
    }

    private static byte[] snapshot() {
        PartitionState state = state();
        Logs.fold(state, Logs.random(1, 40));
        return state.snapshot();
    }

    private static PartitionState state() {
        return new PartitionState(Logs.PARTITION, SETTINGS);
    }
}
