package dev.ticktide.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.Stage;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.feed.WebMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web node whose neighbour stores a signal, dies before telling of it, and is followed by another. */
class RenewalTest {

    private static final long BETWEEN_MOVES_MILLIS = 20;
    private static final Duration STATUS_PERIOD = Duration.ofMillis(100);

    /** In the time of so many a new feed would have been made: it takes 600 ms. */
    private static final int LONG_ENOUGH = 12;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    /** Kept: Vert.x closes the connections of a client that nothing refers to, also in the middle of a handshake. */
    private final WebSocketClient client = vertx.createWebSocketClient();

    private final Bus bus = new Bus(vertx, "web");
    private final Members members = new Members();
    private final List<JsonObject> statuses = new CopyOnWriteArrayList<>();
    private Store store;
    private WebVerticle web;

    @BeforeEach
    void start() {
        store = SqliteStore.open(folder.resolve("t.db"), 4);
        web = new WebVerticle(
                new WebSettings(
                        "127.0.0.1",
                        0,
                        Set.of(),
                        Set.of("https://charts.example.org"),
                        Duration.ofMillis(50),
                        STATUS_PERIOD,
                        10,
                        "run-1",
                        "1",
                        List.of(Timeframe.RAW),
                        List.of(),
                        Json.object(),
                        Json.array(),
                        () -> "",
                        () -> Readiness.READY,
                        members::report,
                        Notification::text,
                        WebSettings.Bounds.DEFAULTS,
                        null),
                bus,
                store,
                members,
                new Ownership(Stage.INDICATOR, members),
                StrategyExplainer.NONE,
                () -> Samples.T0,
                WebMetrics.NONE);
        members.owner("first", 1);
        await(vertx.deployVerticle(web));
    }

    @AfterEach
    void stop() {
        await(vertx.undeploy(vertx.deploymentIDs().iterator().next()));
        await(vertx.close());
        store.close();
    }

    @Test
    void aNewOwnerIsFollowedByANewFeedAndEverythingThatWasNeverTold() throws Exception {
        listen();
        Await.until(() -> statuses.size() > 1);
        assertEquals("run-1", feed());

        Store.Fence fence = new Store.Fence(
                "signal", 0, await(store.claim("signal", 0, 0, "first")).orElseThrow());
        Notification note = Samples.notification("m1", "aa", Notification.INBOX, Notification.State.SENT);
        await(store.commitSignals(
                List.of(fence),
                new Store.Raised(
                        Map.of(0, 1L), List.of(Samples.signal("aa", "AAPL", Samples.T0, Side.BUY)), List.of(note))));
        StockSummary summary = Samples.summary("AAPL");
        await(bus.serve(
                Addresses.summaries("second"),
                query -> Future.succeededFuture(new SummaryUpdate(List.of(summary), List.of()))));
        members.owner("second", 2);

        Await.until(() -> feed().equals("run-1.1"));
        assertEquals("aa", read("/api/v1/signals").getJsonObject(0).getString("id"));
        assertEquals("m1", read("/api/v1/notifications").getJsonObject(0).getString("id"));
        assertEquals("AAPL", read("/api/v1/symbols").getJsonObject(0).getString("symbol"));
    }

    @Test
    void manyMovesMakeOneNewFeedAndNoMoveMakesNone() throws Exception {
        listen();
        for (long epoch = 2; epoch < 12; epoch++) {
            members.owner("second", epoch);
            Thread.sleep(BETWEEN_MOVES_MILLIS);
        }
        Await.until(() -> feed().equals("run-1.1"));
        int seen = statuses.size();
        members.changed();
        Await.until(() -> statuses.size() > seen + LONG_ENOUGH);
        assertEquals("run-1.1", feed());
        assertFalse(
                statuses.stream().anyMatch(status -> status.getString("feed").equals("run-1.2")));
    }

    @Test
    void aMessageThatALivingNodeSentAndNobodyHeardMakesANewFeed() throws Exception {
        listen();
        publishAs("first", 7);
        publishAs("first", 9);
        publishAs("first", 8);
        publishAs("first", 10);
        int seen = statuses.size();
        Await.until(() -> statuses.size() > seen + LONG_ENOUGH);
        assertEquals("run-1", feed(), "out of order is not lost");

        publishAs("first", 12);
        Await.until(() -> feed().equals("run-1.1"));
    }

    private void publishAs(String node, long number) {
        vertx.eventBus()
                .publish(
                        Addresses.SUMMARY.address(),
                        new SummaryUpdate(List.of(), List.of()),
                        new DeliveryOptions().addHeader("from", node).addHeader("n", Long.toString(number)));
    }

    private String feed() {
        return statuses.isEmpty() ? "" : statuses.get(statuses.size() - 1).getString("feed");
    }

    private void listen() {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(web.port())
                .setURI("/eventbus/websocket");
        await(client.connect(options).compose(socket -> {
            socket.handler(bytes -> {
                JsonObject message = bytes.toJsonObject();
                if (message.getString("type").equals("rec")) {
                    statuses.add(new JsonObject(message.getString("body")));
                }
            });
            return socket.writeTextMessage(new JsonObject()
                    .put("type", "register")
                    .put("address", Feed.STATUS)
                    .encode());
        }));
    }

    private JsonArray read(String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonArray(answer.body());
    }

    private static <T> T await(Future<T> future) {
        return await(future.toCompletionStage());
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** This node, and the one that has partition 0 of every stage. */
    private static final class Members implements Membership {

        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private volatile NodeReport report;
        private volatile List<Member> members = List.of();

        void owner(String node, long epoch) {
            report = new NodeReport(
                    node,
                    NodeReport.State.SERVING,
                    0,
                    epoch,
                    0,
                    0,
                    0,
                    0,
                    0,
                    List.of(new NodeReport.Holding("signal", 0, epoch)),
                    List.of(),
                    List.of());
            members = List.of(
                    member("web", EnumSet.of(Role.WEB)),
                    member(node, EnumSet.of(Role.INDICATOR, Role.SIGNAL, Role.AGGREGATE)));
            changed();
        }

        void changed() {
            listeners.forEach(Runnable::run);
        }

        NodeReport report(String node) {
            return report.node().equals(node) ? report : null;
        }

        @Override
        public String self() {
            return "web";
        }

        @Override
        public List<Member> members() {
            return members;
        }

        @Override
        public List<String> nodes(Stage stage) {
            return List.of(report.node());
        }

        @Override
        public void onChange(Runnable listener) {
            listeners.add(listener);
        }

        private static Member member(String node, Set<Role> roles) {
            return new Member(node, roles, "127.0.0.1", Member.NO_PORT, Member.NO_PORT, 1, "1");
        }
    }
}
