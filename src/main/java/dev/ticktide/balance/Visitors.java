package dev.ticktide.balance;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Bounds the connections from outside, and closes those that send no request. Confined to one event loop. */
final class Visitors {

    private final Vertx vertx;
    private final int max;
    private final long patienceMillis;
    private final Set<HttpConnection> silent = new HashSet<>();
    private int open;

    Visitors(Vertx vertx, int max, Duration patience) {
        this.vertx = vertx;
        this.max = max;
        this.patienceMillis = patience.toMillis();
    }

    void came(HttpConnection connection) {
        open++;
        if (open > max) {
            connection.closeHandler(closed -> open--);
            connection.close();
            return;
        }
        silent.add(connection);
        long timer = vertx.setTimer(patienceMillis, late -> {
            if (silent.remove(connection)) {
                connection.close();
            }
        });
        connection.closeHandler(closed -> {
            open--;
            silent.remove(connection);
            vertx.cancelTimer(timer);
        });
    }

    void spoke(HttpConnection connection) {
        if (!silent.isEmpty()) {
            silent.remove(connection);
        }
    }
}
