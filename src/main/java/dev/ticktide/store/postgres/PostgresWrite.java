package dev.ticktide.store.postgres;

import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import dev.ticktide.store.postgres.tables.PostgresBatch;
import dev.ticktide.store.postgres.tables.PostgresProgress;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One write waiting for its transaction: rows that are inserted together with those of other writes, or statements of
 * its own. Confined to the writer's event loop once it has been queued, but for {@link #done}.
 */
final class PostgresWrite<T> {

    private final List<Store.Fence> fences;
    private final int weight;
    private final @Nullable Consumer<PostgresBatch> rows;
    private final @Nullable Function<SqlClient, Future<T>> statements;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable StaleOwnerException refused;

    private PostgresWrite(
            List<Store.Fence> fences,
            int weight,
            @Nullable Consumer<PostgresBatch> rows,
            @Nullable Function<SqlClient, Future<T>> statements) {
        this.fences = fences;
        this.weight = weight;
        this.rows = rows;
        this.statements = statements;
    }

    /** @param weight about how many rows it is */
    static PostgresWrite<Void> ofRows(List<Store.Fence> fences, int weight, Consumer<PostgresBatch> rows) {
        return new PostgresWrite<>(fences, weight, rows, null);
    }

    static <T> PostgresWrite<T> ofStatements(List<Store.Fence> fences, Function<SqlClient, Future<T>> statements) {
        return new PostgresWrite<>(fences, 1, null, statements);
    }

    CompletableFuture<T> done() {
        return done;
    }

    List<Store.Fence> fences() {
        return fences;
    }

    int weight() {
        return weight;
    }

    /** Whether every fence holds; if not, the write takes no part in the transaction and ends with the reason. */
    boolean admit(Map<PostgresProgress.StagePartition, Long> epochs) {
        refused = null;
        for (Store.Fence fence : fences) {
            Long epoch = epochs.get(new PostgresProgress.StagePartition(fence.stage(), fence.partition()));
            if (epoch == null || epoch != fence.epoch()) {
                refused = new StaleOwnerException(fence);
                return false;
            }
        }
        return true;
    }

    /** Adds to {@code batch}, if that is all there is to do. */
    boolean join(PostgresBatch batch) {
        if (rows == null) {
            return false;
        }
        rows.accept(batch);
        return true;
    }

    Future<?> run(SqlClient client) {
        return statements == null
                ? Future.succeededFuture()
                : statements.apply(client).onSuccess(value -> result = value);
    }

    @SuppressWarnings(
            "NullAway") // A write of rows has no result; that of statements is set by run(), which comes first.
    void finish() {
        if (refused == null) {
            done.complete(result);
        } else {
            done.completeExceptionally(refused);
        }
    }

    void fail(RuntimeException reason) {
        done.completeExceptionally(reason);
    }
}
