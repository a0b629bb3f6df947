package dev.ticktide.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.http.ProblemException;
import dev.ticktide.indicator.BarSink;
import dev.ticktide.indicator.IndicatorSettings;
import dev.ticktide.indicator.PartitionState;
import dev.ticktide.market.Candle;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.strategy.RuleEvaluation;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.Strategies;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.strategy.Truth;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.MarketRowExtras;
import dev.ticktide.web.board.Outcome;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.view.RuleView;
import dev.ticktide.web.view.Views;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered about the bars of a market that went through the stages' own code, which is the oracle. */
class BarReasonsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final double LAST_DIGITS = 1e-12;
    private static final int PARTITIONS = 1;
    private static final long T0 = Samples.T0;
    private static final long STEP = 20_000_000;
    private static final Timeframe M1 = Timeframe.parse("1m");
    private static final Timeframe M5 = Samples.M5;
    private static final List<Timeframe> TIMEFRAMES = List.of(Timeframe.RAW, M1, M5);
    private static final List<IndicatorName> NAMES = Stream.of("sma(26)", "ema(12)", "rsi(14)", "sma(5)")
            .map(IndicatorName::parse)
            .toList();
    private static final SignalSettings BOTH = new SignalSettings(List.of(
            new SignalSettings.Use(Strategies.RSI_REVERSAL, TIMEFRAMES),
            new SignalSettings.Use(Strategies.TREND, List.of(Timeframe.RAW, M1))));

    @TempDir
    Path folder;

    private Store store;
    private Store.Fence fence;
    private final Context context = VERTX.getOrCreateContext();
    private final PartitionState state = new PartitionState(0, new IndicatorSettings(TIMEFRAMES, NAMES));
    private final Board board = new Board(MarketRowExtras.none());
    private final Map<String, Signal> raised = new HashMap<>();
    /** What the live engine saw, by timeframe and time. */
    private final Map<List<Object>, List<RuleEvaluation>> live = new HashMap<>();

    private final Map<List<Object>, Long> counts = new HashMap<>();

    @AfterEach
    void close() {
        store.close();
    }

    @AfterAll
    static void stop() {
        await(VERTX.close().toCompletionStage());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Folds and evaluates as the stages do, and stores what they store. */
    private BarReasons run(List<Candle> candles, SignalSettings settings) {
        store = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
        fence = new Store.Fence(
                "indicator", 0, await(store.claim("indicator", 0, 0, "n1")).orElseThrow());
        SignalEngine engine = new SignalEngine(settings, NAMES);
        List<LogEntry> entries = new ArrayList<>();
        List<Store.ClosedBar> bars = new ArrayList<>();
        BarSink sink = new BarSink() {
            @Override
            public void bar(BarUpdate update) {
                if (!update.timeframe().isRaw()) {
                    bars.add(new Store.ClosedBar(update.symbol(), update.timeframe(), update.bar()));
                }
                List<Object> key = List.of(update.timeframe(), update.bar().time());
                live.put(key, engine.explain(update));
                counts.put(key, update.bars());
                engine.on(0, update).forEach(signal -> raised.put(signal.id(), signal));
            }

            @Override
            public boolean wantsProvisional() {
                return false;
            }
        };
        for (Candle candle : candles) {
            boolean late = candle.time() < state.lastCandleTime(candle.symbol()).orElse(Long.MIN_VALUE);
            LogEntry entry = new LogEntry(0, entries.size() + 1, candle.time() + 7, late, candle);
            entries.add(entry);
            state.apply(entry, sink);
        }
        await(store.append(new Store.Append(List.of(fence), entries, bars, List.of())));
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), List.copyOf(raised.values()), List.of())));
        return reasons(settings);
    }

    private BarReasons reasons(SignalSettings settings) {
        return new BarReasons(
                store,
                new ChartData(store, board),
                board,
                new StrategyExplainer(settings, Strategies.known(), TIMEFRAMES),
                symbol -> Future.succeededFuture(
                        symbol.equals("AAPL") ? state.view(symbol) : new SymbolView(symbol, List.of(), List.of())),
                () -> T0 + 365 * 86_400_000_000L,
                context);
    }

    private JsonNode ask(BarReasons reasons, Timeframe timeframe, long time) {
        return Views.tree(onContext(() -> reasons.at("AAPL", timeframe, time, null)));
    }

    private <T> T onContext(java.util.function.Supplier<Future<T>> question) {
        io.vertx.core.Promise<T> answer = io.vertx.core.Promise.promise();
        context.runOnContext(nothing -> question.get().onComplete(answer));
        return await(answer.future().toCompletionStage());
    }

    private static String problem(Executable question) {
        CompletionException thrown = org.junit.jupiter.api.Assertions.assertThrows(CompletionException.class, question);
        ProblemException problem = assertInstanceOf(ProblemException.class, thrown.getCause());
        return problem.status() + " " + problem.code();
    }

    private static Candle candle(long time, double close) {
        return new Candle("AAPL", time, close, close + 0.25, close - 0.25, close, 10);
    }

    private static List<Candle> walk(long seed, int count) {
        Random random = new Random(seed);
        List<Candle> candles = new ArrayList<>();
        double close = 100;
        for (int i = 0; i < count; i++) {
            close *= Math.exp(0.004 * random.nextGaussian());
            candles.add(candle(T0 + i * STEP, close));
        }
        return candles;
    }

    /** Closes that fall, so that the RSI is 0, and then rise. */
    private static List<Candle> valley() {
        List<Candle> candles = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            candles.add(candle(T0 + i * STEP, 100 - i));
        }
        for (int i = 0; i < 10; i++) {
            candles.add(candle(T0 + (20 + i) * STEP, 85 + 2 * i));
        }
        return candles;
    }

    private static JsonNode rule(JsonNode answer, String list, String strategy, String side) {
        for (JsonNode each : answer.get(list)) {
            if (each.get("strategy").asText().equals(strategy)
                    && each.get("side").asText().equals(side)) {
                return each;
            }
        }
        throw new AssertionError("no " + strategy + " " + side + " in " + answer);
    }

    private static String stateAndReason(JsonNode rule) {
        return rule.get("state").asText() + " " + rule.get("reason").asText();
    }

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
    void aRuleThatHoldsWithoutASignalSaysThatNoneIsStored() {
        run(valley(), new SignalSettings(List.of()));
        JsonNode answer = ask(reasons(BOTH), Timeframe.RAW, T0 + 21 * STEP);
        assertEquals("holds not_stored", stateAndReason(rule(answer, "rules", "rsi-reversal", "buy")));
    }

    @Test
    void whatIsStoredCountsWhateverTheRulesAreNow() {
        BarReasons then = run(valley(), BOTH);
        long time = T0 + 21 * STEP;
        String id = rule(ask(then, Timeframe.RAW, time), "rules", "rsi-reversal", "buy")
                .get("signal")
                .get("id")
                .asText();
        JsonNode off = ask(reasons(new SignalSettings(List.of())), Timeframe.RAW, time);
        assertEquals(
                id,
                rule(off, "rules", "rsi-reversal", "buy")
                        .get("signal")
                        .get("id")
                        .asText());
        Signal old = raised.get(id);
        Signal other = new Signal(
                "0ff",
                old.partition(),
                old.seq(),
                old.symbol(),
                old.timeframe(),
                "retired",
                3,
                old.side(),
                old.barTime(),
                old.generatedAt(),
                old.price(),
                old.strength(),
                old.explain(),
                old.inputs());
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), List.of(other), List.of())));
        JsonNode retired = rule(ask(reasons(BOTH), Timeframe.RAW, time), "rules", "retired", "buy");
        assertEquals("0ff 3", retired.get("signal").get("id").asText() + " " + retired.get("version"));
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

    @Test
    void theOutcomeIsOfTheBarsAfterTheSignalsOwn() {
        BarReasons reasons = run(valley(), BOTH);
        Signal signal = raised.values().stream()
                .filter(each -> each.strategy().equals("rsi-reversal"))
                .findFirst()
                .orElseThrow();
        assertEquals(T0 + 21 * STEP, signal.barTime());
        assertEquals(87, signal.price());
        Outcome outcome = onContext(() -> reasons.outcome(signal));
        // Eight bars follow, each 2 higher: the first opens at 89, the last closes at 103; lows from 88.75, highs to
        // 103.25.
        assertEquals(89, outcome.entry());
        assertEquals(8, outcome.bars());
        assertEquals(100 * (103.0 / 89 - 1), outcome.percent(), 1e-10);
        assertEquals(100 * (97.0 / 89 - 1), outcome.moves().get(0).percent(), 1e-10);
        assertTrue(Double.isNaN(outcome.moves().get(1).percent()));
        assertEquals(8, outcome.favourable().bars());
        assertEquals(100 * (103.25 / 89 - 1), outcome.favourable().percent(), 1e-10);
        assertEquals(1, outcome.adverse().bars());
        assertEquals(100 * (88.75 / 89 - 1), outcome.adverse().percent(), 1e-10);
    }
}
