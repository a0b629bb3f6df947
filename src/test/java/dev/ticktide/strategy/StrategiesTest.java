package dev.ticktide.strategy;

import static dev.ticktide.strategy.Bars.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.strategy.rule.BarContext;
import dev.ticktide.strategy.rule.Rule;
import dev.ticktide.strategy.rule.Rules;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrategiesTest {

    private static final double NONE = Double.NaN;

    private record Case(String fact, double[] before, double[] now, List<Side> raised) {
        @Override
        public String toString() {
            return fact;
        }
    }

    static Stream<Case> reversals() {
        return Stream.of(
                rsi("leaving the oversold zone buys", 29.9, 30.1, Side.BUY),
                rsi("from exactly 30 upwards buys", 30, 30.1, Side.BUY),
                rsi("reaching 30 is not yet out of the zone", 29.9, 30),
                rsi("rising below the zone's end is nothing", 20, 29.9),
                rsi("being out of the zone already is nothing", 30.1, 35),
                rsi("falling into the oversold zone is nothing", 30.1, 29.9),
                rsi("leaving the overbought zone sells", 70.1, 69.9, Side.SELL),
                rsi("from exactly 70 downwards sells", 70, 69.9, Side.SELL),
                rsi("reaching 70 is not yet out of the zone", 70.1, 70),
                rsi("rising into the overbought zone is nothing", 69.9, 70.1),
                rsi("the first RSI of all is nothing", NONE, 31),
                rsi("through both zones in one bar is one buy", 10, 90, Side.BUY));
    }

    private static Case rsi(String fact, double before, double now, Side... raised) {
        return new Case(fact, values(before, 1, 1), values(now, 1, 1), List.of(raised));
    }

    @ParameterizedTest
    @MethodSource("reversals")
    void rsiReversalTradesTheTurn(Case row) {
        assertEquals(row.raised, sides(Strategies.RSI_REVERSAL, row));
    }

    static Stream<Case> trends() {
        return Stream.of(
                trend("overtaking with room to go buys", 99, 100, 101, 100, 69.9, Side.BUY),
                trend("overtaking from level buys", 100, 100, 101, 100, 50, Side.BUY),
                trend("overtaking when overbought is nothing", 99, 100, 101, 100, 70),
                trend("overtaking without an RSI yet is nothing", 99, 100, 101, 100, NONE),
                trend("only reaching the slow average is nothing", 99, 100, 100, 100, 50),
                trend("being above already is nothing", 101, 100, 102, 100, 50),
                trend("the slow average falling below the fast one buys too", 99, 100, 99, 98, 50, Side.BUY),
                trend("falling behind with room to go sells", 101, 100, 99, 100, 30.1, Side.SELL),
                trend("falling behind when oversold is nothing", 101, 100, 99, 100, 30),
                trend("falling to the slow average is nothing", 101, 100, 100, 100, 50),
                trend("the first slow average of all is nothing", 99, NONE, 101, 100, 50));
    }

    private static Case trend(
            String fact, double fastBefore, double slowBefore, double fast, double slow, double rsi, Side... raised) {
        return new Case(fact, values(50, fastBefore, slowBefore), values(rsi, fast, slow), List.of(raised));
    }

    @ParameterizedTest
    @MethodSource("trends")
    void trendTradesTheCrossing(Case row) {
        assertEquals(row.raised, sides(Strategies.TREND, row));
    }

    private static List<Side> sides(Strategy strategy, Case row) {
        return Bars.engine(strategy).on(3, Bars.bar(1, true, row.before, row.now)).stream()
                .map(Signal::side)
                .toList();
    }

    @Test
    void aSignalCarriesItsEvidence() {
        BarUpdate bar = Bars.bar(7, true, values(29.5, 1, 2), values(31.25, 3, 4));
        long time = bar.bar().time();
        Signal expected = new Signal(
                StableHash.timedId(time + 300_000_000, "AAPL", Samples.M5, "rsi-reversal", 1, Side.BUY, time),
                3,
                7,
                "AAPL",
                Samples.M5,
                "rsi-reversal",
                1,
                Side.BUY,
                time,
                bar.arrival(),
                100,
                0.0875,
                Strategies.RSI_REVERSAL.buy().explain(BarContext.of(bar, BarContext.positions(Bars.ORDER))),
                new TreeMap<>(Map.of(
                        "barTime",
                        time / 1_000.0,
                        "open",
                        99.0,
                        "high",
                        102.0,
                        "low",
                        98.0,
                        "close",
                        100.0,
                        "volume",
                        1_000.0,
                        "rsi(14)",
                        31.25,
                        "rsi(14)[1]",
                        29.5)));
        assertEquals(List.of(expected), Bars.engine(Strategies.RSI_REVERSAL).on(3, bar));
    }

    @Test
    void theIdOfASignalIsForEver() {
        assertEquals(
                "017ec704fd2093b19ae7e15409e36bcd",
                StableHash.timedId(
                        Samples.T0 + 300_000_000, "AAPL", Samples.M5, "rsi-reversal", 1, Side.BUY, Samples.T0));
    }

    @Test
    void eachPartOfItsIdentityMakesAnotherSignalAndNothingElseDoes() {
        Timeframe m1 = Timeframe.parse("1m");
        Strategy old = alwaysBoth("a", 1);
        List<Signal> signals = new ArrayList<>();
        signals.addAll(raise(old, "AAPL", Samples.M5, 1));
        signals.addAll(raise(old, "MSFT", Samples.M5, 1));
        signals.addAll(raise(old, "AAPL", m1, 1));
        signals.addAll(raise(old, "AAPL", Samples.M5, 2));
        signals.addAll(raise(alwaysBoth("a", 2), "AAPL", Samples.M5, 1));
        signals.addAll(raise(alwaysBoth("b", 1), "AAPL", Samples.M5, 1));
        List<String> ids = signals.stream().map(Signal::id).toList();
        assertEquals(12, new HashSet<>(ids).size(), "two sides of six identities");

        BarUpdate sameBar = Bars.bar("AAPL", Samples.M5, 1, true, values(1, 1, 1), values(2, 2, 2));
        BarUpdate later = new BarUpdate(
                "AAPL", Samples.M5, 99, 5, true, sameBar.bar(), sameBar.values(), sameBar.previous(), 77, null, null);
        assertEquals(
                ids.subList(0, 2),
                engine(old, Samples.M5).on(9, later).stream().map(Signal::id).toList(),
                "partition, place in the log and arrival are not part of it");
    }

    private static List<Signal> raise(Strategy strategy, String symbol, Timeframe timeframe, long seq) {
        return engine(strategy, timeframe)
                .on(3, Bars.bar(symbol, timeframe, seq, true, values(1, 1, 1), values(2, 2, 2)));
    }

    private static SignalEngine engine(Strategy strategy, Timeframe timeframe) {
        return new SignalEngine(
                new SignalSettings(List.of(new SignalSettings.Use(strategy, List.of(timeframe)))), Bars.ORDER);
    }

    private static Strategy alwaysBoth(String name, int version) {
        Rule always = Rules.above(Rules.value("rsi(14)"), Rules.constant(0));
        return new Strategy(name, version, "", always, always, "", context -> 0.5, "");
    }

    @Property
    void aLargerRsiJumpIsNeverLessConfident(
            @ForAll @DoubleRange(max = 30) double before,
            @ForAll @DoubleRange(min = 30, max = 100) double a,
            @ForAll @DoubleRange(min = 30, max = 100) double b) {
        double smaller = strength(Strategies.RSI_REVERSAL, values(before, 1, 1), values(Math.min(a, b), 1, 1));
        double larger = strength(Strategies.RSI_REVERSAL, values(before, 1, 1), values(Math.max(a, b), 1, 1));
        assertTrue(0 <= smaller && smaller <= larger && larger <= 1, smaller + " " + larger);
    }

    @Property
    void averagesFurtherApartAreNeverLessConfident(
            @ForAll @DoubleRange(min = 100, max = 102) double a, @ForAll @DoubleRange(min = 100, max = 102) double b) {
        double smaller = strength(Strategies.TREND, values(50, 99, 100), values(50, Math.min(a, b), 100));
        double larger = strength(Strategies.TREND, values(50, 99, 100), values(50, Math.max(a, b), 100));
        assertTrue(0 <= smaller && smaller <= larger && larger <= 1, smaller + " " + larger);
    }

    @Test
    void theScalesEndWhereTheStrategiesSay() {
        assertEquals(0.1, strength(Strategies.RSI_REVERSAL, values(29, 1, 1), values(31, 1, 1)), 1e-12);
        assertEquals(1, strength(Strategies.RSI_REVERSAL, values(20, 1, 1), values(40, 1, 1)));
        assertEquals(1, strength(Strategies.RSI_REVERSAL, values(95, 1, 1), values(15, 1, 1)));
        assertEquals(0.2, strength(Strategies.TREND, values(50, 99, 100), values(50, 100.1, 100)), 1e-12);
        assertEquals(1, strength(Strategies.TREND, values(50, 99, 100), values(50, 100.5, 100)));
    }

    private static double strength(Strategy strategy, double[] before, double[] now) {
        return strategy.strength().of(Bars.context(before, now));
    }

    @Test
    void aStrategyIsFoundByNameAndAWrongNameIsToldTheRightOnes() {
        assertEquals(Strategies.TREND, Strategies.named("trend"));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Strategies.named("Trend"));
        assertEquals(
                "there is no strategy \"Trend\"; did you mean \"trend\"? There are bollinger-reversal, donchian-breakout,"
                        + " golden-cross, macd-cross, pullback, rsi-reversal, supertrend, trend",
                refused.getMessage());
    }

    @Test
    void anEngineRefusesAStrategyWhoseIndicatorsAreNotComputed() {
        SignalSettings settings =
                new SignalSettings(List.of(new SignalSettings.Use(Strategies.TREND, List.of(Samples.M5))));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> new SignalEngine(settings, Bars.ORDER.subList(0, 2)));
        assertEquals("trend needs sma(26), which is not computed", refused.getMessage());
    }
}
