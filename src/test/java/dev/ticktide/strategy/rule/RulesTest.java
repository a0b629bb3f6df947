package dev.ticktide.strategy.rule;

import static dev.ticktide.strategy.Bars.values;
import static dev.ticktide.strategy.rule.Rules.above;
import static dev.ticktide.strategy.rule.Rules.all;
import static dev.ticktide.strategy.rule.Rules.any;
import static dev.ticktide.strategy.rule.Rules.below;
import static dev.ticktide.strategy.rule.Rules.constant;
import static dev.ticktide.strategy.rule.Rules.crossesDown;
import static dev.ticktide.strategy.rule.Rules.crossesUp;
import static dev.ticktide.strategy.rule.Rules.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.market.signal.Explanation;
import dev.ticktide.strategy.Bars;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

class RulesTest {

    private static final Rule UP_THROUGH_30 = crossesUp(value("rsi(14)"), constant(30));
    private static final Rule DOWN_THROUGH_30 = crossesDown(value("rsi(14)"), constant(30));
    private static final Rule FAST_OVER_SLOW = crossesUp(value("ema(12)"), value("sma(26)"));
    private static final Rule FAST_UNDER_SLOW = crossesDown(value("ema(12)"), value("sma(26)"));

    private record Crossing(String fact, double before, double now, boolean up, boolean down) {
        @Override
        public String toString() {
            return fact;
        }
    }

    static Stream<Crossing> crossings() {
        double warming = Double.NaN;
        return Stream.of(
                new Crossing("from below to above crosses up", 29, 31, true, false),
                new Crossing("from the line to above crosses up", 30, 30.5, true, false),
                new Crossing("from below up to the line only touches", 29, 30, false, false),
                new Crossing("on the line, staying there", 30, 30, false, false),
                new Crossing("above, staying there", 31, 32, false, false),
                new Crossing("below, staying there", 28, 29, false, false),
                new Crossing("from above to below crosses down", 31, 29, false, true),
                new Crossing("from the line to below crosses down", 30, 29.5, false, true),
                new Crossing("from above down to the line only touches", 31, 30, false, false),
                new Crossing("the first value of all crosses nothing", warming, 31, false, false),
                new Crossing("the first value of all below crosses nothing", warming, 29, false, false),
                new Crossing("no value now crosses nothing", 29, warming, false, false),
                new Crossing("no value at all crosses nothing", warming, warming, false, false));
    }

    @ParameterizedTest
    @MethodSource("crossings")
    void aThresholdIsCrossedByTheBarThatLeavesItBehind(Crossing row) {
        BarContext context = Bars.context(values(row.before, 0, 0), values(row.now, 0, 0));
        assertEquals(row.up, UP_THROUGH_30.holds(context));
        assertEquals(row.down, DOWN_THROUGH_30.holds(context));
    }

    @ParameterizedTest
    @MethodSource("crossings")
    void aLineIsCrossedAsAThresholdIs(Crossing row) {
        // The slow line moves along by 5, so that only the distance of the two can decide.
        BarContext context = Bars.context(values(0, row.before - 5, 25), values(0, row.now + 5, 35));
        assertEquals(row.up, FAST_OVER_SLOW.holds(context));
        assertEquals(row.down, FAST_UNDER_SLOW.holds(context));
    }

    @Test
    void aLineThatIsStillWarmingUpIsNotCrossedByTheOther() {
        assertEquals(false, FAST_OVER_SLOW.holds(Bars.context(values(0, 1, Double.NaN), values(0, 3, 2))));
        assertEquals(false, FAST_UNDER_SLOW.holds(Bars.context(values(0, 3, Double.NaN), values(0, 1, 2))));
    }

    private record Level(String fact, double now, boolean above, boolean below) {
        @Override
        public String toString() {
            return fact;
        }
    }

    static Stream<Level> levels() {
        return Stream.of(
                new Level("more is above", 30.01, true, false),
                new Level("less is below", 29.99, false, true),
                new Level("equal is neither", 30, false, false),
                new Level("warming up is neither", Double.NaN, false, false));
    }

    @ParameterizedTest
    @MethodSource("levels")
    void levelsLookAtThisBarOnly(Level row) {
        BarContext context = Bars.context(values(Double.NaN, 0, 0), values(row.now, 0, 0));
        assertEquals(row.above, above(value("rsi(14)"), constant(30)).holds(context));
        assertEquals(row.below, below(value("rsi(14)"), constant(30)).holds(context));
    }

