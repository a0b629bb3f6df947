package dev.ticktide.web.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.web.answer.Answers;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.feed.socket.FrameWriter;
import dev.ticktide.web.feed.socket.Outstanding;
import dev.ticktide.web.feed.socket.ViewerLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Implements the protocol of Vert.x's event-bus bridge for browsers, over SockJS's WebSocket transport and over a bare
 * WebSocket: {@code dashboard.*} goes out, nothing comes in. The other transports of SockJS are not served, because
 * they answer requests of any site. Every message is encoded once for all clients; messages for a slow client wait in a
 * queue of its own. Reports to the feed which addresses have subscribers. Confined to one context.
 */
public final class Bridge {

    // A page in the background may run its timers, and so ping, once a minute only.
    public static final ViewerLimits LIMITS =
            new ViewerLimits(256 * 1024, 64L * 1024 * 1024, 1_000, 64, 32_000, 500, 100, 500, 50, 20, 30_000, 90_000);

    /** Private codes of RFC 6455 from 4000 on, below it registered ones. */
    private static final int GOING_AWAY = 1001;

    private static final int TRY_LATER = 1013;
    private static final int SILENT = 4001;
    private static final int TOO_SLOW = 4002;

    /** For the close frame to arrive and be answered. */
    private static final long CLOSING_MILLIS = 3_000;

    private static final long CHECK_MILLIS = 1_000;

    /** Who has taken nothing for so long may be closed when bytes are short. */
    private static final long PATIENCE_MILLIS = 1_000;

    private static final long HARD_LIMIT = 2;
    private static final long HEARTBEAT_MILLIS = 25_000;

    private final ViewerLimits limits;
    private final WebMetrics metrics;
    private final LongSupplier nowMicros;
    private final Vertx vertx;
    private final Set<Viewer> viewers = new LinkedHashSet<>();
    private final Listeners listeners;
    private final BridgeProtocol protocol;
    private final Set<Viewer> written = new LinkedHashSet<>();
    private final Outstanding outstanding = new Outstanding();

    public Bridge(Vertx vertx, Feed feed, ViewerLimits limits, WebMetrics metrics, LongSupplier nowMicros) {
        this.vertx = vertx;
        this.limits = limits;
        this.metrics = metrics;
        this.nowMicros = nowMicros;
        this.listeners = new Listeners(feed);
        this.protocol = new BridgeProtocol(limits, listeners, this::close);
    }

    public Router router() {
        Router router = Router.router(vertx);
        router.get("/info").handler(Bridge::info);
        router.get("/websocket").handler(request -> upgrade(request, Viewer.Form.RAW));
        router.getWithRegex("\\/[^\\/.]+\\/[^\\/.]+\\/websocket")
                .handler(request -> upgrade(request, Viewer.Form.SOCKJS));
        vertx.setPeriodic(CHECK_MILLIS, timer -> check());
        vertx.setPeriodic(HEARTBEAT_MILLIS, timer -> viewers.forEach(Viewer::heartbeat));
        return router;
    }

    public int clients() {
        return viewers.size();
    }

    /** To all listeners: at the end of this turn, together with their other messages. */
    public void publish(FeedMessage message) {
        Set<Viewer> to = listeners.of(message.address());
        if (to == null) {
            return;
        }
        if (written.isEmpty()) {
            vertx.runOnContext(nothing -> flush());
        }
        for (Viewer viewer : to) {
            viewer.offer(message);
            written.add(viewer);
        }
    }

    /** Has every page go elsewhere. */
    public void close() {
        for (Viewer viewer : List.copyOf(viewers)) {
            close(viewer, GOING_AWAY, "this node is stopping", "stopping");
        }
    }

    private void flush() {
        List<Viewer> all = List.copyOf(written);
        written.clear();
        all.forEach(Viewer::flush);
        relieve();
    }

