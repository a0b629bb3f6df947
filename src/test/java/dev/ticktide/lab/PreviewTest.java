package dev.ticktide.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.IndicatorBank;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.Strategy;
import dev.ticktide.strategy.script.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a strategy would have done is what it would have done. */
class PreviewTest {

    private static final long MINUTE = 60_000_000L;
    private static final Timeframe M1 = Timeframe.parse("1m");

    private static final String RSI_REVERSAL = """
            param low  = 30 in 5..45
            param high = 70 in 55..95
            let r = rsi(14)
            buy  when r crosses above low
            sell when r crosses below high
            strength clamp(abs(r - r[1]) / 20, 0, 1)
            """;

    private static final String TREND = """
            let fast = ema(12)
            let slow = sma(26)
            buy  when fast crosses above slow and rsi(14) < 70
            sell when fast crosses below slow and rsi(14) > 30
            strength clamp(abs(fast - slow) / close / 0.005, 0, 1)
            """;

    private static final List<Bar> BARS = bars(7, 4_000);

    @ParameterizedTest
    @ValueSource(strings = {"rsi-reversal", "trend"})
    void aBuiltInStrategyAsATextRaisesItsVerySignals(String name) {
        List<Preview.PreviewSignal> live = live(Strategies.named(name), BARS);
        assertTrue(live.size() > 50, () -> name + " raises " + live.size());
        String text = name.equals("trend") ? TREND : RSI_REVERSAL;
        assertEquals(live, preview(text, BARS, BARS.size()).signals());
    }

    @Test
    void theLastBarsHaveTheSignalsThatTheyHaveInTheFullHistory() {
        StrategyPlan plan = plan(RSI_REVERSAL, Map.of());
        int wanted = 500;
        List<Bar> read = BARS.subList(BARS.size() - wanted - Preview.barsBefore(plan), BARS.size());
        Preview shorter = run(plan, read, wanted);
        long from = BARS.get(BARS.size() - wanted).time();
        List<Preview.PreviewSignal> full = preview(RSI_REVERSAL, BARS, BARS.size()).signals().stream()
                .filter(each -> each.time() >= from)
                .toList();
        assertTrue(full.size() > 5, full::toString);
        assertEquals(
                full.stream().map(each -> each.time() + " " + each.side()).toList(),
                shorter.signals().stream()
                        .map(each -> each.time() + " " + each.side())
                        .toList());
        for (int i = 0; i < full.size(); i++) {
            assertEquals(full.get(i).strength(), shorter.signals().get(i).strength(), 1e-12);
        }
        assertEquals(
                List.of(
                        wanted,
                        read.size() - wanted,
                        from,
                        BARS.get(BARS.size() - 1).time()),
                List.of(shorter.bars(), shorter.warmUpBars(), shorter.firstTime(), shorter.lastTime()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 25})
    void fewBarsAreFewSignalsAndNoFailure(int count) {
        Preview preview = preview("buy when close > mean(close,3)\nsell when close < 0", BARS.subList(0, count), 5_000);
        assertEquals(Math.max(0, count - 2), preview.bars());
        assertEquals(Math.min(count, 2), preview.warmUpBars());
        long due = BARS.subList(0, count).stream().skip(2).count();
        assertEquals(due, preview.bars());
    }

    @Test
    void aRunThatIsNotWantedAnyMoreEnds() {
        AtomicInteger asked = new AtomicInteger();
        StrategyPlan plan = plan("buy when stdev(close,1000) > 1", Map.of());
        assertEquals(Optional.empty(), Preview.of(plan, M1, BARS, 2_000, () -> asked.incrementAndGet() == 3));
        assertEquals(3, asked.get());
    }

    @Test
    void outcomesAreCountedAsTheirDefinitionSays() {
        Preview preview = preview("buy when rising(close,2)\nsell when falling(close,2)", BARS, 1_000);
        List<Bar> counted = BARS.subList(BARS.size() - 1_000, BARS.size());
        for (Reliability each : preview.reliability()) {
            long[] all = outcome(counted, each, null);
            long[] raised = outcome(
                    counted,
                    each,
                    preview.signals().stream()
                            .filter(signal -> signal.side() == each.side())
                            .map(Preview.PreviewSignal::time)
                            .toList());
            assertEquals(
                    List.of(raised[0], raised[1], raised[2], all[0], all[1], all[2]),
                    List.of(
                            (long) each.samples(),
                            (long) each.hits(),
                            (long) each.ties(),
                            each.base().samples(),
                            each.base().hits(),
                            each.base().ties()),
                    each.side() + " " + each.horizonBars());
        }
        assertEquals(6, preview.reliability().size());
    }

    @Test
    void aParameterChangesWhatIsFound() {
        int standard = preview(RSI_REVERSAL, BARS, 3_000).signals().size();
        Preview wide = run(plan(RSI_REVERSAL, Map.of("low", 20.0, "high", 80.0, "unknown", 1.0)), BARS, 3_000);
        assertTrue(wide.signals().size() < standard, wide.signals().size() + " of " + standard);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "buy when rsi(14) @ 1h < 30                       | 1 18 | another timeframe is not computed yet",
                "buy when close > 1 and sentiment(15m) > 0        | 1 24 | sentiment is not computed yet",
                "buy when mean(news_count(1h),3) > 1              | 1 15 | news_count is not computed yet",
                "buy when economy(\"GDP\") > 1                    | 1 10 | economy is not computed yet",
                "sell when not(-pe_ratio[1] > 1)                  | 1 16 | pe_ratio is not computed yet",
                "buy when close > 1 then market_cap > 1 within 3 bars | 1 25 | market_cap is not computed yet",
                "buy when clse > 1                                | 1 10 | there is no \"clse\"; did you mean \"close\"?",
            })
    void whatCannotBeComputedIsAProblemWithAPlace(String text, String at, String message) {
        StrategyPlan.Compiled compiled = StrategyPlan.compile(text, Map.of());
        assertNull(compiled.plan());
        assertEquals(1, compiled.problems().size(), compiled.problems()::toString);
        var problem = compiled.problems().get(0);
        assertEquals(at, problem.at().line() + " " + problem.at().column(), problem.message());
        assertTrue(problem.message().startsWith(message.split("; ")[0]), problem.message());
    }