    @Test
    void anExplanationIsTheTreeOfRulesWithWhatEachLookedAt() {
        Rule rule = all(FAST_OVER_SLOW, below(value("rsi(14)"), constant(70)));
        BarContext context = Bars.context(values(40, 9, 10), values(55.5, 11, 10.5));
        assertEquals(
                new Explanation(
                        "all of these hold",
                        true,
                        new TreeMap<>(),
                        List.of(
                                new Explanation(
                                        "ema(12) crosses up through sma(26)",
                                        true,
                                        new TreeMap<>(Map.of(
                                                "ema(12)",
                                                11.0,
                                                "ema(12)[1]",
                                                9.0,
                                                "sma(26)",
                                                10.5,
                                                "sma(26)[1]",
                                                10.0)),
                                        List.of()),
                                new Explanation(
                                        "rsi(14) is below 70",
                                        true,
                                        new TreeMap<>(Map.of("rsi(14)", 55.5)),
                                        List.of()))),
                rule.explain(context));
    }

    @Test
    void aCrossingIsExplainedByThisBarAndTheOneBefore() {
        BarContext context = Bars.context(values(28.5, 0, 0), values(30.25, 0, 0));
        assertEquals(
                new Explanation(
                        "rsi(14) crosses up through 30",
                        true,
                        new TreeMap<>(Map.of("rsi(14)", 30.25, "rsi(14)[1]", 28.5)),
                        List.of()),
                UP_THROUGH_30.explain(context));
    }

    @Test
    void anExplanationShowsTheMissingValueOfAnIndicatorThatIsWarmingUp() {
        Explanation explanation = UP_THROUGH_30.explain(Bars.context(values(Double.NaN, 0, 0), values(31, 0, 0)));
        assertEquals(false, explanation.satisfied());
        assertEquals(Map.of("rsi(14)", 31.0, "rsi(14)[1]", Double.NaN), explanation.operands());
    }

    @Test
    void aThresholdWithAFractionIsWrittenWithIt() {
        Rule rule = any(above(value("rsi(14)"), constant(30.5)), below(value("rsi(14)"), constant(-2)));
        Explanation explanation = rule.explain(Bars.context(values(0, 0, 0), values(0, 0, 0)));
        assertEquals("one of these holds", explanation.rule());
        assertEquals(
                List.of("rsi(14) is above 30.5", "rsi(14) is below -2"),
                explanation.children().stream().map(Explanation::rule).toList());
    }

    @Test
    void aRuleNeedsTheIndicatorsOfItsParts() {
        assertEquals(
                Set.copyOf(IndicatorColumn.of(Bars.ORDER)),
                all(FAST_OVER_SLOW, any(UP_THROUGH_30)).needs());
        assertEquals(Set.of(IndicatorColumn.parse("rsi(14)")), UP_THROUGH_30.needs());
    }

    @Test
    void anIndicatorThatIsNotComputedIsNamedWithTheCure() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> above(value("sma(99)"), constant(1))
                        .holds(Bars.context(values(0, 0, 0), values(0, 0, 0))));
        assertEquals("sma(99) is not computed; add it to indicators.names", refused.getMessage());
    }

    @Property
    void everyNodeOfAnExplanationSaysWhatItsRuleDoes(
            @ForAll("numbers") double[] before, @ForAll("numbers") double[] now) {
        BarContext context = Bars.context(before, now);
        Rule level = above(value("rsi(14)"), constant(2));
        Rule both = all(FAST_OVER_SLOW, level);
        Rule either = any(FAST_UNDER_SLOW, both);
        Explanation top = either.explain(context);
        assertEquals(either.holds(context), top.satisfied());
        assertEquals(top.satisfied(), top.children().stream().anyMatch(Explanation::satisfied));
        Explanation inner = top.children().get(1);
        assertEquals(both.explain(context), inner);
        assertEquals(both.holds(context), inner.satisfied());
        assertEquals(inner.satisfied(), inner.children().stream().allMatch(Explanation::satisfied));
        assertEquals(FAST_OVER_SLOW.holds(context), inner.children().get(0).satisfied());
        assertEquals(level.holds(context), inner.children().get(1).satisfied());
    }

    @Property
    void noBarCrossesBothWays(@ForAll("numbers") double[] before, @ForAll("numbers") double[] now) {
        BarContext context = Bars.context(before, now);
        assertEquals(false, FAST_OVER_SLOW.holds(context) && FAST_UNDER_SLOW.holds(context));
    }

    /** Few different values, so that equal ones and missing ones meet often. */
    @Provide
    Arbitrary<double[]> numbers() {
        return Arbitraries.of(1.0, 2.0, 3.0, Double.NaN).array(double[].class).ofSize(3);
    }
}
