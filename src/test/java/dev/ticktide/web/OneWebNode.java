package dev.ticktide.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Stage;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.message.SymbolQuery;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.feed.WebMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;

/**
 * One web node over a real store, for all classes of tests of this JVM; the indicator and aggregate stages are stubs that know
 * AAPL.
 */
abstract class OneWebNode {

    static final JsonNode STRATEGIES = Json.array()
            .add(Json.object()
                    .put("name", "trend")
                    .put("version", 1)
                    .put("description", "none")
                    .put("buy", "never")
                    .put("sell", "never")
                    .put("strength", "none")
                    .put("text", "buy when 1 < 0")
                    .set("timeframes", Json.array()));

    static final String NODE = "n1";
    static final int PARTITIONS = 4;
    static final int MAX_CLIENTS = 3;
    static final Timeframe M1 = Timeframe.parse("1m");
    static final long MINUTE = 60_000_000;
    static final long T0 = Samples.T0;
    static final long T0_MILLIS = T0 / 1_000;

    static final List<IndicatorName> INDICATORS =
            Stream.of("sma(3)", "rsi(14)").map(IndicatorName::parse).toList();

    static final Duration PATIENCE = Duration.ofSeconds(5);
    static final Vertx VERTX = Vertx.vertx();
    static final Bus BUS = new Bus(VERTX, NODE);

    static Store store;
    static RawHttp http;
    static int port;
    static MessageConsumer<SymbolQuery> indicatorStage;

    @BeforeAll
    static synchronized void start() throws IOException {
        if (http != null) {
            return;
        }
        Path folder = Files.createTempDirectory("ticktide-web");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(folder)));
        store = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
        fillStore();
        indicatorStage = await(serveViews());
        await(BUS.serve(
                Addresses.summaries(NODE),
                query -> Future.succeededFuture(new SummaryUpdate(List.of(Samples.summary("AAPL")), List.of()))));
        Membership alone = Membership.alone(NODE);
        WebVerticle web = new WebVerticle(
                settings(),
                BUS,
                store,
                alone,
                new Ownership(Stage.INDICATOR, alone),
                RULES,
                () -> T0 + 3_600_000_000L,
                WebMetrics.NONE);
        await(VERTX.deployVerticle(web));
        port = web.port();
        http = new RawHttp(port);
    }

    private static void stop(Path folder) {
        await(VERTX.close());
        store.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WebSettings settings() {
        return new WebSettings(
                "127.0.0.1",
                0,
                Set.of("dash.example.org"),
                Set.of("https://charts.example.org"),
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                MAX_CLIENTS,
                "run-1",
                "1.2.3",
                List.of(Timeframe.RAW, M1, Samples.M5),
                INDICATORS,
                Json.object().put("shown", "***"),
                STRATEGIES,
                () -> "events_total 5\n",
                () -> Readiness.READY,
                node -> null,
                Notification::text,
                WebSettings.Bounds.DEFAULTS,
                null);
    }

    static final StrategyExplainer RULES = new StrategyExplainer(
            new SignalSettings(List.of(new SignalSettings.Use(Strategies.RSI_REVERSAL, List.of(Samples.M5)))),
            List.of(Strategies.RSI_REVERSAL, Strategies.TREND),
            List.of(Timeframe.RAW, M1, Samples.M5));

    static Future<MessageConsumer<SymbolQuery>> serveViews() {
        return BUS.serve(Addresses.symbol(NODE), query -> Future.succeededFuture(view(query.symbol())));
    }

    static SymbolView view(String symbol) {
        if (symbol.equals("AAPL")) {
            return new SymbolView(symbol, List.of(m1(10, false, 110)), List.of());
        }
        List<LogEntry> heard = symbol.equals("NEWS")
                ? List.of(Samples.entry(1, 1, new NewsSentiment("NEWS", T0, 0.5, 0.5)))
                : List.of();
        return new SymbolView(symbol, List.of(), heard);
    }

    static BarUpdate m1(long minute, boolean closed, double close) {
        return m1("AAPL", minute, closed, close);
    }

    static BarUpdate m1(String symbol, long minute, boolean closed, double close) {
        Bar bar = new Bar(T0 + minute * MINUTE, close, close, close, close, 5, 2);
        double[] values = {close, Double.NaN};
        return new BarUpdate(symbol, M1, minute + 1, T0, closed, bar, values, values, 10, null, null);
    }

    /** Ten minutes of AAPL candles with closes 100 to 109, ten 1m bars of the same, three signals, metadata. */
    static void fillStore() {
        List<Store.Fence> fences = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            fences.add(new Store.Fence(
                    "indicator",
                    partition,
                    await(store.claim("indicator", partition, 0, NODE)).orElseThrow()));
        }
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Map<Integer, Long> seqs = new HashMap<>();
        List<LogEntry> entries = new ArrayList<>();
        List<Store.ClosedBar> bars = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            entries.add(entry(seqs, partition, Samples.candle("AAPL", T0 + i * MINUTE, 100 + i)));
            bars.add(new Store.ClosedBar("AAPL", M1, m1(i, true, 100.0 + i).bar()));
        }
        entries.add(entry(seqs, partition, new NewsSentiment("AAPL", T0 + 2, 0.5, 0.25)));
        entries.add(entry(seqs, partition, new NewsSentiment("AAPL", T0 + 4, 0.75, 0.25)));
        entries.add(entry(seqs, partition, new NewsSentiment("MSFT", T0 + 5, 0.25, 0.25)));
        entries.add(entry(seqs, PARTITIONS, new EconomicIndicator("GDP", T0 + 3, 2.5)));
        Store.SymbolInfo apple = new Store.SymbolInfo("AAPL", partition, "Apple Inc.", "Technology");
        await(store.append(new Store.Append(fences, entries, bars, List.of(apple))));
        List<Signal> signals = List.of(
                Samples.signal("a1", "AAPL", T0, Side.BUY),
                Samples.signal("a2", "AAPL", T0 + 300_000_000, Side.SELL),
                Samples.signal("a3", "MSFT", T0 + 300_000_000, Side.BUY));
        Notification mail = Samples.notification("01", "a1", Notification.EMAIL, Notification.State.PENDING);
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), signals, List.of(mail))));
        await(store.commitScores(List.of(), Map.of(), List.of(Samples.score("a1"))));
    }

    static LogEntry entry(Map<Integer, Long> seqs, int partition, MarketEvent event) {
        return Samples.entry(partition, seqs.merge(partition, 1L, Long::sum), event);
    }

    static <T> T await(Future<T> future) {
        return await(future.toCompletionStage());
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    static JsonNode json(String target) throws IOException {
        RawHttp.Answer answer = http.get(target);
        assertEquals(200, answer.status(), answer.body());
        assertEquals("application/json", answer.headers().get("Content-Type"));
        return Json.MAPPER.readTree(answer.body());
    }

    static void assertProblem(int status, String code, RawHttp.Answer answer) throws IOException {
        assertEquals(status, answer.status(), answer.body());
        assertEquals("application/problem+json", answer.headers().get("Content-Type"));
        JsonNode body = Json.MAPPER.readTree(answer.body());
        assertEquals(
                status + " " + code + " /problems/" + code,
                body.get("status") + " " + body.get("code").asText() + " "
                        + body.get("type").asText());
    }
}
