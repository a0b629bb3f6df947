package dev.ticktide.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Samples;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** Price, volume and figures of a day. */
class StockAggregateTest extends OneStock {

    private static final MathContext EXACT = new MathContext(60);

    @Test
    void aCandleSentAgainWhileItGrowsGivesTheFiguresOfItsLastValues() {
        Bar before = bar(Samples.T0, 10, 12, 9, 11, 100);
        Bar[] growing = {
            bar(Samples.T0 + 60, 11, 30, 11, 30, 1),
            bar(Samples.T0 + 60, 11, 40, 2, 20, 5),
            bar(Samples.T0 + 60, 11, 14, 10, 13, 7)
        };
        Bar late = bar(Samples.T0 + 30, 10, 13, 8, 12, 3);
        Bar next = bar(Samples.T0 + 120, 13, 15, 12, 14, 2);
        raw(before);
        raw(growing[0]);
        correct(growing[1], growing[0]);
        stock.on(late(late));
        correct(growing[2], growing[1]);
        raw(next);
        StockSummary grown = stock.summary();

        StockAggregate at = new StockAggregate("AAPL");
        at.on(update(Timeframe.RAW, before));
        at.on(late(late));
        at.on(update(Timeframe.RAW, growing[2]));
        at.on(update(Timeframe.RAW, next));
        at.restoreSeq(grown.seq());
        assertEquals(at.summary(), grown);
    }

    @Test
    void aLateCandleOfADayThatTheNewestCandleBeganSurvivesItsCorrection() {
        long day = 86_400_000_000L;
        long midnight = Math.floorDiv(Samples.T0, day) * day;
        raw(bar(midnight - 60, 5, 6, 4, 5, 50));
        Bar first = bar(midnight + 120, 10, 10, 10, 10, 1);
        raw(first);
        stock.on(late(bar(midnight + 60, 8, 9, 7, 8, 2)));
        correct(bar(midnight + 120, 10, 11, 10, 11, 4), first);
        StockSummary summary = stock.summary();
        assertEquals(
                List.of(8.0, 11.0, 7.0, 11.0, 6.0, 5.0, 2.0),
                List.of(
                        summary.open(),
                        summary.high(),
                        summary.low(),
                        summary.last(),
                        summary.volume(),
                        summary.previousClose(),
                        (double) summary.bars()));
    }

    @Test
    void anOlderCandleThatIsCorrectedChangesVolumeAndVwapOfTheDay() {
        Bar older = bar(Samples.T0, 10, 12, 9, 11, 100);
        raw(older);
        raw(bar(Samples.T0 + 60, 11, 12, 10, 12, 50));
        correct(bar(Samples.T0, 9, 20, 8, 8, 10), older);
        StockSummary summary = stock.summary();
        assertEquals(
                List.of(9.0, 20.0, 8.0, 12.0, 60.0),
                List.of(summary.open(), summary.high(), summary.low(), summary.last(), summary.volume()));
        assertEquals((12.0 * 10 + (12 + 10 + 12) / 3.0 * 50) / 60, summary.vwap(), 1e-12);
    }

    @Test
    void beforeTheFirstCandleThereIsNothingToSumUp() {
        assertEquals(false, stock.hasPrice());
        raw(bar(Samples.T0, 10, 12, 9, 11, 100));
        assertEquals(true, stock.hasPrice());
    }

    @Test
    void theFirstDayChangesAgainstItsOwnOpen() {
        raw(bar(Samples.T0, 10, 12, 9, 12, 100));
        raw(bar(Samples.T0 + 1, 11, 16, 10, 16, 300));
        StockSummary summary = stock.summary();
        assertEquals(
                new StockSummary(
                        "AAPL",
                        2,
                        16,
                        Samples.T0 + 1,
                        Samples.T0 + 6,
                        Double.NaN,
                        10,
                        16,
                        9,
                        400,
                        // Typical prices 11 and 14, traded 100 and 300 times.
                        13.25,
                        2,
                        100 * (16 / 12.0 - 1),
                        0,
                        0,
                        0,
                        List.of()),
                summary);
        assertEquals(6, summary.change());
        assertEquals(60, summary.changePercent());
    }

    @Test
    void anotherUtcDayStartsAnewAndChangesAgainstTheLastClose() {
        raw(bar(Feed.MIDNIGHT - 2, 10, 30, 5, 11, 100));
        raw(bar(Feed.MIDNIGHT - 1, 11, 12, 10, 12.5, 100));
        raw(bar(Feed.MIDNIGHT, 20, 22, 19, 21, 0));
        StockSummary summary = stock.summary();
        assertEquals(
                new StockSummary(
                        "AAPL",
                        3,
                        21,
                        Feed.MIDNIGHT,
                        Feed.MIDNIGHT + 5,
                        12.5,
                        20,
                        22,
                        19,
                        0,
                        Double.NaN,
                        1,
                        0,
                        0,
                        0,
                        0,
                        List.of()),
                summary);
        assertEquals(8.5, summary.change());
        assertEquals(68, summary.changePercent());
    }

