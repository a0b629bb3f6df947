package dev.ticktide.web.feed.socket;

import dev.ticktide.internals.ConnectionChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Puts messages on a WebSocket's channel. Past Vert.x, which flushes after each of them, takes the UTF-8 of a text anew for every
 * client, and waits for ever to close a socket that is not read. Only a window's worth of bytes is copied for one client at a
 * time: the rest of its messages stays in the arrays that all clients share. Confined to the channel's event loop.
 */
public final class FrameWriter {

    /** What clients take as one frame by default. */
    private static final int MAX_FRAME = 64 * 1024;

    private final ChannelHandlerContext channel;
    private final int window;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private LongConsumer taken = bytes -> {};
    private long inChannel;
    private boolean pumping;

    /**
     * @param connection that has become a WebSocket; the socket itself comes wrapped from the router, and its channel with it
     * @param window bytes that the channel may hold before it has taken the ones before
     */
    public FrameWriter(HttpConnection connection, int window) {
        channel = ConnectionChannel.writer(connection);
        this.window = window;
    }

    /** @param listener is given how many bytes of messages the socket has taken, each time it has */
    public void onTaken(LongConsumer listener) {
        taken = listener;
    }

    /** Adds a text message that consists of these parts, which must not change any more; its bytes. */
    public long text(List<byte[]> parts) {
        return add(new Message(parts, true));
    }

    /** Adds a binary message, which must not change any more; its bytes. */
    public long binary(byte[] message) {
        return add(new Message(List.of(message), false));
    }

    private long add(Message message) {
        waiting.add(message);
        return message.left;
    }

    /** Sends what was added, as the socket takes it. */
    public void flush() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (inChannel < window && !waiting.isEmpty()) {
                pump();
            }
        } finally {
            pumping = false;
        }
    }

    /** Forgets what has not been given to the channel. Returns whether the last message there is whole. */
    public boolean drop() {
        Message first = waiting.peek();
        boolean whole = first == null || first.at == 0;
        long dropped = waiting.stream().mapToLong(message -> message.left).sum();
        waiting.clear();
        if (dropped > 0) {
            taken.accept(dropped);
        }
        return whole;
    }

    /** Cuts the connection off, if it is still there. */
    public void cutOff(long afterMillis) {
        channel.executor().schedule(() -> channel.channel().close(), afterMillis, TimeUnit.MILLISECONDS);
    }

    /** One flush for as much as the window has room for. */
    private void pump() {
        ChannelFuture last = null;
        long bytes = 0;
        for (Message message = waiting.peek();
                message != null && inChannel + bytes < window;
                message = waiting.peek()) {
            boolean isFirst = message.at == 0;
            int length = (int) Math.min(message.left, MAX_FRAME);
            ByteBuf content = channel.alloc().buffer(length);
            message.take(content, length);
            if (message.left == 0) {
                waiting.remove();
            }
            last = channel.write(frame(content, message.isText, isFirst, message.left == 0));
            bytes += length;
        }
        if (last != null) {
            long all = bytes;
            inChannel += all;
            last.addListener(done -> {
                inChannel -= all;
                if (!done.isSuccess()) {
                    drop();
                }
                taken.accept(all);
                flush();
            });
            channel.flush();
        }
    }

    private static WebSocketFrame frame(ByteBuf content, boolean isText, boolean isFirst, boolean isLast) {
        if (!isFirst) {
            return new ContinuationWebSocketFrame(isLast, 0, content);
        }
        return isText ? new TextWebSocketFrame(isLast, 0, content) : new BinaryWebSocketFrame(isLast, 0, content);
    }

    private static final class Message {

        private final List<byte[]> parts;
        private final boolean isText;
        private int part;
        private int offset;
        private long at;
        private long left;

        Message(List<byte[]> parts, boolean isText) {
            this.parts = parts;
            this.isText = isText;
            for (byte[] each : parts) {
                left += each.length;
            }
        }

        void take(ByteBuf to, int length) {
            int wanted = length;
            while (wanted > 0) {
                byte[] from = parts.get(part);
                int step = Math.min(wanted, from.length - offset);
                to.writeBytes(from, offset, step);
                offset += step;
                wanted -= step;
                if (offset == from.length) {
                    part++;
                    offset = 0;
                }
            }
            at += length;
            left -= length;
        }
    }
}
