package dev.ticktide.web;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bus bridged to browsers: {@code dashboard.*} goes out, nothing comes in. WebSocket only, because the other transports
 * answer any site that asks. Tells the feed who watches what. Confined to one context.
 */
final class Bridge {

    private static final List<String> OTHER_TRANSPORTS = List.of("EVENT_SOURCE", "HTML_FILE", "JSON_P", "XHR");
    private static final int PING_TIMEOUT_MILLIS = 20_000;
    private static final int MAX_ADDRESSES_PER_CLIENT = 32;

    private final Feed feed;
    private final int maxClients;
    private final Map<SockJSSocket, Set<String>> clients = new HashMap<>();

    Bridge(Feed feed, int maxClients) {
        this.feed = feed;
        this.maxClients = maxClients;
    }

    Router router(Vertx vertx) {
        SockJSHandlerOptions options =
                new SockJSHandlerOptions().setInsertJSESSIONID(false).setRegisterWriteHandler(false);
        OTHER_TRANSPORTS.forEach(options::addDisabledTransport);
        SockJSBridgeOptions bridge = new SockJSBridgeOptions()
                .addOutboundPermitted(new PermittedOptions().setAddressRegex("dashboard\\.[A-Za-z0-9._:-]+"))
                .setMaxHandlersPerSocket(MAX_ADDRESSES_PER_CLIENT)
                .setPingTimeout(PING_TIMEOUT_MILLIS);
        return SockJSHandler.create(vertx, options).bridge(bridge, this::handle);
    }

    int clients() {
        return clients.size();
    }

    /** Has every page go elsewhere. */
    void close() {
        List.copyOf(clients.keySet()).forEach(SockJSSocket::close);
    }

    private void handle(BridgeEvent event) {
        event.complete(
                switch (event.type()) {
                    case SOCKET_CREATED -> opened(event.socket());
                    case REGISTER -> registered(event.socket(), event.getRawMessage());
                    case UNREGISTER -> unregistered(event.socket(), event.getRawMessage());
                    case SOCKET_CLOSED, SOCKET_ERROR -> closed(event.socket());
                    // The bridge itself denies whatever comes in, since no inbound address is permitted.
                    default -> true;
                });
    }

    private boolean opened(SockJSSocket socket) {
        if (clients.size() >= maxClients) {
            return false;
        }
        clients.put(socket, new HashSet<>());
        return true;
    }

    private boolean registered(SockJSSocket socket, JsonObject message) {
        String address = message.getString("address", "");
        Set<String> addresses = clients.get(socket);
        if (addresses == null || addresses.size() >= MAX_ADDRESSES_PER_CLIENT) {
            return false;
        }
        if (addresses.add(address)) {
            feed.watch(address);
        }
        return true;
    }

    private boolean unregistered(SockJSSocket socket, JsonObject message) {
        String address = message.getString("address", "");
        Set<String> addresses = clients.get(socket);
        if (addresses != null && addresses.remove(address)) {
            feed.unwatch(address);
        }
        return true;
    }

    private boolean closed(SockJSSocket socket) {
        Set<String> addresses = clients.remove(socket);
        if (addresses != null) {
            addresses.forEach(feed::unwatch);
        }
        return true;
    }
}
