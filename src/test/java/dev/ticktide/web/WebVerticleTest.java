package dev.ticktide.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.ticktide.market.message.LiveUpdate;
import dev.ticktide.market.message.NotificationUpdate;
import dev.ticktide.market.message.SignalsRaised;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.message.SymbolQuery;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.Strategies;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.feed.WebMetrics;
import dev.ticktide.web.view.NotificationView;
import dev.ticktide.web.view.ScoreView;
import dev.ticktide.web.view.SignalView;
import dev.ticktide.web.view.Views;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One server over a real store for all tests; the indicator and aggregate stages are stubs that know AAPL. */
class WebVerticleTest {

    private static final JsonNode STRATEGIES = Json.array()
            .add(Json.object()
                    .put("name", "trend")
                    .put("version", 1)
                    .put("description", "none")
                    .put("buy", "never")
                    .put("sell", "never")
                    .put("strength", "none")
                    .set("timeframes", Json.array()));

    private static final String NODE = "n1";
    private static final int PARTITIONS = 4;
    private static final int MAX_CLIENTS = 3;
    private static final Timeframe M1 = Timeframe.parse("1m");
    private static final long MINUTE = 60_000_000;
    private static final long T0 = Samples.T0;
    private static final long T0_MILLIS = T0 / 1_000;
    private static final List<IndicatorName> INDICATORS =
            Stream.of("sma(3)", "rsi(14)").map(IndicatorName::parse).toList();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Vertx VERTX = Vertx.vertx();
    private static final Bus BUS = new Bus(VERTX, NODE);

    @TempDir
    static Path folder;

    private static Store store;
    private static RawHttp http;
    private static int port;
    private static MessageConsumer<SymbolQuery> indicatorStage;

    private final List<WebSocket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
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

    @AfterAll
    static void stop() {
        await(VERTX.close());
        store.close();
    }

    @AfterEach
    void closeSockets() {
        sockets.forEach(socket -> await(socket.close().otherwiseEmpty()));
    }

    private static WebSettings settings() {
        return new WebSettings(
                "127.0.0.1",
                0,
                Set.of("dash.example.org"),
                Set.of("https://charts.example.org"),
                Duration.ofMillis(50),
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
                Notification::text);
    }

    private static final StrategyExplainer RULES = new StrategyExplainer(
            new SignalSettings(List.of(new SignalSettings.Use(Strategies.RSI_REVERSAL, List.of(Samples.M5)))),
            Strategies.known(),
            List.of(Timeframe.RAW, M1, Samples.M5));

    private static Future<MessageConsumer<SymbolQuery>> serveViews() {
        return BUS.serve(Addresses.symbol(NODE), query -> Future.succeededFuture(view(query.symbol())));
    }

    private static SymbolView view(String symbol) {
        if (symbol.equals("AAPL")) {
            return new SymbolView(symbol, List.of(m1(10, false, 110)), List.of());
        }
        List<LogEntry> heard = symbol.equals("NEWS")
                ? List.of(Samples.entry(1, 1, new NewsSentiment("NEWS", T0, 0.5, 0.5)))
                : List.of();
        return new SymbolView(symbol, List.of(), heard);
    }

    private static BarUpdate m1(long minute, boolean closed, double close) {
        return m1("AAPL", minute, closed, close);
    }

    private static BarUpdate m1(String symbol, long minute, boolean closed, double close) {
        Bar bar = new Bar(T0 + minute * MINUTE, close, close, close, close, 5, 2);
        double[] values = {close, Double.NaN};
        return new BarUpdate(symbol, M1, minute + 1, T0, closed, bar, values, values, 10, null, null);
    }

    /** Ten minutes of AAPL candles with closes 100 to 109, ten 1m bars of the same, three signals, metadata. */
    private static void fillStore() {
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

    private static LogEntry entry(Map<Integer, Long> seqs, int partition, MarketEvent event) {
        return Samples.entry(partition, seqs.merge(partition, 1L, Long::sum), event);
    }

    private static <T> T await(Future<T> future) {
        return await(future.toCompletionStage());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static JsonNode json(String target) throws IOException {
        RawHttp.Answer answer = http.get(target);
        assertEquals(200, answer.status(), answer.body());
        assertEquals("application/json", answer.headers().get("Content-Type"));
        return Json.MAPPER.readTree(answer.body());
    }

    private static void assertProblem(int status, String code, RawHttp.Answer answer) throws IOException {
        assertEquals(status, answer.status(), answer.body());
        assertEquals("application/problem+json", answer.headers().get("Content-Type"));
        JsonNode body = Json.MAPPER.readTree(answer.body());
        assertEquals(
                status + " " + code + " /problems/" + code,
                body.get("status") + " " + body.get("code").asText() + " "
                        + body.get("type").asText());
    }

    private static List<Double> column(JsonNode data, int index) {
        List<Double> values = new ArrayList<>();
        data.forEach(row -> values.add(
                row.get(index).isNull() ? null : (Double) row.get(index).asDouble()));
        return values;
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.get(field).asText()));
        return texts;
    }

