package dev.ticktide.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What became of signals, and how reliable that makes their strategies. */
class SignalOutcomeTest extends OneStock {

    private static final int[] HORIZONS = {5, 10, 20};
    private static final Reliability.Base NO_BASE = new Reliability.Base(0, 0, 0, 0);

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
