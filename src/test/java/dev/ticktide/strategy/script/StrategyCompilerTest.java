package dev.ticktide.strategy.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.IndicatorBank;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.library.FormulaFiles;
import dev.ticktide.formula.plan.Names;
import dev.ticktide.formula.plan.Plan;
import dev.ticktide.formula.plan.PlanBuilder;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StrategyCompilerTest {

    private static final Timeframe M5 = Timeframe.parse("5m");
    private static final int BARS = 3_000;

    static List<Strategy> known() {
        return Strategies.known();
    }

    /** The rules that the signal stage evaluates, against the text computed whole by one plan. */
    @ParameterizedTest
    @MethodSource("known")
    void rulesRaiseTheSignalsThatTheTextMeans(Strategy strategy) {
        List<IndicatorName> needs = indicators(strategy);
        SignalEngine engine =
                new SignalEngine(new SignalSettings(List.of(new SignalSettings.Use(strategy, List.of(M5)))), needs);
        IndicatorBank bank = new IndicatorBank(needs);
        Whole whole = new Whole(Parser.strategy(strategy.text()).value());
        double[] previous = bank.latest();
        int raised = 0;
        for (Bar bar : walk()) {
            double[] now = bank.update(bar);
            BarUpdate update = new BarUpdate("AAPL", M5, 1, bar.time(), true, bar, now, previous, 1, null, null);
            previous = now;
            List<Signal> signals = engine.on(0, update);
            whole.update(bar);
            assertEquals(whole.sides(), signals.stream().map(Signal::side).toList(), strategy.name());
            for (Signal signal : signals) {
                assertEquals(whole.strength(), signal.strength(), 0, strategy.name());
                assertTrue(signal.explain().satisfied(), strategy.name());
            }
            raised += signals.size();
        }
        assertTrue(raised >= 4, strategy.name() + " raised " + raised + " signals");
    }

    private static List<IndicatorName> indicators(Strategy strategy) {
        List<IndicatorName> needs =
                new ArrayList<>(new SignalSettings(List.of(new SignalSettings.Use(strategy, List.of(M5)))).needs());
        assertTrue(!needs.isEmpty(), strategy.name());
        return needs;
    }

    private static List<Bar> walk() {
        Random random = new Random(5);
        List<Bar> bars = new ArrayList<>();
        double open = 100;
        for (int i = 0; i < BARS; i++) {
            double close = Math.max(1, open * (1 + 0.01 * random.nextGaussian() + 0.004 * Math.sin(i / 90.0)));
            double high = Math.max(open, close) * (1 + 0.003 * random.nextDouble());
            double low = Math.min(open, close) * (1 - 0.003 * random.nextDouble());
            bars.add(new Bar(i * M5.micros(), open, high, low, close, 100 + random.nextInt(900), 3));
            open = close;
        }
        return bars;
    }

    /** A strategy as one plan. */
    private static final class Whole {
        private final Plan plan;
        private final int buy;
        private final int sell;
        private final int strength;
        private final double[] state;
        private final double[] values;

        Whole(Script.Strategy script) {
            PlanBuilder builder = new PlanBuilder(FormulaFiles::script);
            Names names = builder.names().with(script);
            buy = slot(names, script.buy());
            sell = slot(names, script.sell());
            strength = slot(names, script.strength());
            plan = builder.build();
            state = plan.newState();
            values = plan.newValues();
        }

        private static int slot(Names names, @Nullable Expression expression) {
            return expression == null ? -1 : names.add(expression);
        }

        void update(Bar bar) {
            plan.update(bar, state, values);
        }

        List<Side> sides() {
            List<Side> sides = new ArrayList<>();
            if (values[buy] == 1) {
                sides.add(Side.BUY);
            }
            if (values[sell] == 1) {
                sides.add(Side.SELL);
            }
            return sides;
        }

        double strength() {
            return strength < 0 ? 1 : values[strength];
        }
    }

    @Test
    void whatNeedsEarlierBarsIsAColumnAndTheRestIsRules() {
        Strategy strategy = StrategyCompiler.compile("x", 1, """
                let dip = rsi(14) < 30 then close > sma(20) within 5 bars
                buy when dip and (highest(high, 20)[1] - close) / atr(14) <= 2 and not rising(volume, 3)
                """);
        assertEquals(
                "rsi(14) < 30 then close > sma(20) within 5 bars"
                        + " and (highest(high,20)[1] - close) / atr(14) is at most 2 and not (rising(volume,3))",
                strategy.buyWords());
        assertEquals(
                List.of(
                        "atr(14)",
                        "highest(high,20)",
                        "rising(volume,3)",
                        "rsi(14) < 30 then close > sma(20) within 5 bars"),
                new TreeSet<>(indicators(strategy).stream()
                                .map(IndicatorName::toString)
                                .toList())
                        .stream().toList());
        assertEquals("1 is below 0", strategy.sellWords(), "a side that is left out never holds");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "buy when rsi(14) @ 1h > 50 | line 1, column 18: not computed yet: rsi(14) @ 1h",
                "buy when sentiment(15m) > 0.5 | line 1, column 10: not computed yet: sentiment",
                "let x = x[1] + close buy when x > 1 | line 1, column 14: x continues from its own last value, which only"
                        + " an indicator file may do",
                "buy when rsi(14) crosses above | line 1, column 31: expected a number, a name or \"(\", found the end of"
                        + " the text"
            })
    void whatCannotRunIsAProblemWithItsPlace(String text, String message) {
        StrategyTextException wrong = assertThrows(
                StrategyTextException.class,
                () -> StrategyCompiler.compile("x", 1, text.replace(" buy when x", "\nbuy when x")));
        assertEquals(message, wrong.getMessage());
        assertEquals(1, wrong.problems().size());
    }

    @Test
    void partsThatDoubleEachOtherAreRefused() {
        StringBuilder text = new StringBuilder("let a0 = close + open\n");
        for (int i = 1; i < 20; i++) {
            text.append("let a")
                    .append(i)
                    .append(" = a")
                    .append(i - 1)
                    .append(" * a")
                    .append(i - 1)
                    .append('\n');
        }
        String message = assertThrows(
                        StrategyTextException.class, () -> StrategyCompiler.compile("x", 1, text + "buy when a19 > 1"))
                .getMessage();
        assertTrue(message.contains("with all its parts written out this has more than 2000"), message);
    }

    @Test
    void everyStrategyOfTheJarHasADescriptionAndTimeframesItIsMeantFor() {
        for (Strategy strategy : Strategies.known()) {
            Script.Strategy script = Parser.strategy(strategy.text()).value();
            assertTrue(!script.description().isBlank(), strategy.name());
            assertTrue(!script.timeframes().isEmpty(), strategy.name());
            assertEquals(1, strategy.version());
        }
        assertEquals(8, Strategies.known().size());
        assertTrue(Arrays.asList("rsi-reversal", "trend")
                .containsAll(List.of(Strategies.RSI_REVERSAL.name(), Strategies.TREND.name())));
    }
}
