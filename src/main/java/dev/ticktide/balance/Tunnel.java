package dev.ticktide.balance;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * Passes the bytes of a WebSocket both ways as they are, frames and close codes included; a slow side stops the other from
 * being read. If the node goes away without a close frame, the client gets one after which it connects again. Confined to
 * one event loop.
 */
final class Tunnel {

    static final int GOING_AWAY = 1001;
    static final int TOO_LARGE = 1009;
    static final int SERVICE_RESTART = 1012;

    private static final int QUEUE_BYTES = 64 * 1024;

    /** How long the client may take to answer a close frame. */
    private static final long LINGER_MILLIS = 2_000;

    private final Vertx vertx;
    private final NetSocket client;
    private final NetSocket node;
    private final HttpConnection nodeConnection;
    private final Frames fromClient;
    private final Frames fromNode;
    private @Nullable Handler<Tunnel> closed;
    private boolean ending;
    private boolean over;

    /** @param node paused, with {@code nodeConnection} below it: closing the socket itself leaves that open */
    Tunnel(Vertx vertx, NetSocket client, NetSocket node, HttpConnection nodeConnection, int maxFrameBytes) {
        this.vertx = vertx;
        this.client = client;
        this.node = node;
        this.nodeConnection = nodeConnection;
        this.fromClient = new Frames(maxFrameBytes);
        this.fromNode = new Frames(maxFrameBytes);
    }

    /** @param whenClosed called once, when the client's side is closed */
    void open(Handler<Tunnel> whenClosed) {
        closed = whenClosed;
        client.setWriteQueueMaxSize(QUEUE_BYTES);
        node.setWriteQueueMaxSize(QUEUE_BYTES);
        client.exceptionHandler(gone -> {}).closeHandler(gone -> clientLeft());
        node.exceptionHandler(gone -> end(SERVICE_RESTART)).closeHandler(gone -> end(SERVICE_RESTART));
        // The socket is only a view of the connection: whatever it makes of an end, this is the end.
        nodeConnection.closeHandler(gone -> end(SERVICE_RESTART));
        client.handler(this::up);
        node.handler(this::down);
        node.resume();
    }

    /** Ends it from here, with a close frame to the client unless one was sent or another frame is under way. */
    void end(int code) {
        if (ending) {
            return;
        }
        ending = true;
        nodeConnection.close();
        // What still comes is read and dropped: closing a socket with unread bytes would take the close frame along.
        client.handler(this::afterEnd);
        client.resume();
        if (fromNode.isBetweenTwo() && !fromNode.isClosing()) {
            client.write(Frames.close(code));
            vertx.setTimer(LINGER_MILLIS, late -> client.close());
        } else {
            client.close();
        }
    }

    /** A page learns that its connection is closed when the server has closed it; the browser waits for that. */
    private void afterEnd(Buffer dropped) {
        if (fromClient.pass(dropped) && fromClient.isClosing() && fromClient.isBetweenTwo()) {
            client.close();
        }
    }

    private void up(Buffer bytes) {
        if (!fromClient.pass(bytes)) {
            end(TOO_LARGE);
        } else if (!ending) {
            node.write(bytes);
            if (node.writeQueueFull()) {
                client.pause();
                node.drainHandler(drained -> client.resume());
            }
        }
    }

    private void down(Buffer bytes) {
        if (ending) {
            return;
        }
        if (!fromNode.pass(bytes)) {
            end(TOO_LARGE);
            return;
        }
        client.write(bytes);
        if (client.writeQueueFull()) {
            node.pause();
            client.drainHandler(drained -> node.resume());
        }
    }

    private void clientLeft() {
        ending = true;
        nodeConnection.close();
        if (!over && closed != null) {
            over = true;
            closed.handle(this);
        }
    }
}
