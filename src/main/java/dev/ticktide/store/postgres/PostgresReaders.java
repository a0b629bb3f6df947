package dev.ticktide.store.postgres;

import dev.ticktide.store.StoreException;
import dev.ticktide.store.postgres.connection.PostgresConnections;
import dev.ticktide.store.postgres.connection.PostgresErrors;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A few connections for reading; each query is a statement on a free one. */
final class PostgresReaders {

    private static final int QUEUE = 1_024;

    private final Context context;
    private final Pool pool;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closing;

    PostgresReaders(PostgresConnections connections) {
        this.context = connections.reading();
        this.pool = connections.readers();
    }

    <T> CompletionStage<T> submit(Function<SqlClient, Future<T>> query) {
        CompletableFuture<T> done = new CompletableFuture<>();
        if (closing) {
            done.completeExceptionally(new StoreException(StoreException.Kind.UNAVAILABLE, "the store is closing"));
        } else if (waiting.incrementAndGet() > QUEUE) {
            waiting.decrementAndGet();
            done.completeExceptionally(new StoreException(StoreException.Kind.BUSY, "too many reads are waiting"));
        } else {
            context.runOnContext(
                    onLoop -> Future.succeededFuture(pool).compose(query).onComplete(answer -> {
                        waiting.decrementAndGet();
                        if (answer.succeeded()) {
                            done.complete(answer.result());
                        } else {
                            done.completeExceptionally(PostgresErrors.explain(answer.cause()));
                        }
                    }));
        }
        return done;
    }

    /** Takes no more reads; those under way end with the connections. */
    void close() {
        closing = true;
    }
}
