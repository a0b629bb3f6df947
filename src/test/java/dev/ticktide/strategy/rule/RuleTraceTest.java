package dev.ticktide.strategy.rule;

import static dev.ticktide.strategy.Bars.values;
import static dev.ticktide.strategy.rule.Rules.above;
import static dev.ticktide.strategy.rule.Rules.all;
import static dev.ticktide.strategy.rule.Rules.any;
import static dev.ticktide.strategy.rule.Rules.constant;
import static dev.ticktide.strategy.rule.Rules.crossesDown;
import static dev.ticktide.strategy.rule.Rules.crossesUp;
import static dev.ticktide.strategy.rule.Rules.not;
import static dev.ticktide.strategy.rule.Rules.value;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.Bars;
import dev.ticktide.strategy.RuleEvaluation;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What rules say of a bar beyond yes and no, and what strategies say that do not run. */
class RuleTraceTest {

    private static final double WARMING = Double.NaN;
    private static final Rule UP_THROUGH_30 = crossesUp(value("rsi(14)"), constant(30));
    private static final Rule DOWN_THROUGH_30 = crossesDown(value("rsi(14)"), constant(30));

    private record Row(String fact, Rule rule, double before, double now, Truth truth, String note) {
        @Override
        public String toString() {
            return fact;
        }
    }

    static Stream<Row> crossings() {
        String earlier = "already above at the bar before; a crossing counts once, at the bar that makes it";
        String touched = "on the line; it is crossed only by going beyond";
        return Stream.of(
                new Row("crosses up", UP_THROUGH_30, 29, 31, Truth.HOLDS, null),
                new Row("crossed a bar earlier", UP_THROUGH_30, 31, 32, Truth.FAILS, earlier),
                new Row("stays below", UP_THROUGH_30, 28, 29, Truth.FAILS, "not above yet"),
                new Row("reaches the line", UP_THROUGH_30, 29, 30, Truth.FAILS, touched),
                new Row("lies on the line", UP_THROUGH_30, 30, 30, Truth.FAILS, touched),
                new Row("falls through it", UP_THROUGH_30, 31, 29, Truth.FAILS, "crossed the other way"),
                new Row("falls off it", UP_THROUGH_30, 30, 29, Truth.FAILS, "crossed the other way"),
                new Row("stays above", DOWN_THROUGH_30, 31, 32, Truth.FAILS, "not below yet"),
                new Row(
                        "fell a bar earlier",
                        DOWN_THROUGH_30,
                        29,
                        28,
                        Truth.FAILS,
                        "already below at the bar before; a crossing counts once, at the bar that makes it"),
                new Row("has no value before", UP_THROUGH_30, WARMING, 31, Truth.UNKNOWN, null),
                new Row("has no value at all", UP_THROUGH_30, WARMING, WARMING, Truth.UNKNOWN, null));
    }

    @ParameterizedTest
    @MethodSource("crossings")
    void aCrossingThatDidNotHappenSaysHow(Row row) {
        RuleTrace reading = row.rule.read(Bars.context(values(row.before, 0, 0), values(row.now, 0, 0)));
        assertEquals(row.truth, reading.truth());
        assertEquals(row.note, reading.note());
        assertEquals(row.rule.text(), reading.rule());
    }

    @Test
    void anOperandWithoutAValueSaysHowManyBarsItTakes() {
        Rule rule = all(crossesUp(value("ema(12)"), value("sma(26)")), above(value("rsi(14)"), constant(30)));
        RuleTrace reading = rule.read(Bars.context(values(WARMING, 1, WARMING), values(WARMING, 2, 3)));
        assertEquals(Truth.UNKNOWN, reading.truth());
        assertEquals(Map.of(), reading.needs(), "a rule of rules has no operands");
        assertEquals(Map.of("sma(26)[1]", 27), reading.children().get(0).needs(), "the value at the bar before");
        assertEquals(
                Map.of("ema(12)", 2.0, "ema(12)[1]", 1.0, "sma(26)", 3.0, "sma(26)[1]", WARMING),
                reading.children().get(0).operands());
        assertEquals(Map.of("rsi(14)", 15), reading.children().get(1).needs());
    }