    @ParameterizedTest
    @CsvSource({"4.9", "45.1", "30.5", "NaN", "1e300"})
    void aValueOutsideOfTheBoundsIsAProblemAtItsParameter(double low) {
        StrategyPlan.Compiled compiled = StrategyPlan.compile(RSI_REVERSAL, Map.of("low", low));
        assertNull(compiled.plan());
        assertEquals(
                "[line 1, column 7: low must be a whole number from 5 to 45]",
                compiled.problems().toString());
    }

    @Test
    void aValueWithinItsBoundsThatAWindowCannotHaveIsAProblemToo() {
        String text = "param n = 10 in 1..100\nbuy when close > close[n - 5]";
        assertNotNull(StrategyPlan.compile(text, Map.of("n", 5.0)).plan());
        assertEquals(
                "[line 2, column 26: the number in brackets must be a whole number of bars from 0 to 5000, is -1]",
                StrategyPlan.compile(text, Map.of("n", 4.0)).problems().toString());
    }

    private static long[] outcome(List<Bar> bars, Reliability of, List<Long> only) {
        long[] counts = new long[3];
        for (int i = 0; i + of.horizonBars() < bars.size(); i++) {
            if (only != null && !only.contains(bars.get(i).time())) {
                continue;
            }
            double move =
                    bars.get(i + of.horizonBars()).close() - bars.get(i + 1).open();
            counts[0]++;
            counts[1] += move * of.side().sign() > 0 ? 1 : 0;
            counts[2] += move == 0 ? 1 : 0;
        }
        return counts;
    }

    private static Preview preview(String text, List<Bar> bars, int wanted) {
        return run(plan(text, Map.of()), bars, wanted);
    }

    private static Preview run(StrategyPlan plan, List<Bar> bars, int wanted) {
        return Preview.of(plan, M1, bars, wanted, () -> false).orElseThrow();
    }

    private static StrategyPlan plan(String text, Map<String, Double> values) {
        StrategyPlan.Compiled compiled = StrategyPlan.compile(text, values);
        assertEquals(List.of(), compiled.problems());
        return Objects.requireNonNull(compiled.plan());
    }

    private static List<Preview.PreviewSignal> live(Strategy strategy, List<Bar> bars) {
        List<IndicatorName> names = Stream.of("rsi(14)", "ema(12)", "sma(26)")
                .map(IndicatorName::parse)
                .toList();
        SignalEngine engine =
                new SignalEngine(new SignalSettings(List.of(new SignalSettings.Use(strategy, List.of(M1)))), names);
        IndicatorBank bank = new IndicatorBank(names);
        double[] previous = new double[] {Double.NaN, Double.NaN, Double.NaN};
        List<Preview.PreviewSignal> signals = new ArrayList<>();
        for (int i = 0; i < bars.size(); i++) {
            double[] values = bank.update(bars.get(i)).clone();
            BarUpdate update = new BarUpdate("A", M1, i + 1, 0, true, bars.get(i), values, previous, i + 1, null, null);
            engine.on(0, update)
                    .forEach(signal -> signals.add(new Preview.PreviewSignal(
                            signal.barTime(), signal.side(), signal.price(), signal.strength())));
            previous = values;
        }
        return signals;
    }

    private static List<Bar> bars(long seed, int count) {
        Random random = new Random(seed);
        List<Bar> bars = new ArrayList<>();
        double close = 100;
        for (int i = 0; i < count; i++) {
            double open = Math.rint(100 * close) / 100;
            close = Math.max(1, Math.rint(100 * (open + random.nextGaussian())) / 100);
            bars.add(new Bar(i * MINUTE, open, Math.max(open, close), Math.min(open, close), close, 10, 1));
        }
        return bars;
    }
}