    // REST

    @Test
    void pingAnswersPong() throws Exception {
        assertEquals("{\"status\":\"pong\"}", json("/api/v1/ping").toString());
    }

    @Test
    void headIsAnsweredAsGetWithoutABody() throws Exception {
        for (String path : List.of("/api/v1/ping", "/health/live", "/health/ready", "/metrics", "/")) {
            RawHttp.Answer answer = http.send("HEAD " + path + " HTTP/1.1", "Host: 127.0.0.1:" + port);
            assertEquals("200 ", answer.status() + " " + answer.body(), path);
        }
    }

    @Test
    void healthMetricsConfigurationAndStrategiesAreServed() throws Exception {
        assertEquals("live\n", http.get("/health/live").body());
        assertEquals("ready\n", http.get("/health/ready").body());
        assertEquals("events_total 5\n", http.get("/metrics").body());
        assertEquals("{\"shown\":\"***\"}", json("/api/v1/config").toString());
        assertEquals(STRATEGIES, json("/api/v1/strategies"));
    }

    @Test
    void candlesAreTheNewestUpToTheLimitOldestFirst() throws Exception {
        JsonNode all = json("/api/v1/candles?symbol=AAPL");
        assertEquals(
                "AAPL raw 10",
                all.get("symbol").asText() + " " + all.get("timeframe").asText() + " " + all.get("length"));
        assertEquals(
                "[\"time\",\"open\",\"high\",\"low\",\"close\",\"volume\",\"late\",\"seq\"]",
                all.get("columns").toString());
        assertEquals(
                "[" + T0_MILLIS + ",99.5,101.0,99.0,100.0,1000.0,false,1]",
                all.get("data").get(0).toString());
        assertEquals(
                List.of(107.0, 108.0, 109.0),
                column(json("/api/v1/candles?symbol=aapl&limit=3").get("data"), 4));
    }

    @Test
    void aRangeIncludesItsStartAndNotItsEnd() throws Exception {
        long from = T0_MILLIS + 2 * 60_000;
        long to = T0_MILLIS + 6 * 60_000;
        String range = "/api/v1/candles?symbol=AAPL&from=" + from + "&to=" + to;
        assertEquals(List.of(102.0, 103.0, 104.0, 105.0), column(json(range).get("data"), 4));
        assertEquals(
                List.of(104.0, 105.0), column(json(range + "&limit=2").get("data"), 4), "the newest before the end");
        assertEquals(
                List.of(104.0, 105.0),
                column(json(range + "&limit=2&timeframe=1m").get("data"), 4));
    }

    @Test
    void aBarThatJustClosedIsThereBeforeTheStoreHasIt() throws Exception {
        BarUpdate late = m1("LIVE", 3, true, 77);
        BUS.publish(
                Addresses.LIVE,
                new LiveUpdate(List.of(m1("LIVE", 2, true, 76), late), List.of(), 1, 1_700_000_000_000_000L));
        JsonNode candles = Await.until(
                "the bar",
                PATIENCE,
                () -> unchecked("/api/v1/candles?symbol=LIVE&timeframe=1m"),
                found -> found.get("length").asInt() > 0);
        assertEquals(List.of(76.0, 77.0), column(candles.get("data"), 4));
        assertEquals(
                List.of(77.0),
                column(json("/api/v1/candles?symbol=LIVE&timeframe=1m&limit=1").get("data"), 4));
    }

