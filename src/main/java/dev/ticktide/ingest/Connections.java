package dev.ticktide.ingest;

import dev.ticktide.http.Quota;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Bounds the connections of one verticle, and closes those that send no request. Confined to one event loop. */
final class Connections {

    private final Vertx vertx;
    private final Quota quota;
    private final long patienceMillis;
    private final Set<HttpConnection> silent = new HashSet<>();

    Connections(Vertx vertx, Quota quota, Duration patience) {
        this.vertx = vertx;
        this.quota = quota;
        this.patienceMillis = patience.toMillis();
    }

    void opened(HttpConnection connection) {
        String address = Quota.address(connection);
        if (!quota.enter(address)) {
            connection.close();
            return;
        }
        silent.add(connection);
        // The idle timeout does not see a sender that trickles its first head byte by byte.
        long timer = vertx.setTimer(patienceMillis, late -> {
            if (silent.remove(connection)) {
                connection.close();
            }
        });
        connection.closeHandler(closed -> {
            quota.leave(address);
            silent.remove(connection);
            vertx.cancelTimer(timer);
        });
    }

    void heard(HttpConnection connection) {
        if (!silent.isEmpty()) {
            silent.remove(connection);
        }
    }

    int open() {
        return quota.open();
    }
}