    @Test
    void aTreeIsReadPartByPart() {
        Rule rule = any(not(UP_THROUGH_30), above(value("sma(26)"), constant(1)));
        RuleTrace reading = rule.read(Bars.context(values(29, 0, 0), values(31, 0, WARMING)));
        RuleTrace crossing = new RuleTrace(
                "rsi(14) crosses up through 30",
                Truth.HOLDS,
                new TreeMap<>(Map.of("rsi(14)", 31.0, "rsi(14)[1]", 29.0)),
                new TreeMap<>(),
                null,
                List.of());
        RuleTrace opposite = new RuleTrace(
                "this does not hold", Truth.FAILS, new TreeMap<>(), new TreeMap<>(), null, List.of(crossing));
        RuleTrace level = new RuleTrace(
                "sma(26) is above 1",
                Truth.UNKNOWN,
                new TreeMap<>(Map.of("sma(26)", WARMING)),
                new TreeMap<>(Map.of("sma(26)", 26)),
                null,
                List.of());
        assertEquals(
                new RuleTrace(
                        "one of these holds",
                        Truth.UNKNOWN,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        null,
                        List.of(opposite, level)),
                reading);
        assertEquals(rule.explain(Bars.context(values(29, 0, 0), values(31, 0, WARMING))), reading.explanation());
    }

    @Property
    void aReadingSaysWhatTheEvaluationDoes(@ForAll("numbers") double[] before, @ForAll("numbers") double[] now) {
        BarContext context = Bars.context(before, now);
        Rule crossing = crossesUp(value("ema(12)"), value("sma(26)"));
        Rule level = above(value("rsi(14)"), constant(2));
        for (Rule rule : List.of(crossing, level, all(crossing, level), any(crossing, not(level)))) {
            RuleTrace reading = rule.read(context);
            assertEquals(rule.evaluate(context), reading.truth());
            assertEquals(rule.explain(context), reading.explanation());
            if (reading.truth() == Truth.UNKNOWN && reading.children().isEmpty()) {
                assertEquals(false, reading.needs().isEmpty(), "what it waits for");
            }
            assertEquals(rule == crossing && reading.truth() == Truth.FAILS, reading.note() != null);
        }
    }

    /** Few different values, so that equal ones and missing ones meet often. */
    @Provide
    Arbitrary<double[]> numbers() {
        return Arbitraries.of(1.0, 2.0, 3.0, WARMING).array(double[].class).ofSize(3);
    }

    // Strategies that do not run

    private static final Timeframe M1 = Timeframe.parse("1m");
    private static final StrategyExplainer EXPLAINER = new StrategyExplainer(
            new SignalSettings(List.of(new SignalSettings.Use(Strategies.RSI_REVERSAL, List.of(M1)))),
            List.of(Strategies.RSI_REVERSAL, Strategies.TREND),
            List.of(M1, Samples.M5));

    @Test
    void everyStrategyIsAskedWhereverItRuns() {
        assertEquals(List.of("rsi-reversal", "trend"), EXPLAINER.strategies());
        assertEquals(
                List.of("ema(12)", "rsi(14)", "sma(26)"),
                EXPLAINER.needs().stream().map(Object::toString).toList());
        // In that order of values: the RSI crosses 30, the lines stay apart.
        BarUpdate bar = Bars.bar("AAPL", Samples.M5, 1, true, new double[] {9, 29, 10}, new double[] {9, 31, 10});
        List<RuleEvaluation> judged = EXPLAINER.explain(bar);
        assertEquals(
                List.of(
                        "rsi-reversal BUY HOLDS [1m]",
                        "rsi-reversal SELL FAILS [1m]",
                        "trend BUY FAILS []",
                        "trend SELL FAILS []"),
                judged.stream()
                        .map(each -> each.strategy().name() + " "
                                + each.side() + " "
                                + each.truth() + " " + EXPLAINER.timeframesOf(each.strategy()))
                        .toList());
        assertEquals(
                List.of(),
                EXPLAINER.explain(Bars.bar("AAPL", Timeframe.parse("1h"), 1, true, new double[3], new double[3])),
                "a timeframe that nobody computes");
    }

    @Test
    void theIdIsThatOfTheSignalWhichTheBarRaises() {
        BarUpdate live = Bars.bar(6, true, values(29, 9, 10), values(31, 9, 10));
        String raised = Bars.engine(Strategies.RSI_REVERSAL).on(3, live).get(0).id();
        BarUpdate again = Bars.bar(6, true, new double[] {9, 29, 10}, new double[] {9, 31, 10});
        assertEquals(raised, EXPLAINER.explain(again).get(0).signalId());
    }
}
