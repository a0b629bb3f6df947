package dev.ticktide.strategy.rule;

import static dev.ticktide.strategy.Bars.values;
import static dev.ticktide.strategy.rule.Rules.above;
import static dev.ticktide.strategy.rule.Rules.all;
import static dev.ticktide.strategy.rule.Rules.any;
import static dev.ticktide.strategy.rule.Rules.bar;
import static dev.ticktide.strategy.rule.Rules.below;
import static dev.ticktide.strategy.rule.Rules.constant;
import static dev.ticktide.strategy.rule.Rules.crossesDown;
import static dev.ticktide.strategy.rule.Rules.crossesUp;
import static dev.ticktide.strategy.rule.Rules.not;
import static dev.ticktide.strategy.rule.Rules.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.Bars;
import dev.ticktide.strategy.RuleEvaluation;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.Strategy;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is known while indicators warm up, and what strategies say of themselves. */
class TruthTest {

    private static final Rule HOLDS = above(value("ema(12)"), constant(1));
    private static final Rule FAILS = below(value("ema(12)"), constant(1));
    private static final Rule WARMING = above(value("sma(26)"), constant(1));
    private static final BarContext CONTEXT =
            Bars.context(values(25, 2, Double.NaN), values(Double.NaN, 2, Double.NaN));

    private record Row(String fact, Rule rule, Truth truth) {
        @Override
        public String toString() {
            return fact;
        }
    }

