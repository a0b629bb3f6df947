package dev.ticktide.web.feed;

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
     * @param totalBytes held for all clients together; beyond it those that have taken nothing for longest are closed
     * @param kept things that may not be skipped, kept for a slow client
     * @param addresses of one client
     * @param totalAddresses of all clients together
     * @param perFrame messages in one frame from a client
     * @param burst messages and control frames from a client at once
     * @param perSecond of those, continuously
     * @param errors that a client may make in a row, one more every few seconds
     */
    public record Limits(
            int queuedBytes,
            long totalBytes,
            int kept,
            int addresses,
            int totalAddresses,
            int clients,
            int perFrame,
            int burst,
            int perSecond,
            int errors,
            long stallMillis,
            long pingMillis) {

        public Limits within(int mostClients, long mostBytes) {
            return new Limits(
                    queuedBytes,
                    mostBytes,
                    kept,
                    addresses,
                    totalAddresses,
                    mostClients,
                    perFrame,
                    burst,
                    perSecond,
                    errors,
                    stallMillis,
                    pingMillis);
        }

        /** Bytes copied for one client at a time: half of the total when all are there and none reads. */
        int window() {
            return (int) Math.max(LEAST_WINDOW, Math.min(MOST_WINDOW, totalBytes / 2 / clients));
        }
    }

    private static final long LEAST_WINDOW = 8 * 1024;
    private static final long MOST_WINDOW = 64 * 1024;

    /** One error of its client is forgotten in so many seconds. */
    private static final double ERRORS_PER_SECOND = 0.2;

    /** About what a place in a backlog costs besides the message itself, which others hold as well. */
    private static final int WAITING_BYTES = 100;

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
            Limits limits,
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
        backlog = new Backlog(limits.kept());
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

    Form form() {
        return form;
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
        int before = backlog.size();
        backlog.forget(address);
        outstanding.add((backlog.size() - before) * (long) WAITING_BYTES);
    }

    /** Sends it with the next {@link #flush}, or when the socket has room again. */
    void offer(FeedMessage message) {
        if (closed) {
            return;
        }
        if (!isSlow()) {
            outbox.add(message);
            return;
        }
        int before = backlog.size();
        if (backlog.add(message)) {
            metrics.conflated();
        }
        outstanding.add((backlog.size() - before) * (long) WAITING_BYTES);
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
                length += message.quoted().length + 1;
            }
            parts.add(END);
            length += END.length;
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
            byte[] message = bytes(envelope);
            writer.binary(message);
            send(message.length);
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
        close(code, reason, CLOSING_MILLIS);
    }

    /** As {@link #close(int, String)}, but at once: the bytes that its socket holds are needed. */
    void cutOff(int code, String reason) {
        close(code, reason, 0);
    }

    private void close(int code, String reason, long closingMillis) {
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
        outstanding.add(-backlog.size() * (long) WAITING_BYTES);
        backlog.clear();
        outbox.clear();
    }

    private void writeText(String frame) {
        byte[] text = bytes(frame);
        writer.text(List.of(text));
        send(text.length);
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
            outstanding.add(-backlog.size() * (long) WAITING_BYTES);
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
