package dev.ticktide.balance;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;

/**
 * Bounds the connections from outside, and closes those that are without a request for too long: a head sent byte by byte
 * keeps a connection busy for good. Confined to one event loop.
 */
final class Visitors {

    private final int max;
    private final long patience;
    private final IdentityHashMap<HttpConnection, Visit> open = new IdentityHashMap<>();

    Visitors(int max, Duration patience) {
        this.max = max;
        this.patience = patience.toNanos();
    }

    /** @param now {@code System.nanoTime()} */
    void came(HttpConnection connection, long now) {
        if (open.size() >= max) {
            connection.close();
            return;
        }
        open.put(connection, new Visit(now));
        connection.closeHandler(closed -> left(connection));
    }

    /** For a connection that has become a WebSocket's, whose end its handler is not told of. */
    void left(HttpConnection connection) {
        open.remove(connection);
    }

    void began(HttpConnection connection) {
        Visit visit = open.get(connection);
        if (visit != null) {
            visit.requests++;
        }
    }

    void ended(HttpConnection connection, long now) {
        Visit visit = open.get(connection);
        if (visit != null) {
            visit.requests--;
            visit.idleSince = now;
        }
    }

    /** To be called regularly. */
    void expire(long now) {
        new ArrayList<>(open.entrySet())
                .stream()
                        .filter(visit -> visit.getValue().requests == 0 && now - visit.getValue().idleSince > patience)
                        .forEach(visit -> visit.getKey().close());
    }

    int open() {
        return open.size();
    }

    private static final class Visit {

        private int requests;
        private long idleSince;

        Visit(long now) {
            idleSince = now;
        }
    }
}
