package dev.ticktide.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The connections of one server: bounded, and closed when they are without a request for too long (a head sent byte by byte keeps
 * a connection busy for good) or don't read their answers. WebSockets only count here: their handler closes them. Confined to
 * one event loop.
 */
public final class Visitors {

    /**
     * @param silence that a connection without a request may keep; a tenth of it when three of four places are taken
     * @param stall for how long an answer's reader may take nothing of it
     * @param answer for how long one may take over an answer that does not fit into its socket
     * @param heldBytes of answers to all readers together; beyond it those go that have taken nothing for longest
     */
    public record Limits(Duration silence, Duration stall, Duration answer, long heldBytes) {

        private static final int HEAP_SHARE = 16;

        /** With a sixteenth of the heap for answers. */
        public static Limits of(Duration silence) {
            return new Limits(
                    silence,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(2),
                    Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        }
    }

    private static final int CROWDED = 10;

    /** Closed in one go when bytes are short: the part of them that each holds is not known. */
    private static final int MOST_AT_ONCE = 50;

    /** When memory for answers is short, a reader that has read nothing for this time may be closed. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    /** The name of the handler in a connection's pipeline while its protocol is HTTP. */
    private static final String HTTP_DECODER = "httpDecoder";

    private final Quota quota;
    private final Limits limits;
    private final IdentityHashMap<HttpConnection, Visit> open = new IdentityHashMap<>();

    public Visitors(Quota quota, Limits limits) {
        this.quota = quota;
        this.limits = limits;
    }

    /**
     * Closes the connection at once if there is no room for it.
     *
     * @param now {@code System.nanoTime()}
     */
    public void came(HttpConnection connection, long now) {
        Channel channel = Quota.channel(connection);
        String address = Quota.address(channel.remoteAddress());
        if (!quota.enter(address)) {
            channel.close();
            return;
        }
        open.put(connection, new Visit(channel, now));
        // The connection's own handler is not called once it has become a WebSocket's.
        channel.closeFuture().addListener(closed -> {
            if (open.remove(connection) != null) {
                quota.leave(address);
            }
        });
    }

    public void began(HttpConnection connection, long now) {
        Visit visit = open.get(connection);
        if (visit != null) {
            visit.requests++;
            visit.beganAt = now;
        }
    }

    public void ended(HttpConnection connection, long now) {
        Visit visit = open.get(connection);
        if (visit != null) {
            visit.requests--;
            visit.idleSince = now;
        }
    }

    /**
     * Has a request wait until the answers before it on its connection are on their way: a client that asks on and on without
     * reading would otherwise fill the memory with answers.
     */
    public static void whenRead(HttpServerRequest request, Runnable go) {
        if (!request.response().writeQueueFull()) {
            go.run();
            return;
        }
        request.pause();
        request.response().drainHandler(drained -> {
            request.response().drainHandler(null);
            // Once there are handlers, or what comes would be lost.
            go.run();
            request.resume();
        });
    }

    /** Sends what was answered at once: after a chunk that can't be decoded the connection is closed with the next step. */
    public static void flush(HttpServerRequest request) {
        Quota.channel(request.connection()).flush();
    }

    /**
     * To be called about once a second.
     *
     * @param heldElsewhere bytes of answers that are not given to their sockets yet
     */
    public void expire(long now, long heldElsewhere) {
        long silence = limits.silence().toNanos() / (quota.isCrowded() ? CROWDED : 1);
        long held = heldElsewhere;
        List<Visit> stalled = new ArrayList<>();
        for (Visit visit : new ArrayList<>(open.values())) {
            if (!visit.speaksHttp()) {
                continue;
            }
            held += visit.look(now);
            long stalledFor = now - visit.tookAt;
            if (stalledFor > limits.stall().toNanos() || visit.isEndless(now, limits.answer())) {
                visit.channel.close();
            } else if (visit.requests <= 0 && visit.pending == 0 && now - visit.idleSince > silence) {
                visit.channel.close();
            } else if (stalledFor > PATIENCE_NANOS) {
                stalled.add(visit);
            }
        }
        if (held > limits.heldBytes()) {
            stalled.sort(Comparator.comparingLong(visit -> visit.tookAt));
            for (Visit visit : stalled) {
                if (held > limits.heldBytes()) {
                    held -= Math.max(visit.pending, limits.heldBytes() / MOST_AT_ONCE);
                    visit.channel.close();
                }
            }
        }
    }

    public int open() {
        return open.size();
    }

    private static final class Visit {

        private final Channel channel;
        private int requests;
        private long idleSince;
        private long beganAt;
        private long tookAt;
        private long pending;
        private long progress;
        private int current;

        Visit(Channel channel, long now) {
            this.channel = channel;
            idleSince = now;
            beganAt = now;
            tookAt = now;
        }

        boolean speaksHttp() {
            return channel.pipeline().get(HTTP_DECODER) != null;
        }

        /** Sees whether the socket has taken anything since the last look; the bytes that wait for it. */
        long look(long now) {
            ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
            long waiting = buffer == null ? 0 : buffer.totalPendingWriteBytes();
            long done = buffer == null ? 0 : buffer.currentProgress();
            int first = buffer == null ? 0 : System.identityHashCode(buffer.current());
            boolean isEmpty = buffer == null || buffer.isEmpty();
            if (isEmpty || waiting < pending || done != progress || first != current) {
                tookAt = now;
            }
            pending = waiting;
            progress = done;
            current = first;
            return waiting;
        }

        boolean isEndless(long now, Duration most) {
            return pending > 0 && now - beganAt > most.toNanos();
        }
    }
}
