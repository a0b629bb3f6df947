package dev.ticktide.indicator.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.Decision;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Candles that take the place of others. */
class CorrectionTest {

    private static final String SYMBOL = "AAPL";
    private static final long SECOND = 1_000_000;
    private static final long M5 = 300 * SECOND;
    private static final long START = Math.floorDiv(Samples.T0, M5) * M5;

    private final PartitionState state = new PartitionState(Logs.PARTITION, Logs.SETTINGS);

    @Test
    void theNewestCandleCanBeCorrectedToTheBit() {
        put(false, candle(0, 10, 20, 5, 11, 0.1));
        put(false, candle(60, 11, 30, 1, 12, 0.2));
        put(new Correction(candle(60, 11, 15, 9, 13, 0.3), candle(60, 11, 30, 1, 12, 0.2)));
        assertEquals(new Bar(START, 10, 20, 5, 13, 0.1 + 0.3, 2), open("5m"));
        assertEquals(new Bar(START + 60 * SECOND, 11, 15, 9, 13, 0.3, 1), open("1m"));
        PartitionState restored = PartitionState.restore(state.snapshot(), Logs.SETTINGS);
        assertArrayEquals(state.snapshot(), restored.snapshot());
    }

    @Test
    void aClosedBarNeverChanges() {
        put(false, candle(0, 10, 20, 5, 11, 1));
        List<BarUpdate> closed = put(false, candle(60, 11, 12, 10, 12, 2));
        assertEquals(1, Logs.closed(closed, "1m").size());
        List<BarUpdate> updates = put(new Correction(candle(0, 9, 40, 4, 8, 5), candle(0, 10, 20, 5, 11, 1)));
        assertEquals(List.of(), updates.stream().filter(BarUpdate::closed).toList());
        assertEquals(new Bar(START, 9, 40, 4, 12, 7, 2), open("5m"));
        assertEquals(new Bar(START + 60 * SECOND, 11, 12, 10, 12, 2, 1), open("1m"));
    }

    @Test
    void itReadsBackFromItsText() {
        Decision decision =
                new Correction(candle(0, 0.1, 0.30000000000000004, 0.1, 0.2, 1e-9), candle(0, 1, 2, 1, 2, 3));
        assertEquals(decision, decision.kind().read(SYMBOL, decision.time(), decision.body()));
    }

    private Bar open(String timeframe) {
        return state.openBars(SYMBOL).stream()
                .filter(update -> update.timeframe().name().equals(timeframe))
                .findFirst()
                .orElseThrow()
                .bar();
    }

    private List<BarUpdate> put(boolean late, Candle candle) {
        return Logs.fold(state, List.of(new LogEntry(Logs.PARTITION, state.seq() + 1, candle.time(), late, candle)));
    }

    private List<BarUpdate> put(Decision decision) {
        return Logs.fold(
                state, List.of(new LogEntry(Logs.PARTITION, state.seq() + 1, decision.time(), false, decision)));
    }

    private static Candle candle(long second, double open, double high, double low, double close, double volume) {
        return new Candle(SYMBOL, START + second * SECOND, open, high, low, close, volume);
    }
}
