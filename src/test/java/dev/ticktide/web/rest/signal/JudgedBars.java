package dev.ticktide.web.rest.signal;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.http.ProblemException;
import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
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
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.MarketRowExtras;
import dev.ticktide.web.chart.ChartData;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The bars of a market that went through the stages' own code, which is the oracle of what is answered about them. */
abstract class JudgedBars {

    static final int PARTITIONS = 1;
    static final long T0 = Samples.T0;
    static final long STEP = 20_000_000;
    static final Timeframe M1 = Timeframe.parse("1m");
    static final Timeframe M5 = Samples.M5;
    static final List<Timeframe> TIMEFRAMES = List.of(Timeframe.RAW, M1, M5);

    static final List<IndicatorName> NAMES = Stream.of("sma(26)", "ema(12)", "rsi(14)", "sma(5)")
            .map(IndicatorName::parse)
            .toList();

    static final SignalSettings BOTH = new SignalSettings(List.of(
            new SignalSettings.Use(Strategies.RSI_REVERSAL, TIMEFRAMES),
            new SignalSettings.Use(Strategies.TREND, List.of(Timeframe.RAW, M1))));

    @TempDir
    Path folder;

    private static Vertx vertx;
    Store store;
    Store.Fence fence;
    final Context context = vertx.getOrCreateContext();
    final PartitionState state = new PartitionState(0, new IndicatorSettings(TIMEFRAMES, NAMES));
    final Board board = new Board(MarketRowExtras.none());
    final Map<String, Signal> raised = new HashMap<>();

    /** What the live engine saw, by timeframe and time. */
    final Map<List<Object>, List<RuleEvaluation>> live = new HashMap<>();

    final Map<List<Object>, Long> counts = new HashMap<>();

    @AfterEach
    void close() {
        store.close();
    }

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        await(vertx.close().toCompletionStage());
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Folds and evaluates as the stages do, and stores what they store. */
    BarReasons run(List<Candle> candles, SignalSettings settings) {
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

    BarReasons reasons(SignalSettings settings) {
        return new BarReasons(
                store,
                new ChartData(store, board),
                board,
                new StrategyExplainer(settings, List.of(Strategies.RSI_REVERSAL, Strategies.TREND), TIMEFRAMES),
                symbol -> Future.succeededFuture(
                        symbol.equals("AAPL") ? state.view(symbol) : new SymbolView(symbol, List.of(), List.of())),
                () -> T0 + 365 * 86_400_000_000L,
                context);
    }

    JsonNode ask(BarReasons reasons, Timeframe timeframe, long time) {
        return Views.tree(onContext(() -> reasons.at("AAPL", timeframe, time, null)));
    }

    <T> T onContext(java.util.function.Supplier<Future<T>> question) {
        io.vertx.core.Promise<T> answer = io.vertx.core.Promise.promise();
        context.runOnContext(nothing -> question.get().onComplete(answer));
        return await(answer.future().toCompletionStage());
    }

    static String problem(Executable question) {
        CompletionException thrown = org.junit.jupiter.api.Assertions.assertThrows(CompletionException.class, question);
        ProblemException problem = assertInstanceOf(ProblemException.class, thrown.getCause());
        return problem.status() + " " + problem.code();
    }

    static Candle candle(long time, double close) {
        return new Candle("AAPL", time, close, close + 0.25, close - 0.25, close, 10);
    }

    static List<Candle> walk(long seed, int count) {
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
    static List<Candle> valley() {
        List<Candle> candles = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            candles.add(candle(T0 + i * STEP, 100 - i));
        }
        for (int i = 0; i < 10; i++) {
            candles.add(candle(T0 + (20 + i) * STEP, 85 + 2 * i));
        }
        return candles;
    }

    static JsonNode rule(JsonNode answer, String list, String strategy, String side) {
        for (JsonNode each : answer.get(list)) {
            if (each.get("strategy").asText().equals(strategy)
                    && each.get("side").asText().equals(side)) {
                return each;
            }
        }
        throw new AssertionError("no " + strategy + " " + side + " in " + answer);
    }

    static String stateAndReason(JsonNode rule) {
        return rule.get("state").asText() + " " + rule.get("reason").asText();
    }
}
