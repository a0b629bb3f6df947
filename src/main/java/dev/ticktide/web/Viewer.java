package dev.ticktide.web;

import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One client of the live feed: its addresses, what goes out to it at the end of this turn, and what waits because its socket is
 * full. Confined to one context.
 */
final class Viewer {

    /** How messages look on the wire. */
    enum Form {
        RAW,
        SOCKJS
    }

    /**
     * @param queuedBytes written and not yet taken by the socket, beyond which a client is slow
     * @param kept things that may not be skipped, kept for a slow client
     */
    record Limits(int queuedBytes, int kept, int addresses, int clients, long stallMillis, long pingMillis) {

        Limits clients(int most) {
            return new Limits(queuedBytes, kept, addresses, most, stallMillis, pingMillis);
        }
    }

    private static final byte[] BEGIN = bytes("a[");
    private static final byte[] COMMA = bytes(",");
    private static final byte[] END = bytes("]");

    /** For the close frame to arrive and be answered. */
    private static final long CLOSING_MILLIS = 3_000;

    private final ServerWebSocket socket;
    private final FrameWriter writer;
    private final Form form;
    private final Limits limits;
    private final WebMetrics metrics;
    private final LongSupplier nowMicros;
    private final Set<String> addresses = new LinkedHashSet<>();
    private final Backlog backlog;
    private List<FeedMessage> outbox = new ArrayList<>();
    private long queuedBytes;
    private long tookAt;
    private long pingedAt;
    private boolean closed;

    Viewer(
            ServerWebSocket socket,
            FrameWriter writer,
            Form form,
            Limits limits,
            WebMetrics metrics,
            LongSupplier nowMicros) {
        this.socket = socket;
        this.writer = writer;
        this.form = form;
        this.limits = limits;
        this.metrics = metrics;
        this.nowMicros = nowMicros;
        backlog = new Backlog(limits.kept());
        pingedAt = nowMillis();
        tookAt = pingedAt;
    }

    Set<String> addresses() {
        return addresses;
    }

    long queuedBytes() {
        return queuedBytes;
    }

    Form form() {
        return form;
    }

    boolean isSlow() {
        return queuedBytes >= limits.queuedBytes() || !backlog.isEmpty();
    }

    void pinged() {
        pingedAt = nowMillis();
    }

    /** No ping for as long as a client may be silent. */
    boolean isSilent() {
        return nowMillis() - pingedAt >= limits.pingMillis();
    }

    /** Its socket is full and has taken nothing for as long as that is borne. */
    boolean isStalled() {
        return isSlow() && nowMillis() - tookAt >= limits.stallMillis();
    }

    void unregister(String address) {
        addresses.remove(address);
        backlog.forget(address);
    }

    /** Sends it with the next {@link #flush}, or when the socket has room again. */
    void offer(FeedMessage message) {
        if (closed) {
            return;
        }
        if (!isSlow()) {
            outbox.add(message);
        } else if (backlog.add(message)) {
            metrics.conflated();
        }
    }

    /** One write for all that gathered. */
    void flush() {
        if (closed || outbox.isEmpty()) {
            return;
        }
        List<FeedMessage> messages = outbox;
        outbox = new ArrayList<>(messages.size());
        int length = 0;
        if (form == Form.SOCKJS) {
            List<byte[]> parts = new ArrayList<>(messages.size() * 2 + 1);
            for (FeedMessage message : messages) {
                parts.add(parts.isEmpty() ? BEGIN : COMMA);
                parts.add(message.quoted());
                length += message.quoted().length + 1;
            }
            parts.add(END);
            writer.text(parts);
        } else {
            for (FeedMessage message : messages) {
                writer.binary(message.raw());
                length += message.raw().length;
            }
        }
        send(length);
    }

    /** An answer to what the client sent. */
    void reply(String envelope) {
        if (closed) {
            return;
        }
        if (form == Form.SOCKJS) {
            writeText("a[" + FeedMessage.quote(envelope) + ']');
        } else {
            writer.binary(bytes(envelope));
            send(envelope.length());
        }
        if (queuedBytes >= limits.queuedBytes()) {
            // Who asks and does not read the answers is not asked any further.
            socket.pause();
        }
    }

    void heartbeat() {
        if (!closed && form == Form.SOCKJS && !isSlow()) {
            writeText("h");
        }
    }

    void opened() {
        if (form == Form.SOCKJS) {
            writeText("o");
        }
    }

    /** Says why and hangs up; a socket that is full is cut off after a while. */
    void close(int code, String reason) {
        if (closed) {
            return;
        }
        closed = true;
        if (form == Form.SOCKJS) {
            writeText("c[" + code + ',' + FeedMessage.quote(reason) + ']');
        }
        socket.close((short) code, reason);
        writer.cutOff(CLOSING_MILLIS);
    }

    /** The other side is gone. */
    void gone() {
        closed = true;
    }

    private void writeText(String frame) {
        writer.text(List.of(bytes(frame)));
        send(frame.length());
    }

    private void send(int bytes) {
        if (queuedBytes == 0) {
            tookAt = nowMillis();
        }
        queuedBytes += bytes;
        writer.flush(() -> taken(bytes));
    }

    private void taken(int bytes) {
        queuedBytes -= bytes;
        tookAt = nowMillis();
        if (closed || queuedBytes > limits.queuedBytes() / 2) {
            return;
        }
        socket.resume();
        if (!backlog.isEmpty()) {
            outbox.addAll(backlog.take(nowMicros.getAsLong()));
            flush();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }
}
