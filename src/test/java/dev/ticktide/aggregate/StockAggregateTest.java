package dev.ticktide.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Bar;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Reliability;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalScore;
import dev.ticktide.market.StockSummary;
import dev.ticktide.market.Timeframe;
import dev.ticktide.testing.Samples;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StockAggregateTest {

    private static final MathContext EXACT = new MathContext(60);
    private static final int[] HORIZONS = {5, 10, 20};

    private static final Reliability.Base NO_BASE = new Reliability.Base(0, 0, 0, 0);

    private final StockAggregate stock = new StockAggregate("AAPL");
    private long seq;

    private static Bar bar(long time, double open, double high, double low, double close, double volume) {
        return new Bar(time, open, high, low, close, volume, 1);
    }

    private BarUpdate update(Timeframe timeframe, Bar bar) {
        seq++;
        return new BarUpdate(
                "AAPL", timeframe, seq, bar.time() + 5, true, bar, new double[0], new double[0], seq, null, null);
    }

    private BarUpdate late(Bar bar) {
        double[] none = {};
        return new BarUpdate("AAPL", Timeframe.RAW, ++seq, bar.time() + 60, false, bar, none, none, 1, null, null);
    }

    private List<SignalScore> raw(Bar bar) {
        return stock.on(update(Timeframe.RAW, bar));
    }

    private BarUpdate close(Timeframe timeframe, double close) {
        return update(timeframe, bar(Samples.T0 + (seq + 1) * 60_000_000, close, close, close, close, 1));
    }

    /** Raises a signal on a bar of its own. */
    private Signal raise(Timeframe timeframe, Side side, double price) {
        BarUpdate bar = close(timeframe, price);
        stock.on(bar);
        Signal signal = Feed.signal(bar, "trend", side);
        stock.raised(signal);
        return signal;
    }

    private void correct(Bar bar, Bar was) {
        double[] none = {};
        stock.on(new BarUpdate("AAPL", Timeframe.RAW, ++seq, bar.time() + 60, false, bar, none, none, 1, null, was));
    }

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

    @Test
    void outcomesAreKnownAfterExactlyFiveTenAndTwentyBars() {
        Signal signal = raise(Feed.M1, Side.BUY, 100);
        List<Integer> knownAt = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            for (SignalScore score : stock.on(close(Feed.M1, 100 + i))) {
                assertEquals(new SignalScore(signal.id(), "AAPL", i, (100 + i) / 101.0 - 1, Side.BUY), score);
                knownAt.add(i);
            }
        }
        assertEquals(List.of(5, 10, 20), knownAt);
    }

    @Test
    void onlyBarsOfTheSignalsOwnTimeframeCount() {
        Signal signal = raise(Feed.M1, Side.BUY, 100);
        for (int i = 0; i < 4; i++) {
            assertEquals(List.of(), stock.on(close(Feed.M1, 102 + i)));
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(List.of(), stock.on(close(Timeframe.RAW, 200)));
            assertEquals(List.of(), stock.on(close(Samples.M5, 300)));
        }
        assertEquals(
                List.of(new SignalScore(signal.id(), "AAPL", 5, 110 / 102.0 - 1, Side.BUY)),
                stock.on(close(Feed.M1, 110)));
    }

    private record Outcome(String fact, Side side, double after, boolean hit, boolean tie) {
        @Override
        public String toString() {
            return fact;
        }
    }

    static Stream<Outcome> outcomes() {
        return Stream.of(
                new Outcome("a buy that rose hit", Side.BUY, 100.01, true, false),
                new Outcome("a buy that fell missed", Side.BUY, 99.99, false, false),
                new Outcome("a buy that did not move is a tie", Side.BUY, 100, false, true),
                new Outcome("a sell that fell hit", Side.SELL, 99.99, true, false),
                new Outcome("a sell that rose missed", Side.SELL, 100.01, false, false),
                new Outcome("a sell that did not move is a tie", Side.SELL, 100, false, true));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void aHitIsAMoveTheSignalsWay(Outcome row) {
        raise(Timeframe.RAW, row.side, 90);
        List<SignalScore> scores = new ArrayList<>(stock.on(close(Timeframe.RAW, 100)));
        for (int i = 0; i < 4; i++) {
            scores.addAll(stock.on(close(Timeframe.RAW, row.after)));
        }
        assertEquals(List.of(row.hit), scores.stream().map(SignalScore::hit).toList());
        assertEquals(List.of(row.tie), scores.stream().map(SignalScore::tie).toList());
        List<Reliability> reliability = stock.summary().reliability();
        double gain = 0.0 + row.side.sign() * (row.after / 100 - 1);
        int hits = row.hit ? 1 : 0;
        int ties = row.tie ? 1 : 0;
        assertEquals(
                List.of(
                        // The signal's bar is the only one whose five bars are over, so its base is the signal itself.
                        new Reliability(
                                "trend",
                                1,
                                Timeframe.RAW,
                                row.side,
                                5,
                                1,
                                hits,
                                ties,
                                gain,
                                new Reliability.Base(1, hits, ties, gain)),
                        new Reliability("trend", 1, Timeframe.RAW, row.side, 10, 0, 0, 0, 0, NO_BASE),
                        new Reliability("trend", 1, Timeframe.RAW, row.side, 20, 0, 0, 0, 0, NO_BASE)),
                reliability);
    }

    @Property(tries = 100)
    void scoresAndReliabilityAreThoseOfTheWholeHistory(@ForAll long seed) {
        List<Feed.Entry> log = Feed.random(seed, 250);
        PartitionAggregate state = new PartitionAggregate(Feed.PARTITION);
        List<SignalScore> scores = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            scores.addAll(state.on(Feed.part(log, i, i + 1)).scores());
        }
        List<SignalScore> expected = new ArrayList<>();
        for (Feed.Entry entry : log) {
            for (BarUpdate bar : entry.bars()) {
                expected.addAll(naiveScores(log, bar));
            }
        }
        assertEquals(sorted(expected), sorted(scores));
        for (String symbol : List.of("AAPL", "MSFT")) {
            for (Reliability each : state.summary(symbol).reliability()) {
                assertEquals(
                        naive(each, log, expected, symbol), each.samples() + "/" + each.hits() + "/" + each.ties());
                assertEquals(naiveBase(each, log, symbol), each.base());
            }
            assertEquals(count(log, symbol, Side.BUY), state.summary(symbol).buySignals());
            assertEquals(count(log, symbol, Side.SELL), state.summary(symbol).sellSignals());
        }
    }

    /** The outcomes that a bar makes known: of the signals raised exactly 5, 10 or 20 bars of its kind before. */
    private static List<SignalScore> naiveScores(List<Feed.Entry> log, BarUpdate bar) {
        List<BarUpdate> kind = log.stream()
                .flatMap(entry -> entry.bars().stream())
                .filter(each -> each.symbol().equals(bar.symbol())
                        && each.timeframe().equals(bar.timeframe())
                        && each.seq() <= bar.seq())
                .toList();
        List<SignalScore> scores = new ArrayList<>();
        for (int horizon : HORIZONS) {
            if (kind.size() > horizon) {
                BarUpdate origin = kind.get(kind.size() - 1 - horizon);
                double entry = kind.get(kind.size() - horizon).bar().open();
                log.get((int) origin.seq() - 1).signals().stream()
                        .filter(signal -> signal.timeframe().equals(bar.timeframe()))
                        .forEach(signal -> scores.add(new SignalScore(
                                signal.id(), bar.symbol(), horizon, bar.bar().close() / entry - 1, signal.side())));
            }
        }
        return scores;
    }

    private static String naive(Reliability each, List<Feed.Entry> log, List<SignalScore> scores, String symbol) {
        List<String> ids = log.stream()
                .flatMap(entry -> entry.signals().stream())
                .filter(signal -> signal.symbol().equals(symbol)
                        && signal.strategy().equals(each.strategy())
                        && signal.timeframe().equals(each.timeframe())
                        && signal.side() == each.side())
                .map(Signal::id)
                .toList();
        List<SignalScore> own = scores.stream()
                .filter(score -> score.horizonBars() == each.horizonBars() && ids.contains(score.signalId()))
                .toList();
        return own.size() + "/" + own.stream().filter(SignalScore::hit).count() + "/"
                + own.stream().filter(SignalScore::tie).count();
    }

    /** As if every bar had raised a signal of that side. */
    private static Reliability.Base naiveBase(Reliability each, List<Feed.Entry> log, String symbol) {
        List<Bar> bars = log.stream()
                .flatMap(entry -> entry.bars().stream())
                .filter(bar -> bar.symbol().equals(symbol) && bar.timeframe().equals(each.timeframe()))
                .map(BarUpdate::bar)
                .toList();
        long samples = 0;
        long hits = 0;
        long ties = 0;
        CompensatedSum returns = new CompensatedSum();
        for (int i = 0; i + each.horizonBars() < bars.size(); i++) {
            double move =
                    bars.get(i + each.horizonBars()).close() / bars.get(i + 1).open() - 1;
            samples++;
            hits += each.side().sign() * move > 0 ? 1 : 0;
            ties += move == 0 ? 1 : 0;
            returns.add(move);
        }
        return new Reliability.Base(
                samples, hits, ties, samples == 0 ? 0 : 0.0 + each.side().sign() * returns.value() / samples);
    }

    @Test
    void aNewVersionBeginsARecordOfItsOwn() {
        for (int version : List.of(1, 2)) {
            BarUpdate bar = close(Feed.M1, 100);
            stock.on(bar);
            stock.raised(Feed.signal(bar, "trend", version, Side.BUY));
        }
        for (int i = 1; i <= 5; i++) {
            stock.on(close(Feed.M1, 100 + i));
        }
        assertEquals(
                List.of("1: 1", "2: 1"),
                stock.summary().reliability().stream()
                        .filter(each -> each.horizonBars() == 5)
                        .map(each -> each.version() + ": " + each.samples())
                        .toList());
    }

    @Test
    void onTheBriefsGeneratorNoEntryIsBetterThanItsBase() {
        // Its candles do not join: each opens anywhere near 100, so the close of a signal's bar could never be traded.
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            double open = 95 + 10 * random.nextDouble();
            double close = open * (1 + 0.02 * random.nextGaussian());
            BarUpdate bar = update(
                    Timeframe.RAW, bar(Samples.T0 + i, open, Math.max(open, close), Math.min(open, close), close, 1));
            stock.on(bar);
            if (close > 105) {
                stock.raised(Feed.signal(bar, "trend", Side.BUY));
            }
        }
        Reliability ten = stock.summary().reliability().get(1);
        assertTrue(ten.samples() > 500, "signals: " + ten.samples());
        assertTrue(
                ten.low() < ten.base().hitRate() && ten.base().hitRate() < ten.high(),
                ten + " against the base rate " + ten.base().hitRate());
    }

    private static long count(List<Feed.Entry> log, String symbol, Side side) {
        return log.stream()
                .flatMap(entry -> entry.signals().stream())
                .filter(signal -> signal.symbol().equals(symbol) && signal.side() == side)
                .count();
    }

    private static List<String> sorted(List<SignalScore> scores) {
        return scores.stream().map(SignalScore::toString).sorted().toList();
    }
}