    /** When too much is held for all together, those go that have taken nothing for longest. */
    private void relieve() {
        if (outstanding.bytes() <= limits.totalBytes()) {
            return;
        }
        List<Viewer> slowestFirst = viewers.stream()
                .filter(viewer -> viewer.queuedBytes() > 0)
                .sorted(Comparator.comparingLong(Viewer::stalledMillis).reversed())
                .toList();
        for (Viewer viewer : slowestFirst) {
            long held = outstanding.bytes();
            boolean patient = held <= HARD_LIMIT * limits.totalBytes();
            if (held <= limits.totalBytes() || (patient && viewer.stalledMillis() < PATIENCE_MILLIS)) {
                return;
            }
            metrics.closed("pressure");
            gone(viewer);
            // At once: the bytes that its socket holds are needed.
            viewer.close(TOO_SLOW, "too slow: other clients need the memory", 0);
        }
    }

    private static void info(RoutingContext request) {
        long entropy = ThreadLocalRandom.current().nextLong(1L << 32);
        ObjectNode info = Json.object().put("websocket", true).put("cookie_needed", false);
        info.put("entropy", entropy).putArray("origins").add("*:*");
        Answers.json(request, Future.succeededFuture(info));
    }

    private void upgrade(RoutingContext request, Viewer.Form form) {
        String wish = request.request().getHeader(HttpHeaders.CONNECTION);
        if (wish == null || !wish.toLowerCase(Locale.ROOT).contains("upgrade")) {
            Answers.problem(request, 400, "bad_request", "this address is for WebSockets only");
            return;
        }
        HttpConnection connection = request.request().connection();
        request.request()
                .toWebSocket()
                .onSuccess(socket -> open(socket, new FrameWriter(connection, limits.window()), form))
                .onFailure(failure -> {
                    if (!request.response().ended()) {
                        Answers.problem(request, 400, "bad_request", "not a WebSocket request");
                    }
                });
    }

    private void open(ServerWebSocket socket, FrameWriter writer, Viewer.Form form) {
        Viewer viewer = new Viewer(socket, writer, form, limits, outstanding, metrics, nowMicros);
        if (viewers.size() >= limits.clients()) {
            metrics.closed("full");
            viewer.close(TRY_LATER, "too many viewers", CLOSING_MILLIS);
            return;
        }
        viewers.add(viewer);
        socket.closeHandler(closed -> {
            gone(viewer);
            viewer.gone();
        });
        // A wrong frame closes the connection, which calls the handler above.
        socket.exceptionHandler(failure -> {});
        // Pings and fragments are answered or gathered before a message is there.
        socket.frameHandler(frame -> {
            if (!frame.isClose() && !viewer.isClosed()) {
                protocol.count(viewer);
            }
        });
        if (form == Viewer.Form.SOCKJS) {
            socket.textMessageHandler(frame -> protocol.sockJs(viewer, frame));
        } else {
            socket.textMessageHandler(text -> protocol.message(viewer, text));
            socket.binaryMessageHandler(bytes -> protocol.message(viewer, bytes.toString()));
        }
        viewer.opened();
    }

    private void check() {
        long queued = 0;
        for (Viewer viewer : List.copyOf(viewers)) {
            if (viewer.isStalled()) {
                close(
                        viewer,
                        TOO_SLOW,
                        "too slow: nothing was read for " + limits.stallMillis() / 1_000 + " s",
                        "slow");
            } else if (viewer.isSilent()) {
                close(viewer, SILENT, "no ping for " + limits.pingMillis() / 1_000 + " s", "silent");
            } else {
                queued += viewer.queuedBytes();
            }
        }
        relieve();
        metrics.clients(viewers.size(), queued);
    }

    private void close(Viewer viewer, int code, String reason, String label) {
        if (viewers.contains(viewer)) {
            metrics.closed(label);
            gone(viewer);
            viewer.close(code, reason, CLOSING_MILLIS);
        }
    }

    private void gone(Viewer viewer) {
        if (viewers.remove(viewer)) {
            listeners.removeAll(viewer);
        }
    }
}
