package dev.ticktide.web.rest.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.Candle;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.RuleEvaluation;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.rule.Truth;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.web.view.RuleView;
import dev.ticktide.web.view.Views;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules saw at a bar. */
@Tag("slow")
class BarReasonsTest extends JudgedBars {

    private static final double LAST_DIGITS = 1e-12;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyBarIsAnsweredAsTheStageJudgedIt(long seed) {
        BarReasons reasons = run(walk(seed, 900), BOTH);
        Map<String, Signal> left = new HashMap<>(raised);
        assertTrue(left.size() > 20, "signals of seed " + seed + ": " + left.size());
        live.forEach((key, evaluations) -> {
            Timeframe timeframe = (Timeframe) key.get(0);
            JsonNode answer = ask(reasons, timeframe, (long) key.get(1));
            assertEquals(evaluations.size(), answer.get("rules").size(), key::toString);
            for (RuleEvaluation evaluation : evaluations) {
                JsonNode rule = rule(
                        answer,
                        "rules",
                        evaluation.strategy().name(),
                        evaluation.side().label());
                String where = seed + " " + key + " " + rule;
                assertEquals(
                        evaluation.truth() == Truth.UNKNOWN
                                ? "warming"
                                : evaluation.truth().name().toLowerCase(java.util.Locale.ROOT),
                        rule.get("state").asText(),
                        where);
                Signal signal = left.remove(evaluation.signalId());
                assertEquals(signal == null, rule.get("signal").isNull(), where);
                if (signal != null) {
                    assertEquals("raised", rule.get("reason").asText());
                    assertEquals(signal.id(), rule.get("signal").get("id").asText());
                    assertEquals(Views.tree(RuleView.of(signal.explain())), rule.get("explain"), "to the last bit");
                } else {
                    assertNear(
                            Views.tree(RuleView.of(evaluation.trace(), counts.get(key))),
                            (ObjectNode) rule.get("explain"),
                            counts.get(key) < 500 ? 0 : LAST_DIGITS,
                            where);
                }
            }
        });
        assertEquals(Map.of(), left, "signals that no bar answers for");
    }

    /** The same trees; the numbers up to a relative error. */
    private static void assertNear(JsonNode expected, JsonNode actual, double error, String where) {
        for (String field : List.of("rule", "satisfied", "note")) {
            assertEquals(expected.get(field), actual.get(field), where);
        }
        expected.get("operands").properties().forEach(operand -> {
            double value = operand.getValue().asDouble(Double.NaN);
            double found = actual.get("operands").get(operand.getKey()).asDouble(Double.NaN);
            if (error == 0 || Double.isNaN(value)) {
                assertEquals(value, found, where);
            } else {
                assertEquals(value, found, Math.abs(value) * error, where);
            }
        });
        assertEquals(expected.has("warmup"), actual.has("warmup"), where);
        if (expected.has("warmup")) {
            assertEquals(expected.get("warmup"), actual.get("warmup"), where);
        }
        for (int i = 0; i < expected.get("children").size(); i++) {
            assertNear(expected.get("children").get(i), actual.get("children").get(i), error, where);
        }
    }

    @Test
    void aRuleThatCrossesHoldsOnceAndSaysSoAfterwards() {
        BarReasons reasons = run(valley(), BOTH);
        // RSI by hand: 0 after 19 falls of 1; with the rise of 4 at bar 20 the mean gain is 4/14, the mean loss 13/14.
        double first = 100 - 100 / (1 + 4.0 / 13);
        JsonNode crossed = ask(reasons, Timeframe.RAW, T0 + 20 * STEP);
        assertEquals(0.0, crossed.get("previous").get("rsi(14)").asDouble());
        assertEquals(first, crossed.get("values").get("rsi(14)").asDouble(), LAST_DIGITS * 100);
        assertTrue(first < 30, "not there yet: " + first);
        // At bar 21 the gain is 2: (4/14 * 13 + 2) / 14 against 13/14 * 13/14.
        double gain = (4.0 / 14 * 13 + 2) / 14;
        double loss = 13.0 / 14 * 13 / 14;
        double second = 100 - 100 / (1 + gain / loss);
        JsonNode there = ask(reasons, Timeframe.RAW, T0 + 21 * STEP);
        assertEquals(second, there.get("values").get("rsi(14)").asDouble(), LAST_DIGITS * 100);
        assertTrue(second > 30, "across: " + second);
        JsonNode buy = rule(there, "rules", "rsi-reversal", "buy");
        assertEquals("holds raised", stateAndReason(buy));
        assertEquals("buy", buy.get("signal").get("side").asText());
        assertEquals(T0 / 1_000 + 20 * STEP / 1_000, there.get("before").asLong());
        assertEquals(T0 / 1_000 + 22 * STEP / 1_000, there.get("next").asLong());

        JsonNode yet = rule(crossed, "rules", "rsi-reversal", "buy");
        assertEquals("fails fails", stateAndReason(yet));
        assertEquals("not above yet", yet.get("explain").get("note").asText());
        JsonNode after = rule(ask(reasons, Timeframe.RAW, T0 + 22 * STEP), "rules", "rsi-reversal", "buy");
        assertEquals("fails fails", stateAndReason(after));
        assertEquals(false, after.get("explain").get("satisfied").asBoolean());
        assertTrue(after.get("explain").get("note").asText().startsWith("already above at the bar before"));
    }

