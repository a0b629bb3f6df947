package dev.ticktide.internals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/**
 * Closes the sockets of clients that are created in it. Without one they stay with the context that created them until that ends,
 * also after the client was closed (Vert.x 5.0.8). Used on the context that it was opened on.
 */
public final class SocketScope {

    private final VertxInternal vertx;
    private final CloseFuture sockets = new CloseFuture();

    public SocketScope(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    /** Calls on the calling thread. */
    public <T> T create(Supplier<T> client) {
        ContextInternal scope = vertx.contextBuilder().withCloseFuture(sockets).build();
        ContextInternal caller = scope.beginDispatch();
        try {
            return client.get();
        } finally {
            scope.endDispatch(caller);
        }
    }

    public Future<Void> close() {
        return sockets.close();
    }
}