    private static JsonNode unchecked(String target) {
        try {
            return json(target);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void indicatorsOfARangeKnowTheBarsBeforeIt() throws Exception {
        JsonNode all = json("/api/v1/indicators?symbol=AAPL&timeframe=1m&names=sma(3)");
        assertEquals("[\"time\",\"sma(3)\"]", all.get("columns").toString());
        List<Double> expected = new ArrayList<>(List.of(101.0, 102.0, 103.0, 104.0, 105.0, 106.0, 107.0, 108.0));
        expected.add(0, null);
        expected.add(0, null);
        assertEquals(expected, column(all.get("data"), 1));
        assertEquals("{}", all.get("warmup").toString());
        JsonNode some = json("/api/v1/indicators?symbol=AAPL&timeframe=1m&names=sma(3)&from=" + (T0_MILLIS + 4 * 60_000)
                + "&to=" + (T0_MILLIS + 6 * 60_000));
        assertEquals(List.of(103.0, 104.0), column(some.get("data"), 1));
        assertEquals(
                "{\"rsi(14)\":{\"need\":15,\"have\":10}}",
                json("/api/v1/indicators?symbol=AAPL&timeframe=1m")
                        .get("warmup")
                        .toString());
    }

    @Test
    void signalsComeNewestFirstAndByPage() throws Exception {
        RawHttp.Answer first = http.get("/api/v1/signals?limit=2");
        assertEquals(List.of("a3", "a2"), texts(Json.MAPPER.readTree(first.body()), "id"));
        RawHttp.Answer second =
                http.get("/api/v1/signals?limit=2&cursor=" + first.headers().get("X-Next-Cursor"));
        assertEquals(List.of("a1"), texts(Json.MAPPER.readTree(second.body()), "id"));
        assertEquals(null, second.headers().get("X-Next-Cursor"), "the last page has no next one");
    }

    @Test
    void signalsAreFiltered() throws Exception {
        assertEquals(List.of("a2", "a1"), texts(json("/api/v1/signals?symbol=AAPL"), "id"));
        assertEquals(List.of("a3", "a1"), texts(json("/api/v1/signals?side=buy"), "id"));
        assertEquals(List.of(), texts(json("/api/v1/signals?strategy=trend"), "id"));
        assertEquals(List.of("a3", "a2"), texts(json("/api/v1/signals?from=" + (T0_MILLIS + 300_001)), "id"));
    }

    @Test
    void aSignalShowsItsReasonsInputsAndOutcome() throws Exception {
        JsonNode signal = json("/api/v1/signals/a1");
        assertEquals(
                "{\"horizonBars\":20,\"entry\":null,\"bars\":0,\"final\":false,\"percent\":null,\"moves\":["
                        + "{\"bars\":5,\"percent\":null},{\"bars\":10,\"percent\":null},{\"bars\":20,\"percent\":null}],"
                        + "\"favourable\":null,\"adverse\":null}",
                ((ObjectNode) signal).remove("outcome").toString());
        assertEquals(
                Views.tree(SignalView.of(Samples.signal("a1", "AAPL", T0, Side.BUY), List.of(Samples.score("a1"))))
                        .toString(),
                signal.toString());
        assertEquals(
                "{\"rule\":\"rsi(14) crosses up through 30\",\"satisfied\":true,"
                        + "\"operands\":{\"rsi(14)\":31.25,\"rsi(14)[1]\":29.5,\"sma(50)\":null},\"children\":["
                        + "{\"rule\":\"close > 0\",\"satisfied\":true,\"operands\":{},\"children\":[]}]}",
                signal.get("explain").toString());
        assertEquals(17, signal.get("inputs").get("seq").asInt());
        assertEquals(-0.0125, signal.get("score").get(0).get("forwardReturn").asDouble());
        assertProblem(404, "not_found", http.get("/api/v1/signals/ffff"));
        assertProblem(404, "not_found", http.get("/api/v1/signals/'%20OR%201=1--"));
    }

    @Test
    void aBarIsExplainedByTheRulesThereAre() throws Exception {
        JsonNode answer = json("/api/v1/explain?symbol=aapl&timeframe=1m&time=" + (T0_MILLIS + 3 * 60_000 + 59_999));
        assertEquals(
                "AAPL 1m",
                answer.get("symbol").asText() + " " + answer.get("timeframe").asText());
        assertEquals(
                "{\"time\":" + (T0_MILLIS + 3 * 60_000)
                        + ",\"open\":103.0,\"high\":103.0,\"low\":103.0,\"close\":103.0,\"volume\":5.0}",
                answer.get("bar").toString());
        assertEquals(T0_MILLIS + 2 * 60_000, answer.get("before").asLong());
        assertEquals(T0_MILLIS + 4 * 60_000, answer.get("next").asLong());
        assertEquals("[]", answer.get("rules").toString(), "none runs on this timeframe");
        assertEquals(
                List.of("not_on_timeframe", "not_on_timeframe", "not_configured", "not_configured"),
                texts(answer.get("elsewhere"), "reason"));
        JsonNode one = json("/api/v1/explain?symbol=AAPL&timeframe=1m&rule=rsi-reversal&time=" + T0_MILLIS)
                .get("elsewhere");
        assertEquals(
                "{\"strategy\":\"rsi-reversal\",\"version\":1,\"description\":\"The price has fallen or risen too far and turns.\","
                        + "\"side\":\"buy\",\"timeframes\":[\"5m\"],\"state\":\"warming\",\"reason\":\"not_on_timeframe\","
                        + "\"explain\":{\"rule\":\"rsi(14) crosses up through 30\",\"satisfied\":null,"
                        + "\"operands\":{\"rsi(14)\":null,\"rsi(14)[1]\":null},"
                        + "\"warmup\":{\"rsi(14)\":{\"need\":15,\"have\":1},\"rsi(14)[1]\":{\"need\":16,\"have\":1}},"
                        + "\"children\":[]},\"signal\":null}",
                one.get(0).toString());
        assertEquals(2, one.size());
        JsonNode open = json("/api/v1/explain?symbol=AAPL&timeframe=1m&time=" + (T0_MILLIS + 10 * 60_000));
        assertEquals(
                "true 110.0", open.get("provisional") + " " + open.get("bar").get("close"));
    }

    @Test
    void metadataOfASymbolIncludesTheEconomyOnce() throws Exception {
        JsonNode items = json("/api/v1/metadata?symbol=AAPL");
        assertEquals(List.of("news_sentiment", "economic_indicator", "news_sentiment"), texts(items, "type"));
        JsonNode economy = items.get(1);
        assertEquals(T0_MILLIS + 0.003, economy.get("time").asDouble());
        assertEquals("GDP 2.5", economy.get("name").asText() + " " + economy.get("value"));
        assertEquals(null, economy.get("symbol"));
        assertEquals(
                List.of("news_sentiment", "news_sentiment"),
                texts(json("/api/v1/metadata?symbol=AAPL&type=news_sentiment"), "type"));
        assertEquals(
                List.of("economic_indicator"),
                texts(json("/api/v1/metadata?symbol=AAPL&type=economic_indicator"), "type"));
        assertEquals(List.of(), texts(json("/api/v1/metadata?symbol=AAPL&type=order_book"), "type"));
        assertEquals(4, json("/api/v1/metadata").size());
        assertEquals(List.of("MSFT", "AAPL"), texts(json("/api/v1/metadata?limit=2"), "symbol"), "newest of all");
    }

    @Test
    void symbolsAndSummariesCarryTheCompany() throws Exception {
        JsonNode row = json("/api/v1/symbols").get(0);
        assertEquals(
                "{\"symbol\":\"AAPL\",\"name\":\"Apple Inc.\",\"sector\":\"Technology\",\"last\":101.5,\"digits\":2,\"change\":1.5,"
                        + "\"changePercent\":1.5,\"volume\":12000.0,\"lastTime\":" + T0_MILLIS + ",\"arrived\":"
                        + (T0_MILLIS + 7)
                        + ",\"rsi\":null,\"lastSignal\":{\"id\":\"a2\",\"side\":\"sell\",\"strategy\":\"rsi-reversal\","
                        + "\"timeframe\":\"5m\",\"barTime\":1644016500000},\"ageMs\":3599993,\"aheadMs\":0}",
                row.toString());
        JsonNode summary = json("/api/v1/summary/aapl");
        assertEquals(json("/api/v1/summary").get("stocks").get(0), summary);
        assertEquals("{\"buy\":3,\"sell\":1}", summary.at("/ever/signals").toString());
        JsonNode reliability = summary.at("/ever/reliability/0");
        assertEquals(0.625, reliability.get("hitRate").asDouble(), "five of the eight that moved");
        assertEquals(0.5, reliability.at("/base/hitRate").asDouble());
        assertEquals(
                1_644_019_200_000L - 86_400_000L, summary.at("/day/start").asLong(), "the UTC day of its last candle");
        assertEquals(100.75, summary.at("/day/vwap").asDouble());
        assertProblem(404, "not_found", http.get("/api/v1/summary/NONE"));
        assertProblem(422, "invalid_symbol", http.get("/api/v1/summary/a%20b"));
    }

    @Test
    void notificationsAreListed() throws Exception {
        Notification listed = Samples.notification("01", "a1", Notification.EMAIL, Notification.State.PENDING);
        assertEquals(
                "[" + Views.tree(NotificationView.of(listed, listed.text())) + "]",
                json("/api/v1/notifications").toString());
        RawHttp.Answer page = http.get("/api/v1/notifications?limit=1");
        assertEquals(
                "[]",
                json("/api/v1/notifications?cursor=" + page.headers().get("X-Next-Cursor"))
                        .toString());
    }

    @Test
    void aSnapshotIsAllThatAChartNeeds() throws Exception {
        JsonNode snapshot = json("/api/v1/snapshot?symbol=AAPL&timeframe=1m&limit=4");
        assertEquals("run-1", snapshot.get("feed").get("id").asText());
        assertEquals(4, snapshot.get("feed").get("seq").size());
        assertEquals(
                "AAPL 1m",
                snapshot.get("symbol").asText() + " "
                        + snapshot.get("timeframe").asText());
        assertEquals("[\"raw\",\"1m\",\"5m\"]", snapshot.get("timeframes").toString());
        assertEquals("[\"sma(3)\",\"rsi(14)\"]", snapshot.get("indicators").toString());
        assertEquals(
                "[\"time\",\"open\",\"high\",\"low\",\"close\",\"volume\",\"sma(3)\",\"rsi(14)\"]",
                snapshot.get("columns").toString());
        assertEquals(List.of(106.0, 107.0, 108.0, 109.0), column(snapshot.get("data"), 4));
        assertEquals(List.of(105.0, 106.0, 107.0, 108.0), column(snapshot.get("data"), 6));
        assertEquals(
                "{\"time\":" + (T0_MILLIS + 600_000)
                        + ",\"open\":110.0,\"high\":110.0,\"low\":110.0,\"close\":110.0,\"volume\":5.0,"
                        + "\"values\":{\"sma(3)\":110.0,\"rsi(14)\":null}}",
                snapshot.get("open").toString());
        assertEquals(
                "{\"rsi(14)\":{\"need\":15,\"have\":10}}",
                snapshot.get("warmup").toString());
        assertEquals(List.of(), texts(snapshot.get("signals"), "id"));
        JsonNode m5 = json("/api/v1/snapshot?symbol=AAPL&timeframe=5m");
        assertEquals(List.of("a2", "a1"), texts(m5.get("signals"), "id"));
        assertEquals("null", m5.get("open").toString());
    }

    @Test
    void aSnapshotOfASymbolThatNobodyEverSentIs404() throws Exception {
        assertProblem(404, "not_found", http.get("/api/v1/snapshot?symbol=NONE"));
        assertEquals(0, json("/api/v1/snapshot?symbol=NEWS").get("data").size(), "of this one there was news");
    }

    @Test
    void whileTheIndicatorStageCannotAnswerSnapshotsAre503() throws Exception {
        await(indicatorStage.unregister());
        try {
            RawHttp.Answer answer = http.get("/api/v1/snapshot?symbol=AAPL");
            assertProblem(503, "owner_unavailable", answer);
            assertEquals("1", answer.headers().get("Retry-After"));
            assertEquals(10, json("/api/v1/candles?symbol=AAPL").get("length").asInt());
        } finally {
            indicatorStage = await(serveViews());
        }
    }

    @Test
    void anOwnerThatNeverAnswersIsNotWaitedForAsLongAsForAStore() throws Exception {
        await(indicatorStage.unregister());
        MessageConsumer<SymbolQuery> silent = await(BUS.serve(
                Addresses.symbol(NODE), query -> Promise.<SymbolView>promise().future()));
        try {
            long begun = System.nanoTime();
            assertProblem(503, "owner_unavailable", http.get("/api/v1/snapshot?symbol=AAPL"));
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertTrue(millis < 4_000, "answered after " + millis + " ms, the bus gives up after 5,000");
        } finally {
            await(silent.unregister());
            indicatorStage = await(serveViews());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/candles?symbol=AAPL&limit=-1,             422, limit_out_of_range",
        "/candles?symbol=AAPL&limit=1e9,            422, limit_out_of_range",
        "/candles?symbol=AAPL&limit=abc,            422, limit_out_of_range",
        "/candles?symbol=AAPL&from=2&to=1,          422, invalid_range",
        "/candles?symbol=%2e%2e%2f,                 422, invalid_symbol",
        "/candles,                                  422, missing_parameter",
        "/candles?symbol=AAPL&timeframe=7m,         422, invalid_timeframe",
        "/candles?symbol=AAPL&timeframe=15m,        422, unknown_timeframe",
        "/candles?symbol=AAPL&colour=red,           400, unknown_parameter",
        "/candles?symbol=AAPL&symbol=AAPL,          400, unknown_parameter",
        "/candles?symbol=%zz,                       400, bad_request",
        "/indicators?symbol=AAPL&names=wma(3),      422, invalid_indicator",
        "/signals?cursor=AAAA,                      400, bad_cursor",
        "/signals?side=hold,                        422, invalid_side",
        "/signals?limit=0,                          422, limit_out_of_range",
        "/metadata?type=candle,                     422, invalid_type",
        "/notifications?cursor=x,                   400, bad_cursor",
        "/snapshot,                                 422, missing_parameter",
        "/explain?timeframe=1m&time=1,              422, missing_parameter",
        "/explain?symbol=AAPL&timeframe=1m,         422, missing_parameter",
        "/explain?symbol=AAPL&time=,                422, invalid_time",
        "/explain?symbol=AAPL&time=1e400,           422, invalid_time",
        "/explain?symbol=AAPL&time=NaN,             422, invalid_time",
        "/explain?symbol=AAPL&time=1&timeframe=7m,  422, invalid_timeframe",
        "/explain?symbol=AAPL&time=1&timeframe=15m, 422, unknown_timeframe",
        "/explain?symbol=AAPL&time=1&rule=magic,    422, unknown_rule",
        "/explain?symbol=AAPL&time=1&limit=9,       400, unknown_parameter",
        "/explain?symbol=a%20b&time=1,              422, invalid_symbol",
        "/explain?symbol=NONE&time=1,               404, not_found",
        "/explain?symbol=NONE&timeframe=1m&time=1,  404, not_found",
        "/explain?symbol=AAPL&time=1,               404, no_such_bar",
        "/explain?symbol=AAPL&timeframe=1m&time=-1, 404, no_such_bar",
        "/explain?symbol=AAPL&time=8999999999999999, 422, in_future",
        "/candles?symbol=NONE,                      404, not_found",
        "/candles?symbol=AAPL&from=1760000000,      422, invalid_time",
        "/indicators?symbol=NONE,                   404, not_found",
        "/signals?symbol=NONE,                      404, not_found",
        "/signals?strategy=magic,                   422, unknown_strategy",
        "/signals?timeframe=15m,                    422, unknown_timeframe",
        "'/sparklines?symbols=AAPL,NONE',           404, not_found",
        "/metadata?symbol=NONE,                     404, not_found",
        "/summary/NONE,                             404, not_found",
        "/ping?x=1,                                 400, unknown_parameter",
        "/nothing,                                  404, not_found"
    })
    void aBadRequestIsAProblem(String target, int status, String code) throws Exception {
        assertProblem(status, code, http.get("/api/v1" + target));
    }

    @Test
    void aTimeInSecondsIsAnsweredWithTheSameInMilliseconds() throws Exception {
        String answer = http.get("/api/v1/candles?symbol=AAPL&from=1760000000").body();
        assertTrue(answer.contains("1760000000000"), answer);
        assertEquals(
                10,
                json("/api/v1/candles?symbol=AAPL&from=1500000000.0")
                        .get("length")
                        .asInt());
    }

    // The page and its protection

    @Test
    void thePageIsServed() throws Exception {
        RawHttp.Answer page = http.get("/");
        assertEquals(200, page.status());
        assertTrue(page.body().contains("<title>"), page.body());
        assertEquals(200, http.get("/index.html").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/foo/bar%2F..%2Findex.html",
                "/.git/config",
                "/.env",
                "/..%2f..%2fpom.xml",
                "/%2e%2e/%2e%2e/pom.xml",
                "/../../../../etc/passwd",
                "/views/",
                "/nothing.js",
                "/index.html%00.js"
            })
    void whatIsNoFileOfThePageIs404(String target) throws Exception {
        assertProblem(404, "not_found", http.get(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/%", "/api/v1/%zz", "/api/v1/signals/%c", "/eventbus/%zz"})
    void aPathThatCannotBeDecodedIsABadRequest(String target) throws Exception {
        assertProblem(400, "bad_request", http.get(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example.org", "evil.example.org:80", "127.0.0.1.evil.org", "localhost.evil"})
    void aForeignHostIsMisdirected(String host) throws Exception {
        assertProblem(421, "bad_host", http.send("GET /api/v1/ping HTTP/1.1", "Host: " + host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1234", "127.0.0.1", "[::1]:8080", "dash.example.org"})
    void ourOwnNamesAreServed(String host) throws Exception {
        assertEquals(
                200, http.send("GET /api/v1/ping HTTP/1.1", "Host: " + host).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void onlyReadingIsAllowed(String method) throws Exception {
        RawHttp.Answer answer = http.send(method + " /api/v1/ping HTTP/1.1", "Host: localhost", "Content-Length: 0");
        assertProblem(405, "method_not_allowed", answer);
        assertEquals("GET, HEAD", answer.headers().get("Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example.org", "null", "http://127.0.0.1:1", "https://127.0.0.1", "::"})
    void aForeignOriginGetsNothing(String origin) throws Exception {
        RawHttp.Answer answer = http.send(
                "GET /eventbus/websocket HTTP/1.1",
                "Host: 127.0.0.1:" + port,
                "Origin: " + origin,
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        assertProblem(403, "foreign_origin", answer);
        assertEquals(null, answer.headers().get("Access-Control-Allow-Origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"xhr", "xhr_streaming", "xhr_send", "eventsource", "htmlfile?c=x", "jsonp?c=x", "jsonp_send"})
    void noTransportButWebSocketIsThere(String transport) throws Exception {
        RawHttp.Answer answer = http.get("/eventbus/000/abcdefgh/" + transport);
        assertProblem(404, "not_found", answer);
        assertEquals(null, answer.headers().get("Access-Control-Allow-Origin"));
    }

    static Stream<List<String>> requestsOfAllKinds() {
        String host = "Host: localhost";
        return Stream.of(
                List.of("GET / HTTP/1.1", host),
                List.of("GET /nothing HTTP/1.1", host),
                List.of("GET /api/v1/ping HTTP/1.1", host),
                List.of("GET /api/v1/nothing HTTP/1.1", host),
                List.of("GET /api/v1/candles HTTP/1.1", host),
                List.of("GET /api/v1/candles?symbol=%zz HTTP/1.1", host),
                List.of("GET /%zz HTTP/1.1", host),
                List.of("GET /health/live HTTP/1.1", host),
                List.of("GET /metrics HTTP/1.1", host),
                List.of("GET /eventbus/info HTTP/1.1", host),
                List.of("GET /eventbus/000/a/xhr HTTP/1.1", host),
                List.of("POST /api/v1/ping HTTP/1.1", host, "Content-Length: 0"),
                List.of("GET / HTTP/1.1", host, "Origin: http://evil.example.org"),
                List.of("GET / HTTP/1.1", "Host: evil.example.org"));
    }

    @ParameterizedTest
    @MethodSource("requestsOfAllKinds")
    void everyAnswerCarriesTheSecurityHeaders(List<String> request) throws Exception {
        Map<String, String> headers = http.send(
                        request.get(0), request.subList(1, request.size()).toArray(String[]::new))
                .headers();
        assertEquals("nosniff", headers.get("X-Content-Type-Options"));
        assertEquals("no-referrer", headers.get("Referrer-Policy"));
        assertEquals("same-origin", headers.get("Cross-Origin-Opener-Policy"));
        assertTrue(String.valueOf(headers.get("Content-Security-Policy")).startsWith("default-src 'self';"));
    }

    // The live feed

    /** A client of the bridge that notes what it is sent. */
    private final class Live {

        private final List<JsonObject> received = new CopyOnWriteArrayList<>();
        private final WebSocket socket;

        Live() {
            // Listens before it connects: a server that closes at once must not be missed.
            ClientWebSocket connecting = VERTX.createWebSocketClient().webSocket();
            connecting.handler(frame -> received.add(new JsonObject(frame)));
            socket = await(connecting.connect(new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setURI("/eventbus/websocket")
                    .addHeader("Origin", "http://127.0.0.1:" + port)));
            sockets.add(socket);
        }

        void send(JsonObject message) {
            await(socket.writeTextMessage(message.encode()));
        }

        /** Registers and waits until the server has dealt with it, which it only says of what it denies. */
        Live registered(String address) {
            int denied = of("err").size();
            send(new JsonObject().put("type", "register").put("address", address));
            send(new JsonObject().put("type", "register").put("address", "fence." + denied));
            Await.until("the fence behind " + address, PATIENCE, () -> of("err").size(), count -> count > denied);
            return this;
        }

        JsonObject next(String type) {
            return Await.until(type + " among " + received, PATIENCE, () -> of(type), found -> !found.isEmpty())
                    .get(0);
        }

        private List<JsonObject> of(String type) {
            return received.stream()
                    .filter(each -> type.equals(each.getString("type")))
                    .toList();
        }

        /** The messages of one type that came on an address. */
        List<JsonObject> bodies(String type) {
            return received.stream()
                    .filter(each -> "rec".equals(each.getString("type")))
                    .map(each -> new JsonObject(each.getString("body")))
                    .filter(body -> type.equals(body.getString("type")))
                    .toList();
        }

        JsonObject body(String type) {
            return Await.until(type, PATIENCE, () -> bodies(type), found -> !found.isEmpty())
                    .get(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "signal.raised",
                "indicator.append.n1",
                "dashboard",
                "dashboardXboard",
                "xdashboard.board",
                "dashboard.*",
                "vertx.circuit"
            })
    void onlyDashboardAddressesCanBeListenedTo(String address) {
        Live live = new Live();
        live.send(new JsonObject().put("type", "register").put("address", address));
        assertEquals("access_denied", live.next("err").getString("body"));
    }

    @ParameterizedTest
    @CsvSource({
        "send,    dashboard.board",
        "publish, dashboard.board",
        "publish, dashboard.symbol.AAPL",
        "send,    indicator.append.n1",
        "publish, signal.raised"
    })
    void nothingComesIn(String type, String address) throws Exception {
        List<Object> heard = new CopyOnWriteArrayList<>();
        MessageConsumer<Object> listener =
                VERTX.eventBus().consumer(address, message -> heard.add(String.valueOf(message.body())));
        await(listener.completion());
        Live live = new Live();
        live.send(new JsonObject().put("type", type).put("address", address).put("body", "let me in"));
        assertEquals("access_denied", live.next("err").getString("body"));
        assertEquals(false, heard.contains("let me in"));
        await(listener.unregister());
    }

    @Test
    void aSignalReachesAClientWithinASecondAsText() throws Exception {
        Live live = new Live().registered("dashboard.signals");
        long start = System.nanoTime();
        Signal signal = Samples.signal("b1", "AAPL", T0, Side.BUY);
        BUS.publish(Addresses.RAISED, new SignalsRaised(List.of(signal)));
        JsonObject body = live.body("signal");
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < 1_000, millis + " ms");
        assertEquals("run-1", body.getString("feed"));
        assertEquals(
                Json.MAPPER.readTree(
                        Views.tree(SignalView.of(signal, List.of())).toString()),
                Json.MAPPER.readTree(body.getJsonObject("signal").encode()));
        JsonObject frame = live.next("rec");
        assertEquals("dashboard.signals", frame.getString("address"));
        assertEquals(String.class, frame.getValue("body").getClass());
    }

    @Test
    void whatTheStagesTellReachesThoseWhoListen() {
        Live live = new Live()
                .registered("dashboard.board")
                .registered("dashboard.symbol.BABA")
                .registered("dashboard.signals")
                .registered("dashboard.inbox")
                .registered("dashboard.status");
        BarUpdate bar = m1("BABA", 5, true, 50);
        LogEntry news = Samples.entry(1, 2, new NewsSentiment("BABA", T0, 0.5, 0.5));
        SignalScore score = Samples.score("a1");
        BUS.publish(Addresses.SUMMARY, new SummaryUpdate(List.of(Samples.summary("BABA")), List.of(score)));
        BUS.publish(Addresses.LIVE, new LiveUpdate(List.of(bar), List.of(news), 2, 1_700_000_000_000_000L));
        BUS.publish(
                Addresses.NOTIFICATIONS,
                new NotificationUpdate(
                        List.of(Samples.notification("m9", "a1", Notification.INBOX, Notification.State.SENT))));
        assertEquals(
                50.0, live.body("bars").getJsonArray("updates").getJsonObject(0).getDouble("close"));
        assertEquals(
                0.5,
                live.body("metadata").getJsonArray("items").getJsonObject(0).getDouble("score"));
        assertEquals(
                "BABA", live.body("board").getJsonArray("rows").getJsonObject(0).getString("symbol"));
        assertEquals("m9", live.body("inbox").getJsonObject("entry").getString("id"));
        JsonObject scored = live.body("score");
        assertEquals("a1", scored.getString("id"));
        assertEquals(
                Views.tree(ScoreView.of(List.of(score))).toString(),
                scored.getJsonArray("score").encode());
        JsonObject status = live.body("status");
        assertEquals(
                "1.2.3 true 1",
                status.getString("version") + " " + status.getBoolean("ready") + " " + status.getInteger("clients"));
        assertEquals(1, status.getInteger("nodes"));
        Set<String> numbered =
                Set.of("dashboard.board", "dashboard.symbol.BABA", "dashboard.signals", "dashboard.inbox");
        Await.until(
                "a status with the numbers of " + numbered,
                PATIENCE,
                () -> live.bodies("status").stream()
                        .map(body -> body.getJsonObject("seqs").fieldNames())
                        .toList(),
                seen -> seen.contains(numbered));
    }

    @Test
    void aSnapshotsNumbersJoinWithThoseOfTheFeed() throws Exception {
        Live live = new Live().registered("dashboard.symbol.AAPL");
        for (int i = 0; i < 2; i++) {
            int sent = i;
            BUS.publish(
                    Addresses.LIVE,
                    new LiveUpdate(List.of(m1(10, false, 120 + i)), List.of(), 1, 1_700_000_000_000_000L));
            Await.until("message " + i, PATIENCE, () -> live.bodies("bars").size(), count -> count > sent);
        }
        List<Long> seqs =
                live.bodies("bars").stream().map(body -> body.getLong("seq")).toList();
        long first = seqs.get(0);
        assertEquals(List.of(first, first + 1), seqs);
        assertEquals(
                first + 1,
                json("/api/v1/snapshot?symbol=AAPL")
                        .get("feed")
                        .get("seq")
                        .get("dashboard.symbol.AAPL")
                        .asLong());
    }

    @Test
    void aClientTooManyIsTurnedAway() {
        List<WebSocket> inside = new ArrayList<>();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            // The server may still be counting one of the test before.
            Await.until("room", PATIENCE, this::staysOpen, stays -> stays);
            inside.add(sockets.get(sockets.size() - 1));
        }
        assertFalse(staysOpen(), "one more");
        assertTrue(inside.stream().noneMatch(WebSocket::isClosed), "those that were there stay");
        await(inside.get(0).close());
        Await.until("room again", PATIENCE, this::staysOpen, open -> open);
    }

    private boolean staysOpen() {
        try {
            Live again = new Live();
            again.send(new JsonObject().put("type", "register").put("address", "nothing"));
            Await.until(
                    "an answer",
                    PATIENCE,
                    () -> again.socket.isClosed() || !again.received.isEmpty(),
                    answered -> answered);
            return !again.socket.isClosed();
        } catch (CompletionException closed) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "1",
                "{\"type\":1}",
                "{\"type\":\"register\"}",
                "{\"type\":\"register\",\"address\":5}",
                "{\"type\":\"register\",\"address\":null}",
                "{\"type\":\"send\"}",
                "{\"type\":\"nonsense\",\"address\":\"a\"}"
            })
    void aMalformedFrameHurtsItsOwnConnectionAtMost(String frame) {
        Live other = new Live().registered("dashboard.signals");
        Live broken = new Live();
        await(broken.socket.writeFinalTextFrame(frame).otherwiseEmpty());
        await(broken.socket
                .writeFinalBinaryFrame(Buffer.buffer(new byte[] {1, 2, 3}))
                .otherwiseEmpty());
        BUS.publish(Addresses.RAISED, new SignalsRaised(List.of(Samples.signal("b2", "AAPL", T0, Side.BUY))));
        assertEquals("b2", other.body("signal").getJsonObject("signal").getString("id"));
    }

    @Test
    void aWebSocketFromAForeignPageIsRefused() {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/eventbus/websocket")
                .addHeader("Origin", "http://evil.example.org");
        Future<WebSocket> connecting = VERTX.createWebSocketClient().connect(options);
        Throwable refused = await(connecting.map(socket -> (Throwable) null).recover(Future::succeededFuture));
        assertEquals(403, ((UpgradeRejectedException) refused).getStatus());
    }
}
