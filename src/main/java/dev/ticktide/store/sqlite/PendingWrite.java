package dev.ticktide.store.sqlite;

import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.tables.SqliteStatements;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A job for the writer and its result. Run and ended on the writer's thread. */
final class PendingWrite<T> {

    /** Work inside a transaction. Checks what it has to check before it writes: once it has written, it must not throw. */
    interface Job<T> {
        T run(SqliteStatements statements) throws SQLException;
    }

    private final List<Store.Fence> fences;
    private final Job<T> job;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable RuntimeException refused;

    PendingWrite(List<Store.Fence> fences, Job<T> job) {
        this.fences = fences;
        this.job = job;
    }

    CompletionStage<T> done() {
        return done;
    }

    void run(SqliteOwners owners, SqliteStatements statements) throws SQLException {
        refused = null;
        for (Store.Fence fence : fences) {
            if (!owners.isHeld(fence)) {
                refused = new StaleOwnerException(fence);
                return;
            }
        }
        result = job.run(statements);
    }

    /** An append's result is the number of candles it put into the journal. */
    int journalled() {
        return refused == null && result instanceof Integer rows ? rows : 0;
    }

    @SuppressWarnings("NullAway") // Set by run(), which always comes first.
    void finish() {
        if (refused == null) {
            done.complete(result);
        } else {
            done.completeExceptionally(refused);
        }
    }

    void fail(RuntimeException e) {
        done.completeExceptionally(e);
    }
}
