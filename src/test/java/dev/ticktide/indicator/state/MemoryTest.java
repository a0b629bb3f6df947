package dev.ticktide.indicator.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.log.LogEntry;
import dev.ticktide.testing.Samples;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class MemoryTest {

    private static final int SYMBOLS = 10_000;
    private static final int CANDLES = 60;
    private static final long MINUTE = 60_000_000;
    private static final long BYTES_PER_SYMBOL = 8 * 1_024;

    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    @Test
    void aSymbolWithEverythingWarmTakesLessThanEightKilobytes() {
        long before = retained();
        PartitionState state = new PartitionState(0, IndicatorSettings.DEFAULTS);
        for (int candle = 0; candle < CANDLES; candle++) {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                state.apply(entry(state.seq() + 1, "S" + symbol, candle), update -> {});
            }
        }
        long perSymbol = (retained() - before) / SYMBOLS;
        assertEquals(SYMBOLS, state.symbolCount());
        assertTrue(perSymbol < BYTES_PER_SYMBOL, () -> perSymbol + " bytes per symbol");
    }

    private static LogEntry entry(long seq, String symbol, int candle) {
        return Samples.entry(0, seq, Samples.candle(symbol, Samples.T0 + candle * MINUTE, 100 + candle % 7));
    }

    /** After a full collection, so that only what is reachable counts. */
    private static long retained() {
        MEMORY.gc();
        MEMORY.gc();
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