    @Test
    void theMoveOverNightBelongsToNoDay() {
        raw(bar(Feed.MIDNIGHT - 1, 10, 10, 10, 10, 1));
        raw(bar(Feed.MIDNIGHT, 50, 50, 50, 50, 1));
        raw(bar(Feed.MIDNIGHT + 1, 53, 53, 53, 53, 1));
        assertEquals(6, stock.summary().meanMovePercent(), 1e-14);
        raw(bar(Feed.MIDNIGHT + 2, 54.06, 54.06, 54.06, 54.06, 1));
        assertEquals(4, stock.summary().meanMovePercent(), 1e-14, "of +6 % and +2 %");
        assertEquals(Math.sqrt(8), stock.summary().moveDeviationPercent(), 1e-13);
    }

    @Test
    void aLateCandleIsPartOfItsDayWhileThatLasts() {
        raw(bar(Feed.MIDNIGHT - 5, 10, 11, 9, 10, 40));
        raw(bar(Feed.MIDNIGHT + 10, 20, 22, 19, 21, 100));
        raw(bar(Feed.MIDNIGHT + 20, 21, 23, 20, 22, 100));
        StockSummary before = stock.summary();
        stock.on(late(bar(Feed.MIDNIGHT - 3, 1, 99, 1, 50, 1_000)));
        assertEquals(before.high(), stock.summary().high(), "yesterday is over");
        assertEquals(before.volume(), stock.summary().volume());
        stock.on(late(bar(Feed.MIDNIGHT + 5, 18, 30, 3, 27, 50)));
        StockSummary after = stock.summary();
        assertEquals(18, after.open(), "the earliest candle of the day");
        assertEquals(30, after.high());
        assertEquals(3, after.low());
        assertEquals(250, after.volume());
        assertEquals(3, after.bars());
        assertEquals((100 * 62 / 3.0 + 100 * 65 / 3.0 + 50 * 20) / 250, after.vwap(), 1e-12);
        assertEquals(22, after.last(), "the newest price stays the last one");
        assertEquals(before.lastTime(), after.lastTime());
        assertEquals(Feed.MIDNIGHT + 65, after.arrival(), "a late candle has come all the same");
        assertEquals(before.meanMovePercent(), after.meanMovePercent());
        stock.on(late(bar(Feed.MIDNIGHT + 15, 17, 18, 16, 17, 1)));
        assertEquals(18, stock.summary().open());
    }

    @Test
    void barsThatCloseWithoutACandleAreNoArrival() {
        raw(bar(Samples.T0, 10, 12, 9, 11, 100));
        stock.on(update(Samples.M5, bar(Samples.T0 + 3_600_000_000L, 10, 12, 9, 11, 100)));
        assertEquals(Samples.T0 + 5, stock.summary().arrival());
    }

    @Test
    void loadedHistoryIsNoArrival() {
        StockHistory history = new StockHistory("AAPL");
        history.on(update(Timeframe.RAW, bar(Samples.T0 - 9, 10, 12, 9, 11, 100)), List.of());
        assertEquals(
                StockSummary.NEVER,
                StockHistory.read(history.summary(), 7, null).summary().arrival());
        raw(bar(Samples.T0, 10, 12, 9, 11, 100));
        assertEquals(
                Samples.T0 + 5,
                StockHistory.read(history.summary(), 7, stock).summary().arrival(),
                "of the candle before");
    }

    @Test
    void aLateCandleDecidesNoSignal() {
        raise(Timeframe.RAW, Side.BUY, 10);
        for (int i = 0; i < 4; i++) {
            assertEquals(List.of(), raw(bar(Samples.T0 + 10 + i, 11, 11, 11, 11, 1)));
        }
        assertEquals(List.of(), stock.on(late(bar(Samples.T0 + 12, 11, 11, 11, 11, 1))));
        assertEquals(1, raw(bar(Samples.T0 + 20, 12, 12, 12, 12, 1)).size());
    }

    @Test
    void signalsGoOnOverMidnight() {
        raise(Timeframe.RAW, Side.BUY, 10);
        raise(Timeframe.RAW, Side.SELL, 10);
        raise(Timeframe.RAW, Side.SELL, 10);
        raw(bar(Feed.MIDNIGHT + 86_400_000_000L, 20, 22, 19, 21, 0));
        assertEquals(1, stock.summary().buySignals());
        assertEquals(2, stock.summary().sellSignals());
    }

