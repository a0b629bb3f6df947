package dev.ticktide.balance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ticktide.balance.backend.Backend;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web port that opens WebSockets by hand, so that a test can break them as no proper server does. */
final class RawNode {

    private static final String KEY = "sec-websocket-key: ";
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    private final NetServer server;

    RawNode(Vertx vertx) {
        this(vertx, new NetServerOptions());
    }

    private RawNode(Vertx vertx, NetServerOptions options) {
        server = Balanced.await(
                vertx.createNetServer(options).connectHandler(this::connected).listen(0, "127.0.0.1"));
    }

    /** Whose connections end with a reset, as those of a machine that was switched off and on. */
    static RawNode resetting(Vertx vertx) {
        return new RawNode(vertx, new NetServerOptions().setSoLinger(0));
    }

    Backend backend() {
        return new Backend("raw", "127.0.0.1", Backend.NONE, server.actualPort());
    }

    private void connected(NetSocket socket) {
        Buffer read = Buffer.buffer();
        socket.handler(bytes -> {
            String head = read.appendBuffer(bytes).toString();
            if (head.contains("\r\n\r\n")) {
                socket.handler(ignored -> {});
                answer(socket, head);
            }
        });
    }

    private void answer(NetSocket socket, String head) {
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf(KEY);
        if (at < 0) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        } else {
            String key = head.substring(at + KEY.length(), head.indexOf('\r', at));
            socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n");
            sockets.add(socket);
        }
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
