package dev.ticktide.indicator.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ticktide.market.Candle;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BarSeriesTest {

    private static final long T0 = Samples.T0;
    private static final long SECOND = 1_000_000;
    private static final long M5 = 300 * SECOND;

    private final Logs log = new Logs();
    private final PartitionState state =
            new PartitionState(Logs.PARTITION, Logs.settings(List.of("raw", "5m"), List.of("sma(2)")));

    @Test
    void barsBeginAtMultiplesOfTheirLength() {
        candle(T0 + 1, 10);
        assertEquals(List.of(), closedBy(T0 + M5 - 1, 11));
        List<BarUpdate> closed = closedBy(T0 + M5, 12);
        assertEquals(List.of(new Bar(T0, 9.5, 12, 9, 11, 2_000, 2)), bars(closed));
        assertEquals(List.of(T0 + M5), bars(openNow()).stream().map(Bar::time).toList());
    }

    @Test
    void barsBeforeTheEpochBeginAtMultiplesToo() {
        candle(-1, 10);
        assertEquals(List.of(new Bar(-M5, 9.5, 11, 9, 10, 1_000, 1)), bars(closedBy(0, 11)));
    }

    @Test
    void anIntervalWithoutCandlesMakesNoBar() {
        candle(T0, 10);
        List<BarUpdate> first = closedBy(T0 + 40 * M5, 20);
        assertEquals(List.of(T0), bars(first).stream().map(Bar::time).toList());
        assertEquals(1, first.get(0).bars());
        List<BarUpdate> second = closedBy(T0 + 90 * M5, 30);
        assertEquals(List.of(T0 + 40 * M5), bars(second).stream().map(Bar::time).toList());
        assertEquals(2, second.get(0).bars());
        assertArrayEquals(new double[] {15}, second.get(0).values());
    }

    @Test
    void aLateCandleShapesTheOpenBarButNeverItsClose() {
        fold(new Candle("AAPL", T0 + 10 * SECOND, 10, 12, 9, 11, 100));
        fold(new Candle("AAPL", T0 + 50 * SECOND, 11, 12, 10, 11.5, 100));
        fold(new Candle("AAPL", T0 + 30 * SECOND, 20, 30, 1, 2, 7));
        assertEquals(List.of(new Bar(T0, 10, 30, 1, 11.5, 207, 3)), bars(openNow()));
        assertEquals(List.of(new Bar(T0, 10, 30, 1, 11.5, 207, 3)), bars(closedBy(T0 + M5, 12)));
    }

    @Test
    void ofLateCandlesBeforeTheFirstTheEarliestGivesTheOpen() {
        fold(new Candle("AAPL", T0 + 50 * SECOND, 10, 10, 10, 10, 0));
        fold(new Candle("AAPL", T0 + 20 * SECOND, 20, 20, 20, 20, 0));
        fold(new Candle("AAPL", T0 + 5 * SECOND, 5, 5, 5, 5, 0));
        fold(new Candle("AAPL", T0 + 10 * SECOND, 15, 15, 15, 15, 0));
        assertEquals(List.of(new Bar(T0, 5, 20, 5, 10, 0, 4)), bars(openNow()));
    }

    @Test
    void aLateCandleOfAClosedBarChangesNothing() {
        candle(T0, 10);
        candle(T0 + M5, 12);
        List<BarUpdate> before = openNow();
        List<BarUpdate> updates = fold(Samples.candle("AAPL", T0 + SECOND, 99));
        assertEquals(List.of(), updates.stream().filter(BarUpdate::closed).toList());
        assertEquals(bars(before), bars(openNow()));
        assertEquals(List.of(new Bar(T0 + M5, 11.5, 13, 11, 12, 1_000, 1)), bars(closedBy(T0 + 2 * M5, 14)));
        assertEquals(T0 + 2 * M5, state.lastCandleTime("AAPL").orElseThrow());
    }

    @Test
    void onRawALateCandleIsHistoryOnly() {
        candle(T0, 10);
        candle(T0 + 2 * SECOND, 20);
        assertEquals(List.of(), Logs.closed(candle(T0 + SECOND, 1_000), "raw"));
        BarUpdate next = Logs.closed(candle(T0 + 3 * SECOND, 30), "raw").get(0);
        assertEquals(3, next.bars());
        assertArrayEquals(new double[] {25}, next.values());
        assertArrayEquals(new double[] {15}, next.previous());
    }

    @Test
    void everyClosedBarHasItsValuesThoseBeforeAndItsNumber() {
        List<BarUpdate> closed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            closed.addAll(closedBy(T0 + i * M5, 10 + 2 * i));
        }
        double[][] values = {{Double.NaN}, {11}, {13}, {15}};
        double[][] previous = {{Double.NaN}, {Double.NaN}, {11}, {13}};
        assertEquals(4, closed.size());
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(values[i], closed.get(i).values());
            assertArrayEquals(previous[i], closed.get(i).previous());
            assertEquals(i + 1, closed.get(i).bars());
            assertEquals(i + 2, closed.get(i).seq(), "closed by the candle after it");
        }
    }

    @Test
    void anOpenBarHasTheValuesItWouldCloseWith() {
        candle(T0, 10);
        candle(T0 + M5, 20);
        List<BarUpdate> updates = candle(T0 + M5 + SECOND, 30);
        BarUpdate open = Logs.open(updates, "5m").get(0);
        assertEquals(new Bar(T0 + M5, 19.5, 31, 19, 30, 2_000, 2), open.bar());
        assertArrayEquals(new double[] {20}, open.values());
        assertArrayEquals(new double[] {Double.NaN}, open.previous());
        assertEquals(1, open.bars());
        BarUpdate closed = closedBy(T0 + 2 * M5, 5).get(0);
        assertArrayEquals(open.values(), closed.values());
        assertEquals(open.bar(), closed.bar());
    }

    @Test
    void theClosedBarIsToldBeforeTheOneItMadeWayFor() {
        candle(T0, 10);
        List<BarUpdate> updates = candle(T0 + M5, 20);
        assertEquals(
                List.of("raw true", "5m true", "5m false"),
                updates.stream()
                        .map(update -> update.timeframe() + " " + update.closed())
                        .toList());
    }

    @Test
    void whoWantsNoOpenBarsGetsTheClosedOnesOnly() {
        List<BarUpdate> got = new ArrayList<>();
        BarSink closedOnly = new BarSink() {
            @Override
            public void bar(BarUpdate update) {
                got.add(update);
            }

            @Override
            public boolean wantsProvisional() {
                return false;
            }
        };
        for (int i = 0; i < 3; i++) {
            state.apply(log.add(Samples.candle("AAPL", T0 + i * M5, 10)), closedOnly);
        }
        assertEquals(3, Logs.closed(got, "raw").size());
        assertEquals(2, Logs.closed(got, "5m").size());
        assertEquals(5, got.size());
    }

    @Test
    void theViewShowsTheOpenBarAndOnRawTheLastClosedOne() {
        candle(T0, 10);
        candle(T0 + SECOND, 20);
        List<BarUpdate> view = Objects.requireNonNull(state.view("AAPL")).open();
        assertEquals(List.of(true, false), view.stream().map(BarUpdate::closed).toList());
        assertEquals(
                List.of(new Bar(T0 + SECOND, 19.5, 21, 19, 20, 1_000, 1), new Bar(T0, 9.5, 21, 9, 20, 2_000, 2)),
                bars(view));
        assertArrayEquals(new double[] {15}, view.get(0).values());
    }

    @Test
    void metadataMakesNoBars() {
        assertEquals(List.of(), Logs.fold(state, List.of(log.add(new NewsSentiment("AAPL", T0, 0.5, 0.5)))));
        assertEquals(List.of(), Objects.requireNonNull(state.view("AAPL")).open());
        assertEquals(1, Logs.closed(candle(T0 - M5, 10), "raw").size(), "nor does it make a candle late");
    }

    @Test
    void anEntryOutOfTurnIsRefusedAndChangesNothing() {
        candle(T0, 10);
        byte[] before = state.snapshot();
        LogEntry good = new LogEntry(Logs.PARTITION, 2, 0, false, Samples.candle("AAPL", T0 + 1, 11));
        List<LogEntry> wrong = List.of(
                new LogEntry(Logs.PARTITION, 1, 0, false, good.event()),
                new LogEntry(Logs.PARTITION, 3, 0, false, good.event()),
                new LogEntry(Logs.PARTITION + 1, 2, 0, false, good.event()));
        for (LogEntry entry : wrong) {
            assertThrows(IllegalStateException.class, () -> state.apply(entry, update -> {}));
            assertArrayEquals(before, state.snapshot());
        }
        state.apply(good, update -> {});
        assertEquals(2, state.seq());
    }

    /** A candle about {@code close}: half below it at the open, one above and below as high and low, volume 1000. */
    private List<BarUpdate> candle(long time, double close) {
        return fold(Samples.candle("AAPL", time, close));
    }

    private List<BarUpdate> fold(Candle candle) {
        return Logs.fold(state, List.of(log.add(candle)));
    }

    private List<BarUpdate> closedBy(long time, double close) {
        return Logs.closed(candle(time, close), "5m");
    }

    private List<BarUpdate> openNow() {
        return Logs.open(Objects.requireNonNull(state.view("AAPL")).open(), "5m");
    }

    private static List<Bar> bars(List<BarUpdate> updates) {
        return updates.stream().map(BarUpdate::bar).toList();
    }
}