    @Test
    void aRuleThatIsWarmingUpSaysForHowManyBars() {
        BarReasons reasons = run(valley(), BOTH);
        JsonNode answer = ask(reasons, Timeframe.RAW, T0 + 11 * STEP);
        JsonNode rule = rule(answer, "rules", "rsi-reversal", "sell");
        assertEquals("warming warming", stateAndReason(rule));
        assertTrue(rule.get("explain").get("satisfied").isNull());
        assertEquals(
                "{\"rsi(14)\":{\"need\":15,\"have\":12},\"rsi(14)[1]\":{\"need\":16,\"have\":12}}",
                rule.get("explain").get("warmup").toString());
        assertEquals(
                "{\"need\":26,\"have\":12}", answer.get("warmup").get("sma(26)").toString());
        JsonNode first = ask(reasons, Timeframe.RAW, T0);
        assertTrue(first.get("before").isNull());
        assertTrue(first.get("values").get("ema(12)").isNull());
    }

    @Test
    void aStrategyThatDoesNotRunHereSaysWhatItWouldHave() {
        SignalSettings onlyM5 =
                new SignalSettings(List.of(new SignalSettings.Use(Strategies.RSI_REVERSAL, List.of(M5))));
        BarReasons reasons = run(valley(), onlyM5);
        assertEquals(Map.of(), raised);
        JsonNode answer = ask(reasons, Timeframe.RAW, T0 + 21 * STEP);
        assertEquals(0, answer.get("rules").size());
        JsonNode elsewhere = rule(answer, "elsewhere", "rsi-reversal", "buy");
        assertEquals("holds not_on_timeframe", stateAndReason(elsewhere));
        assertEquals("[\"5m\"]", elsewhere.get("timeframes").toString());
        assertEquals("warming not_configured", stateAndReason(rule(answer, "elsewhere", "trend", "sell")));
        JsonNode one = Views.tree(onContext(() -> reasons.at("AAPL", Timeframe.RAW, T0 + 21 * STEP, "trend")));
        assertEquals(2, one.get("elsewhere").size(), "both sides of the one that was asked about");
    }

    @Test
    void anyTimeWithinABarFindsIt() {
        BarReasons reasons = run(valley(), BOTH);
        long start = M1.startOf(T0 + 5 * STEP);
        assertEquals(ask(reasons, M1, start), ask(reasons, M1, start + 59_999_999));
    }

    @Test
    void theOpenBarIsJudgedAsIfItClosedNow() {
        BarReasons reasons = run(valley(), BOTH);
        long start = M1.startOf(T0 + 29 * STEP);
        JsonNode answer = ask(reasons, M1, start);
        assertEquals(true, answer.get("provisional").asBoolean());
        assertEquals(103.0, answer.get("bar").get("close").asDouble());
        assertTrue(answer.get("next").isNull());
        JsonNode rule = rule(answer, "rules", "rsi-reversal", "buy");
        assertEquals("warming warming", stateAndReason(rule), "9 closed bars are there");
        assertEquals(
                9, rule.get("explain").get("warmup").get("rsi(14)").get("have").asInt());
    }

    @Test
    void anOpenBarThatWouldCrossSaysSo() {
        // Per bar of 1m one candle; the last, which stays open, is the first rise after 19 falls that takes RSI over
        // 30.
        List<Candle> candles = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            candles.add(candle(T0 + i * 60_000_000L, 100 - i));
        }
        candles.add(candle(T0 + 20 * 60_000_000L, 90));
        BarReasons reasons = run(candles, BOTH);
        JsonNode answer = ask(reasons, M1, T0 + 20 * 60_000_000L);
        // The mean gain is 9/14, the mean loss 13/14.
        assertEquals(
                100 - 100 / (1 + 9.0 / 13), answer.get("values").get("rsi(14)").asDouble(), 1e-10);
        JsonNode rule = rule(answer, "rules", "rsi-reversal", "buy");
        assertEquals("holds open", stateAndReason(rule));
        assertTrue(rule.get("signal").isNull());
    }

    @Test
    void whatIsNoBarIsToldApart() {
        List<Candle> candles = new ArrayList<>(valley());
        candles.add(candle(T0 + 3 * STEP + 5, 97));
        BarReasons reasons = run(candles, BOTH);
        assertEquals(
                true, ask(reasons, Timeframe.RAW, T0 + 3 * STEP + 5).get("late").asBoolean());
        assertEquals("404 no_such_bar", problem(() -> ask(reasons, Timeframe.RAW, T0 + 1)));
        assertEquals("404 no_such_bar", problem(() -> ask(reasons, M1, T0 - 86_400_000_000L)));
        assertEquals("404 no_such_bar", problem(() -> ask(reasons, M1, T0 + 86_400_000_000L)), "after the newest");
        assertEquals("422 in_future", problem(() -> ask(reasons, M1, T0 + 400 * 86_400_000_000L)));
        assertEquals("404 not_found", problem(() -> onContext(() -> reasons.at("NONE", M1, T0, null))));
    }
}
