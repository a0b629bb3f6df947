package dev.ticktide.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.VertxHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts messages on a WebSocket's channel. Past Vert.x, which flushes after each of them, takes the UTF-8 of a text anew for every
 * client, and waits for ever to close a socket that is not read. Confined to the channel's event loop.
 */
final class FrameWriter {

    /** What clients take as one frame by default. */
    private static final int MAX_FRAME = 64 * 1024;

    private final ChannelHandlerContext channel;
    private ChannelFuture last;

    /** @param connection that has become a WebSocket; the socket itself comes wrapped from the router, and its channel with it */
    FrameWriter(HttpConnection connection) {
        if (!(connection instanceof HttpServerConnection own)) {
            throw new IllegalStateException("not a connection of this Vert.x: " + connection.getClass());
        }
        channel = own.channelHandlerContext().channel().pipeline().context(VertxHandler.class);
        last = channel.newSucceededFuture();
    }

    /** Adds a text message that consists of these parts. */
    void text(List<byte[]> parts) {
        int length = parts.stream().mapToInt(part -> part.length).sum();
        ByteBuf content = channel.alloc().buffer(length);
        parts.forEach(content::writeBytes);
        write(content, true);
    }

    void binary(byte[] message) {
        write(Unpooled.wrappedBuffer(message), false);
    }

    /** Sends what was added; the socket has taken it when {@code taken} runs. */
    void flush(Runnable taken) {
        last.addListener(done -> taken.run());
        channel.flush();
    }

    /** Cuts the connection off, if it is still there. */
    void cutOff(long afterMillis) {
        channel.executor().schedule(() -> channel.channel().close(), afterMillis, TimeUnit.MILLISECONDS);
    }

    private void write(ByteBuf content, boolean isText) {
        boolean isFirst = true;
        while (content.readableBytes() > MAX_FRAME) {
            last = channel.write(frame(content.readRetainedSlice(MAX_FRAME), isText, isFirst, false));
            isFirst = false;
        }
        last = channel.write(frame(content, isText, isFirst, true));
    }

    private static WebSocketFrame frame(ByteBuf content, boolean isText, boolean isFirst, boolean isLast) {
        if (!isFirst) {
            return new ContinuationWebSocketFrame(isLast, 0, content);
        }
        return isText ? new TextWebSocketFrame(isLast, 0, content) : new BinaryWebSocketFrame(isLast, 0, content);
    }
}
