package dev.ticktide.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.bus.Addresses;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.LiveUpdate;
import dev.ticktide.market.message.NotificationUpdate;
import dev.ticktide.market.message.SignalsRaised;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.view.ScoreView;
import dev.ticktide.web.view.SignalView;
import dev.ticktide.web.view.Views;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over the live feed, and what it refuses. */
class LiveFeedTest extends OneWebNode {

    /** Kept: Vert.x closes the connections of a client that nothing refers to, also in the middle of a handshake. */
    private static final WebSocketClient CLIENT = VERTX.createWebSocketClient();

    private final List<WebSocket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() {
        sockets.forEach(socket -> await(socket.close().otherwiseEmpty()));
    }

    // The live feed

    /** A client of the bridge that notes what it is sent. */
    private final class Live {

        private final List<JsonObject> received = new CopyOnWriteArrayList<>();
        private final WebSocket socket;

        Live() {
            // Listens before it connects: a server that closes at once must not be missed.
            ClientWebSocket connecting = CLIENT.webSocket();
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
        Future<WebSocket> connecting = CLIENT.connect(options);
        Throwable refused = await(connecting.map(socket -> (Throwable) null).recover(Future::succeededFuture));
        assertEquals(403, ((UpgradeRejectedException) refused).getStatus());
    }
}
