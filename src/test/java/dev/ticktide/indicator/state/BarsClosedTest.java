package dev.ticktide.indicator.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bars closed by an entry of the log rather than by a later candle. */
class BarsClosedTest {

    private static final String SYMBOL = "AAPL";
    private static final long SECOND = 1_000_000;
    private static final long M1 = 60 * SECOND;
    private static final long START = Math.floorDiv(Samples.T0, 5 * M1) * 5 * M1;

    private final Logs log = new Logs();
    private final PartitionState state = new PartitionState(Logs.PARTITION, Logs.SETTINGS);

    @Test
    void theBarsWhoseTimeIsOverAreClosedAsTheNextCandleWouldCloseThem() {
        log.add(candle(10, 100));
        log.add(candle(20, 101));
        log.add(new BarsClosed(SYMBOL, START + M1));
        List<BarUpdate> updates = fold();
        assertEquals(
                List.of(new Bar(START, 100, 101, 100, 101, 2, 2)),
                Logs.closed(updates, "1m").stream().map(BarUpdate::bar).toList());
        assertEquals(3, Logs.closed(updates, "1m").get(0).seq());
        assertEquals(List.of(), Logs.closed(updates, "5m"));
        assertEquals(
                List.of("5m"),
                state.openBars(SYMBOL).stream()
                        .map(open -> open.timeframe().name())
                        .toList());
    }

    @Test
    void whatComesAfterwardsForAClosedBarIsLateAndShapesOnlyBarsStillOpen() {
        log.add(candle(10, 100));
        log.add(new BarsClosed(SYMBOL, START + M1));
        assertEquals(true, log.add(candle(59, 90)).late());
        assertEquals(false, log.add(candle(60, 95)).late());
        log.add(new BarsClosed(SYMBOL, START + M1));
        log.add(new BarsClosed(SYMBOL, START + 5 * M1));
        List<BarUpdate> updates = fold();
        assertEquals(
                List.of(new Bar(START, 100, 100, 100, 100, 1, 1), new Bar(START + M1, 95, 95, 95, 95, 1, 1)),
                Logs.closed(updates, "1m").stream().map(BarUpdate::bar).toList());
        assertEquals(
                List.of(new Bar(START, 100, 100, 90, 95, 3, 3)),
                Logs.closed(updates, "5m").stream().map(BarUpdate::bar).toList());
        assertEquals(2, Logs.closed(updates, "raw").size());
    }

    @Test
    void theNewestPriceCountsInWiderBarsThoughItsOwnBarIsClosed() {
        log.add(candle(10, 100));
        log.add(new BarsClosed(SYMBOL, START + M1));
        log.add(candle(59, 90));
        fold();
        assertEquals(90, state.openBars(SYMBOL).get(0).bar().close());
    }

    @Test
    void aSnapshotKeepsWhatHasBeenClosed() {
        log.add(candle(10, 100));
        log.add(new BarsClosed(SYMBOL, START + 5 * M1));
        fold();
        PartitionState restored = PartitionState.restore(state.snapshot(), Logs.SETTINGS);
        assertArrayEquals(state.snapshot(), restored.snapshot());
        assertEquals(START + 5 * M1, restored.closedUntil(SYMBOL));
        log.add(candle(20, 90));
        List<BarUpdate> updates = Logs.fold(restored, log.entries().subList(2, 3));
        assertEquals(
                List.of(true), updates.stream().map(BarUpdate::isLate).toList(), "it closes nothing, on raw neither");
    }

    private List<BarUpdate> fold() {
        return Logs.fold(
                state, log.entries().subList((int) state.seq(), log.entries().size()));
    }

    private static Candle candle(long second, double price) {
        return new Candle(SYMBOL, START + second * SECOND, price, price, price, price, 1);
    }
}
