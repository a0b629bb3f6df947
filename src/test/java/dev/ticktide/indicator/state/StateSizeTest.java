package dev.ticktide.indicator.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.ticktide.market.Candle;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a symbol costs in memory with the default settings. */
@Tag("slow")
class StateSizeTest {

    private static final int SYMBOLS = 10_000;
    private static final int CANDLES = 100;
    private static final double MOST_MEGABYTES = 80;

    /** A candle on raw: its bar, its values and the update that carries both. */
    private static final double MOST_ALLOCATED = 256;

    @Test
    void tenThousandSymbolsFitIntoASmallHeapHoweverManyCandlesTheyHad() {
        String[] names = names(SYMBOLS);
        long before = retained();
        PartitionState state = new PartitionState(0, IndicatorSettings.DEFAULTS);
        fold(state, names, 0, CANDLES);
        double first = (retained() - before) / 1e6;
        fold(state, names, CANDLES, 2 * CANDLES);
        double second = (retained() - before) / 1e6;

        assertEquals(SYMBOLS, state.symbolCount());
        assertTrue(first < MOST_MEGABYTES, () -> SYMBOLS + " symbols take " + first + " MB");
        assertTrue(second < first + 5, () -> "grew from " + first + " MB to " + second + " MB");
    }

    @Test
    void aCandleThatClosesNoAlignedBarAllocatesNothingButItsRawUpdate() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        PartitionState state = new PartitionState(0, IndicatorSettings.DEFAULTS);
        LogEntry[] entries = new LogEntry[20_000];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = entry(i + 1, "AAPL", i * 2_000L);
        }
        Ignoring sink = new Ignoring();
        for (int i = 0; i < entries.length / 2; i++) {
            state.apply(entries[i], sink);
        }
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = entries.length / 2; i < entries.length; i++) {
            state.apply(entries[i], sink);
        }
        double each = (threads.getThreadAllocatedBytes(thread) - before) / (entries.length / 2.0);
        assertTrue(each <= MOST_ALLOCATED, () -> each + " bytes per candle");
    }

    private static void fold(PartitionState state, String[] names, int from, int to) {
        Ignoring sink = new Ignoring();
        for (int i = from; i < to; i++) {
            for (String name : names) {
                state.apply(entry(state.seq() + 1, name, i * 30_000_000L), sink);
            }
        }
    }

    private static LogEntry entry(long seq, String symbol, long time) {
        double close = 100 + time / 10_000 % 977 * 0.01;
        return new LogEntry(
                0, seq, time + 5, false, new Candle(symbol, time, close, close + 1, close - 1, close, 1_000));
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "S" + i).toArray(String[]::new);
    }

    /** The least of several looks: what else the JVM does in between only ever adds. */
    private static long retained() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static final class Ignoring implements BarSink {

        @Override
        public void bar(BarUpdate update) {}

        @Override
        public boolean wantsProvisional() {
            return false;
        }
    }
}
