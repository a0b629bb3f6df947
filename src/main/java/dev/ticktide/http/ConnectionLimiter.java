package dev.ticktide.http;

import dev.ticktide.internals.ConnectionChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds the connections of one server, in all and from one address, and closes those that are without a request for too long (a
 * head sent byte by byte keeps a connection busy for good) or whose client does not read its answers. WebSockets only count here:
 * their handler closes them. Confined to one event loop.
 */
public final class ConnectionLimiter {

    /**
     * @param connections at most
     * @param connectionsPerAddress of those from one IPv4 address, or from one IPv6 network of 64 bits; 0: no bound of its own
     * @param firstRequest from a connection to its first request
     * @param idle without a request after the first
     * @param idleWhenCrowded instead of either, if it is shorter, when three of four connections are open
     */
    public record Limits(
            int connections,
            int connectionsPerAddress,
            Duration firstRequest,
            Duration idle,
            Duration idleWhenCrowded) {

        private static final int CROWDED = 10;

        /** With a tenth of the time for connections without a request when there are many. */
        public static Limits of(int connections, int connectionsPerAddress, Duration idle) {
            return new Limits(connections, connectionsPerAddress, idle, idle, idle.dividedBy(CROWDED));
        }
    }

    /** For how long a client may read nothing of an answer. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** For how long one may take over an answer that does not fit into its socket. */
    private static final long ANSWER_NANOS = TimeUnit.MINUTES.toNanos(2);

    /** Of the heap, for answers to all clients together; beyond it those are closed that have read nothing for longest. */
    private static final int HEAP_SHARE = 16;

    /** Closed in one go when bytes are short: the part of them that each holds is not known. */
    private static final int MAX_AT_ONCE = 50;

    /** When memory for answers is short, a client that has read nothing for this time may be closed. */
    private static final long SHORT_STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The name of the handler in a connection's pipeline while its protocol is HTTP. */
    private static final String HTTP_DECODER = "httpDecoder";

    private final ConnectionQuota quota;
    private final Limits limits;
    private final LongSupplier nanos;
    private final long maxHeldBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    private final IdentityHashMap<HttpConnection, Visit> open = new IdentityHashMap<>();

    /** @param nanos {@link System#nanoTime} */
    public ConnectionLimiter(Limits limits, LongSupplier nanos) {
        this.quota = new ConnectionQuota(limits.connections(), limits.connectionsPerAddress());
        this.limits = limits;
        this.nanos = nanos;
    }

    /** Counts a connection, or closes it at once if there is no room for it. */
    public void opened(HttpConnection connection) {
        Channel channel = ConnectionChannel.of(connection);
        String address = ConnectionQuota.address(channel.remoteAddress());
        if (!quota.enter(address)) {
            channel.close();
            return;
        }
        open.put(connection, new Visit(channel, nanos.getAsLong()));
        // The connection's own handler is not called once it has become a WebSocket's.
        channel.closeFuture().addListener(closed -> {
            if (open.remove(connection) != null) {
                quota.leave(address);
            }
        });
    }

    /**
     * Begins with a request once the answers before it on its connection are on their way: a client that asks on and on without
     * reading would otherwise fill the memory with answers.
     */
    public void accept(HttpServerRequest request, Runnable begin) {
        if (!request.response().writeQueueFull()) {
            began(request);
            begin.run();
            return;
        }
        request.pause();
        request.response().drainHandler(drained -> {
            request.response().drainHandler(null);
            began(request);
            // Once there are handlers, or what comes would be lost.
            begin.run();
            request.resume();
        });
    }

    /** Counts a request until its response has ended; {@link #accept} does so too. */
    public void began(HttpServerRequest request) {
        Visit visit = open.get(request.connection());
        if (visit == null) {
            return;
        }
        visit.isNew = false;
        visit.requests++;
        visit.beganAt = nanos.getAsLong();
        request.response().endHandler(ended -> {
            visit.requests--;
            visit.idleSince = nanos.getAsLong();
        });
    }

    /** Sends what was answered at once: after a chunk that can't be decoded the connection is closed with the next step. */
    static void flush(HttpServerRequest request) {
        ConnectionChannel.of(request.connection()).flush();
    }

    /**
     * To be called about once a second.
     *
     * @param heldElsewhere bytes of answers that are not written to their sockets yet
     */
    public void expire(long heldElsewhere) {
        long now = nanos.getAsLong();
        long most = quota.isCrowded() ? limits.idleWhenCrowded().toNanos() : Long.MAX_VALUE;
        long firstRequest = Math.min(most, limits.firstRequest().toNanos());
        long idle = Math.min(most, limits.idle().toNanos());
        long held = heldElsewhere;
        List<Visit> stalled = new ArrayList<>();
        for (Visit visit : new ArrayList<>(open.values())) {
            if (!visit.speaksHttp()) {
                continue;
            }
            held += visit.look(now);
            long stalledFor = now - visit.tookAt;
            if (stalledFor > STALL_NANOS || visit.isEndless(now)) {
                visit.channel.close();
            } else if (visit.requests <= 0
                    && visit.pending == 0
                    && now - visit.idleSince > (visit.isNew ? firstRequest : idle)) {
                visit.channel.close();
            } else if (stalledFor > SHORT_STALL_NANOS) {
                stalled.add(visit);
            }
        }
        if (held > maxHeldBytes) {
            relieve(held, stalled);
        }
    }

    /** Closes those that have taken nothing for longest until little enough is held. */
    private void relieve(long heldBytes, List<Visit> stalled) {
        long held = heldBytes;
        stalled.sort(Comparator.comparingLong(visit -> visit.tookAt));
        for (Visit visit : stalled) {
            if (held > maxHeldBytes) {
                held -= Math.max(visit.pending, maxHeldBytes / MAX_AT_ONCE);
                visit.channel.close();
            }
        }
    }

    /** Connections that are open now. */
    public int open() {
        return open.size();
    }

    private static final class Visit {

        private final Channel channel;
        private boolean isNew = true;
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

        boolean isEndless(long now) {
            return pending > 0 && now - beganAt > ANSWER_NANOS;
        }
    }
}
