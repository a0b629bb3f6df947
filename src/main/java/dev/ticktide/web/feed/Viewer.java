package dev.ticktide.web.feed;

import dev.ticktide.web.feed.socket.FrameWriter;
import dev.ticktide.web.feed.socket.Meter;
import dev.ticktide.web.feed.socket.Outstanding;
import dev.ticktide.web.feed.socket.ViewerLimits;
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

    /** One error of its client is forgotten in so many seconds. */
    private static final double ERRORS_PER_SECOND = 0.2;

    private static final byte[] BEGIN = bytes("a[");
    private static final byte[] COMMA = bytes(",");
    private static final byte[] END = bytes("]");

    private final ServerWebSocket socket;
    private final FrameWriter writer;
    private final Form form;
    private final ViewerLimits limits;
    private final WebMetrics metrics;
    private final LongSupplier nowMicros;
    private final Set<String> addresses = new LinkedHashSet<>();
    private final Backlog backlog;
    private final Outstanding outstanding;
    private final Meter messages;
    private final Meter errors;
    private List<FeedMessage> outbox = new ArrayList<>();
    private long queuedBytes;
    private long tookAt;
    private long pingedAt;
    private boolean closed;

    Viewer(
            ServerWebSocket socket,
            FrameWriter writer,
            Form form,
            ViewerLimits limits,
            Outstanding outstanding,
            WebMetrics metrics,
            LongSupplier nowMicros) {
        this.socket = socket;
        this.writer = writer;
        this.form = form;
        this.limits = limits;
        this.metrics = metrics;
        this.nowMicros = nowMicros;
        this.outstanding = outstanding;
        backlog = new Backlog(limits.kept(), outstanding);
        pingedAt = nowMillis();
        tookAt = pingedAt;
        messages = new Meter(limits.burst(), limits.perSecond(), pingedAt);
        errors = new Meter(limits.errors(), ERRORS_PER_SECOND, pingedAt);
        writer.onTaken(this::taken);
    }

    Set<String> addresses() {
        return addresses;
    }

    long queuedBytes() {
        return queuedBytes;
    }

    boolean isSlow() {
        return queuedBytes >= limits.queuedBytes() || !backlog.isEmpty();
    }

    void pinged() {
        pingedAt = nowMillis();
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether its client may send one more message; if so it is counted. */
    boolean maySend() {
        return messages.take(nowMillis());
    }

    /** Whether its client may be wrong once more; if so that is counted. */
    boolean mayErr() {
        return errors.take(nowMillis());
    }

    /** How long its socket has taken nothing of what there is for it, milliseconds. */
    long stalledMillis() {
        return queuedBytes == 0 ? 0 : nowMillis() - tookAt;
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
        long length = 0;
        if (form == Form.SOCKJS) {
            List<byte[]> parts = new ArrayList<>(messages.size() * 2 + 1);
            for (FeedMessage message : messages) {
                parts.add(parts.isEmpty() ? BEGIN : COMMA);
                parts.add(message.quoted());
            }
            parts.add(END);
            length = writer.text(parts);
        } else {
            for (FeedMessage message : messages) {
                length += writer.binary(message.raw());
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
            send(writer.binary(bytes(envelope)));
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

    /** Says why and hangs up; cuts off a socket that is not closed after so long. */
    void close(int code, String reason, long closingMillis) {
        if (closed) {
            return;
        }
        closed = true;
        forgetBacklog();
        boolean betweenMessages = writer.drop();
        if (form == Form.SOCKJS && betweenMessages) {
            writeText("c[" + code + ',' + FeedMessage.quote(reason) + ']');
        }
        socket.close((short) code, reason);
        writer.cutOff(closingMillis);
    }

    /** The other side is gone. */
    void gone() {
        closed = true;
        forgetBacklog();
        writer.drop();
    }

    private void forgetBacklog() {
        backlog.clear();
        outbox.clear();
    }

    private void writeText(String frame) {
        send(writer.text(List.of(bytes(frame))));
    }

    private void send(long bytes) {
        if (queuedBytes == 0) {
            tookAt = nowMillis();
        }
        queuedBytes += bytes;
        outstanding.add(bytes);
        writer.flush();
    }

    private void taken(long bytes) {
        queuedBytes -= bytes;
        outstanding.add(-bytes);
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