    @Test
    void barsOfOtherTimeframesDoNotCountAsCandles() {
        raw(bar(Samples.T0, 10, 12, 9, 11, 100));
        StockSummary before = stock.summary();
        stock.on(update(Feed.M1, bar(Samples.T0, 1, 99, 1, 50, 1_000)));
        StockSummary after = stock.summary();
        assertEquals(2, after.seq());
        assertEquals(before.last(), after.last());
        assertEquals(before.high(), after.high());
        assertEquals(before.volume(), after.volume());
        assertEquals(1, after.bars());
    }

    @Property(tries = 200)
    void theVwapOfOnePriceIsThatPrice(@ForAll long seed) {
        Random random = new Random(seed);
        double price = 1e-8 * Math.pow(1e22, random.nextDouble());
        StockAggregate stock = new StockAggregate("AAPL");
        for (int i = 0; i < 200; i++) {
            stock.on(update(
                    Timeframe.RAW, bar(Samples.T0 + i, price, price, price, price, 1e6 * random.nextDouble() + 1e-3)));
            assertEquals(price, stock.summary().vwap());
        }
    }

    @Property(tries = 200)
    void todaysFiguresAreThoseOfExactArithmetic(@ForAll("days") List<Bar> bars) {
        StockAggregate stock = new StockAggregate("AAPL");
        bars.forEach(bar -> stock.on(update(Timeframe.RAW, bar)));
        long today = bars.get(bars.size() - 1).time() / 86_400_000_000L;
        List<Bar> day = bars.stream()
                .filter(bar -> bar.time() / 86_400_000_000L == today)
                .toList();
        StockSummary summary = stock.summary();
        BigDecimal volume = day.stream().map(bar -> exact(bar.volume())).reduce(BigDecimal.ZERO, BigDecimal::add);
        near(volume, summary.volume());
        if (volume.signum() == 0) {
            assertEquals(Double.NaN, summary.vwap());
        } else {
            BigDecimal traded = day.stream()
                    .map(bar -> exact(bar.high())
                            .add(exact(bar.low()))
                            .add(exact(bar.close()))
                            .divide(exact(3), EXACT)
                            .multiply(exact(bar.volume())))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            near(traded.divide(volume, EXACT), summary.vwap());
        }
        List<BigDecimal> moves = new ArrayList<>();
        for (int i = 1; i < day.size(); i++) {
            moves.add(exact(day.get(i).close())
                    .divide(exact(day.get(i - 1).close()), EXACT)
                    .subtract(BigDecimal.ONE)
                    .multiply(exact(100)));
        }
        BigDecimal mean = mean(moves);
        near(mean, summary.meanMovePercent());
        near(deviation(moves, mean), summary.moveDeviationPercent());
        assertEquals(day.size(), summary.bars());
        assertEquals(day.get(0).open(), summary.open());
        assertEquals(day.stream().mapToDouble(Bar::high).max().orElseThrow(), summary.high());
        assertEquals(day.stream().mapToDouble(Bar::low).min().orElseThrow(), summary.low());
        double previous = bars.size() == day.size()
                ? Double.NaN
                : bars.get(bars.size() - day.size() - 1).close();
        assertEquals(previous, summary.previousClose());
    }

    private static BigDecimal exact(double value) {
        return new BigDecimal(value);
    }

    private static BigDecimal mean(List<BigDecimal> values) {
        return values.isEmpty()
                ? BigDecimal.ZERO
                : values.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(exact(values.size()), EXACT);
    }

    private static BigDecimal deviation(List<BigDecimal> values, BigDecimal mean) {
        if (values.size() < 2) {
            return BigDecimal.ZERO;
        }
        return values.stream()
                .map(each -> each.subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(exact(values.size() - 1), EXACT)
                .sqrt(EXACT);
    }

    /** A ratio of neighbouring prices is near 1, so the last bits of a move are lost before it is added. */
    private static void near(BigDecimal expected, double actual) {
        assertEquals(expected.doubleValue(), actual, 1e-9 + 1e-12 * Math.abs(actual));
    }

    @Provide
    Arbitrary<List<Bar>> days() {
        Arbitrary<Double> price = Arbitraries.doubles().between(1, 2_000).ofScale(2);
        Arbitrary<Double> volume = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(0.0)),
                Tuple.of(4, Arbitraries.doubles().between(0, 1e6).ofScale(3)));
        Arbitrary<Long> gap = Arbitraries.longs().between(1, 7_200_000_000L);
        return Combinators.combine(price, price, volume, gap)
                .as((open, close, traded, after) -> new Bar(
                        after, open, Math.max(open, close) + 0.5, Math.min(open, close) - 0.5, close, traded, 1))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60)
                .map(StockAggregateTest::inSequence);
    }

    /** Takes each bar's time as its distance from the one before. */
    private static List<Bar> inSequence(List<Bar> gaps) {
        List<Bar> bars = new ArrayList<>();
        long time = Feed.MIDNIGHT;
        for (Bar each : gaps) {
            time += each.time();
            bars.add(bar(time, each.open(), each.high(), each.low(), each.close(), each.volume()));
        }
        return bars;
    }
}