    static Stream<Row> table() {
        return Stream.of(
                new Row("a comparison with a warming operand", WARMING, Truth.UNKNOWN),
                new Row("a crossing without a value now", crossesUp(value("rsi(14)"), constant(1)), Truth.UNKNOWN),
                new Row("a crossing of a warming line", crossesDown(value("ema(12)"), value("sma(26)")), Truth.UNKNOWN),
                new Row("not of what holds", not(HOLDS), Truth.FAILS),
                new Row("not of what fails", not(FAILS), Truth.HOLDS),
                new Row("not of what is warming", not(WARMING), Truth.UNKNOWN),
                new Row("not not of what is warming", not(not(WARMING)), Truth.UNKNOWN),
                new Row("all: one warming, the rest holds", all(HOLDS, WARMING), Truth.UNKNOWN),
                new Row("all: one fails, whatever the warming one", all(WARMING, FAILS), Truth.FAILS),
                new Row("any: one holds, whatever the warming one", any(WARMING, HOLDS), Truth.HOLDS),
                new Row("any: one warming, the rest fails", any(FAILS, WARMING), Truth.UNKNOWN),
                new Row("not all, one fails", not(all(WARMING, FAILS)), Truth.HOLDS),
                new Row("not any, one warming", not(any(FAILS, WARMING)), Truth.UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("table")
    void aRuleHoldsOnlyIfItWouldWhateverTheWarmingOperandWere(Row row) {
        assertEquals(row.truth, row.rule.evaluate(CONTEXT));
        assertEquals(row.truth == Truth.HOLDS, row.rule.holds(CONTEXT));
        assertEquals(row.truth == Truth.HOLDS, row.rule.explain(CONTEXT).satisfied());
    }

    @Property
    void whatIsKnownWhileWarmingStaysSoForEveryValue(
            @ForAll("numbers") double[] now, @ForAll("finite") double rsi, @ForAll("finite") double slow) {
        Rule rule = any(all(above(value("rsi(14)"), value("sma(26)")), HOLDS), not(any(WARMING, FAILS)));
        Truth before = rule.evaluate(Bars.context(now, now));
        double[] filled = {Double.isNaN(now[0]) ? rsi : now[0], now[1], Double.isNaN(now[2]) ? slow : now[2]};
        if (before != Truth.UNKNOWN && !Double.isNaN(now[1])) {
            assertEquals(before, rule.evaluate(Bars.context(filled, filled)));
        }
    }

    @Provide
    Arbitrary<double[]> numbers() {
        return Arbitraries.of(0.0, 1.0, 2.0, Double.NaN).array(double[].class).ofSize(3);
    }

    @Provide
    Arbitrary<Double> finite() {
        return Arbitraries.of(0.0, 1.0, 2.0, 3.0);
    }

    @Test
    void theOppositeIsExplainedByWhatItIsTheOppositeOf() {
        Rule cheap = below(bar(BarField.CLOSE), constant(50));
        assertEquals(
                new Explanation(
                        "this does not hold",
                        true,
                        new TreeMap<>(),
                        List.of(new Explanation(
                                "close is below 50", false, new TreeMap<>(Map.of("close", 100.0)), List.of()))),
                not(cheap).explain(CONTEXT));
    }

    @Test
    void aBarsOwnFieldsAreReadButDoNotCross() {
        List<Double> read = Stream.of(BarField.values())
                .map(field -> new Operand.Field(field).now(CONTEXT))
                .toList();
        assertEquals(List.of(99.0, 102.0, 98.0, 100.0, 1_000.0), read);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> crossesUp(bar(BarField.CLOSE), value("sma(26)")));
        assertEquals(
                "close crosses up through sma(26): a bar does not bring the fields of the bar before; sma(1) is the close",
                refused.getMessage());
    }

    @Test
    void aRuleOfNoRulesIsRefused() {
        assertThrows(IllegalArgumentException.class, Rules::all);
        assertThrows(IllegalArgumentException.class, Rules::any);
    }

    @Test
    void strategiesSayInWordsWhatTheirRulesDo() {
        assertEquals("rsi(14) crosses up through 30", Strategies.RSI_REVERSAL.buyWords());
        assertEquals("rsi(14) crosses down through 70", Strategies.RSI_REVERSAL.sellWords());
        assertEquals("ema(12) crosses up through sma(26) and rsi(14) is below 70", Strategies.TREND.buyWords());
        assertEquals("ema(12) crosses down through sma(26) and rsi(14) is above 30", Strategies.TREND.sellWords());
        assertEquals(
                "not (ema(12) is above 1) or (ema(12) is above 1 and ema(12) is below 1)",
                any(not(HOLDS), all(HOLDS, FAILS)).text());
    }

    @Test
    void aStrategyTwiceOnOneTimeframeIsRefused() {
        SignalSettings.Use use = new SignalSettings.Use(Strategies.TREND, List.of(Samples.M5));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new SignalSettings(List.of(use, use)));
        assertEquals("trend on 5m is listed twice", refused.getMessage());
    }

    @Test
    void aBarThatRaisedNothingTellsWhy() {
        BarUpdate quiet = Bars.bar(1, true, values(29, 1, 2), values(29.5, 1, 2));
        SignalEngine engine = Bars.engine(Strategies.RSI_REVERSAL, Strategies.TREND);
        assertEquals(List.of(), engine.on(3, quiet));
        List<RuleEvaluation> why = engine.explain(quiet);
        assertEquals(
                List.of("rsi-reversal buy", "rsi-reversal sell", "trend buy", "trend sell"),
                why.stream()
                        .map(each -> each.strategy().name() + " " + each.side().label())
                        .toList());
        assertEquals(
                new Explanation(
                        "rsi(14) crosses up through 30",
                        false,
                        new TreeMap<>(Map.of("rsi(14)", 29.5, "rsi(14)[1]", 29.0)),
                        List.of()),
                why.get(0).explanation());
        assertEquals(Truth.FAILS, why.get(0).truth());
        assertEquals(List.of(), engine.explain(Bars.bar("AAPL", Timeframe.RAW, 1, true, new double[3], new double[3])));
    }

    @Property(tries = 200)
    void theReasonsForABarAgreeWithTheSignalsItRaises(
            @ForAll("numbers") double[] before, @ForAll("numbers") double[] now) {
        BarUpdate bar = Bars.bar(1, true, scaled(before), scaled(now));
        SignalEngine engine = Bars.engine(Strategies.RSI_REVERSAL, Strategies.TREND);
        List<RuleEvaluation> holding = engine.explain(bar).stream()
                .filter(each -> each.truth() == Truth.HOLDS)
                .toList();
        List<Signal> raised = engine.on(3, bar);
        assertEquals(
                holding.stream().map(RuleEvaluation::explanation).toList(),
                raised.stream().map(Signal::explain).toList());
        assertEquals(
                holding.stream().map(RuleEvaluation::signalId).toList(),
                raised.stream().map(Signal::id).toList());
    }

    /** RSI values on both sides of 30 and 70. */
    private static double[] scaled(double[] values) {
        return values(20 + 30 * values[0], values[1], values[2]);
    }

    private record Path(String fact, List<Double> rsi, List<Side> sides) {
        @Override
        public String toString() {
            return fact;
        }
    }

    static Stream<Path> paths() {
        return Stream.of(
                new Path("up, down, up", List.of(29.0, 31.0, 29.0, 31.0), List.of(Side.BUY, Side.SELL, Side.BUY)),
                new Path("landing on the line, then up", List.of(29.0, 30.0, 30.0, 31.0, 32.0), List.of(Side.BUY)),
                new Path("touching from below and falling back", List.of(29.0, 30.0, 29.5), List.of(Side.SELL)),
                new Path("touching from above and rising again", List.of(31.0, 30.0, 31.0), List.of(Side.BUY)),
                new Path("lying on the line", List.of(30.0, 30.0, 30.0), List.of()));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aLineIsLeftOnceHoweverLongItLay(Path path) {
        assertEquals(path.sides, crossings(path.rsi));
    }

    @Property(tries = 200)
    void crossingsOfALevelThatIsNeverMetExactlyAlternate(@ForAll long seed) {
        Random random = new Random(seed);
        List<Double> rsi = IntStream.range(0, 400)
                .mapToObj(i -> 30 + (random.nextBoolean() ? 1 : -1) * (1e-9 + random.nextDouble()))
                .toList();
        List<Side> sides = crossings(rsi);
        assertTrue(sides.size() > 100, "crossings: " + sides.size());
        for (int i = 1; i < sides.size(); i++) {
            assertNotEquals(sides.get(i - 1), sides.get(i));
        }
    }

    private static List<Side> crossings(List<Double> rsi) {
        Rule up = crossesUp(value("rsi(14)"), constant(30));
        Rule down = crossesDown(value("rsi(14)"), constant(30));
        SignalEngine engine = Bars.engine(new Strategy("level", 1, "", up, down, "", context -> 1, ""));
        List<Side> sides = new ArrayList<>();
        for (int i = 1; i < rsi.size(); i++) {
            engine.on(3, Bars.bar(i, true, values(rsi.get(i - 1), 1, 1), values(rsi.get(i), 1, 1)))
                    .forEach(signal -> sides.add(signal.side()));
        }
        return sides;
    }
}
