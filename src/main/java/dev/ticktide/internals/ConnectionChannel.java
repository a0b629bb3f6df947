package dev.ticktide.internals;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.VertxHandler;

/** The Netty channel below a connection to an HTTP server: its remote end before the handshake, its pipeline, its flush. */
public final class ConnectionChannel {

    private ConnectionChannel() {}

    /** @throws IllegalStateException if the connection is not one that a server of this Vert.x has accepted */
    public static Channel of(HttpConnection connection) {
        if (!(connection instanceof HttpServerConnection own)) {
            throw new IllegalStateException("not a connection of this Vert.x: " + connection.getClass());
        }
        return own.channelHandlerContext().channel();
    }

    /** Where Vert.x itself writes the frames of a connection that has become a WebSocket. */
    public static ChannelHandlerContext writer(HttpConnection connection) {
        return of(connection).pipeline().context(VertxHandler.class);
    }
}
