package dev.ticktide.web.udf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Stage;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.RawHttp;
import dev.ticktide.web.Readiness;
import dev.ticktide.web.WebSettings;
import dev.ticktide.web.WebVerticle;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.feed.WebMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server with ten closed minutes of AAPL, an eleventh that is open, two signals, news and economy. */
abstract class UdfServer {

    static final String NODE = "n1";
    static final int PARTITIONS = 4;
    static final Timeframe M1 = Timeframe.parse("1m");
    static final long T0 = Samples.T0;
    static final long SECONDS = T0 / 1_000_000;
    static final long MINUTE = 60_000_000;
    static final String CHARTS = "https://charts.example.org";
    static final int MANY_NEWS = 10_050;
    static final Vertx VERTX = Vertx.vertx();

    @TempDir
    static Path folder;

    static Store store;
    static RawHttp http;
    static int port;

    @BeforeAll
    static void start() {
        store = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
        fill();
        Bus bus = new Bus(VERTX, NODE);
        await(bus.serve(Addresses.symbol(NODE), query -> Future.succeededFuture(view(query.symbol()))));
        await(bus.serve(
                Addresses.summaries(NODE),
                query -> Future.succeededFuture(
                        new SummaryUpdate(List.of(Samples.summary("AAPL"), Samples.summary("MSFT")), List.of()))));
        Membership alone = Membership.alone(NODE);
        WebVerticle web = new WebVerticle(
                new WebSettings(
                        "127.0.0.1",
                        0,
                        Set.of(),
                        Set.of(CHARTS),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1),
                        10,
                        "run-1",
                        "1",
                        List.of(Timeframe.RAW, M1, Samples.M5, Timeframe.parse("1h")),
                        List.of(),
                        Json.object(),
                        Json.array(),
                        () -> "",
                        () -> Readiness.READY,
                        node -> null,
                        Notification::text,
                        WebSettings.Bounds.DEFAULTS,
                        null),
                bus,
                store,
                alone,
                new Ownership(Stage.INDICATOR, alone),
                StrategyExplainer.NONE,
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

    static Bar bar(long minute) {
        double open = 100 + minute;
        return new Bar(T0 + minute * MINUTE, open, open + 2, open - 1, open + 0.5, 10 * minute, 1);
    }

    static SymbolView view(String symbol) {
        double[] none = {};
        return new SymbolView(
                symbol,
                symbol.equals("AAPL")
                        ? List.of(new BarUpdate(symbol, M1, 11, T0, false, bar(10), none, none, 10, null, null))
                        : List.of(),
                List.of());
    }

    static void fill() {
        List<Store.Fence> fences = new ArrayList<>();
        for (int each = 0; each < PARTITIONS; each++) {
            fences.add(new Store.Fence(
                    "indicator",
                    each,
                    await(store.claim("indicator", each, 0, NODE)).orElseThrow()));
        }
        int partition = StableHash.partition("AAPL", PARTITIONS);
        List<LogEntry> entries = new ArrayList<>();
        entries.add(Samples.entry(partition, 1, new NewsSentiment("AAPL", T0 + 2 * MINUTE, -0.5, 0.25)));
        entries.add(Samples.entry(PARTITIONS, 1, new EconomicIndicator("<b>GDP</b>", T0 + 3 * MINUTE, 2.5)));
        int other = StableHash.partition("MSFT", PARTITIONS);
        for (int i = 0; i < MANY_NEWS; i++) {
            long time = i == 0 ? T0 + 2 * MINUTE : T0 + 10 * MINUTE + i * 1_000_000L;
            entries.add(
                    Samples.entry(other, (other == partition ? 2 : 1) + i, new NewsSentiment("MSFT", time, 0.5, 0.25)));
        }
        List<Store.ClosedBar> bars = IntStream.range(0, 10)
                .mapToObj(minute -> new Store.ClosedBar("AAPL", M1, bar(minute)))
                .toList();
        await(store.append(new Store.Append(
                fences, entries, bars, List.of(new Store.SymbolInfo("AAPL", partition, "Apple Inc.", "Technology")))));
        await(store.commitSignals(
                List.of(),
                new Store.Raised(
                        Map.of(),
                        List.of(
                                Samples.signal("a1", "AAPL", T0, Side.BUY),
                                Samples.signal("a2", "AAPL", T0 + 5 * MINUTE, Side.SELL),
                                Samples.signal("a3", "MSFT", T0, Side.BUY)),
                        List.of())));
    }

    static JsonNode json(String target) throws IOException {
        RawHttp.Answer answer = http.get(target);
        assertEquals(200, answer.status(), answer.body());
        assertEquals("application/json", answer.headers().get("Content-Type"));
        return Json.MAPPER.readTree(answer.body());
    }

    static <T> T await(Future<T> future) {
        return await(future.toCompletionStage());
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
