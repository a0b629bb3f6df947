package dev.ticktide.store.sqlite;

import dev.ticktide.store.StoreException;
import dev.ticktide.store.sqlite.file.SqliteConnections;
import dev.ticktide.store.sqlite.file.SqliteGuard;
import dev.ticktide.store.sqlite.tables.SqliteStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads, each with a read connection of its own; in WAL mode they block neither the writer nor each other. */
final class SqliteReaders {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteReaders.class);
    private static final int QUEUE = 1_024;

    interface Query<T> {
        T run(SqliteStatements statements) throws SQLException;
    }

    private final SqliteGuard guard;
    private final ThreadPoolExecutor executor;
    private final ThreadLocal<SqliteStatements> statements;
    private final Queue<Connection> opened = new ConcurrentLinkedQueue<>();

    SqliteReaders(SqliteConnections connections, SqliteGuard guard, int threads) {
        this.guard = guard;
        AtomicInteger number = new AtomicInteger();
        executor =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "ticktide-store-reader-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        statements = ThreadLocal.withInitial(() -> open(connections));
    }

    <T> CompletionStage<T> submit(Query<T> query) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    done.complete(run(query, statements.get()));
                } catch (SQLException e) {
                    fail(done, SqliteConnections.explain(e));
                } catch (RuntimeException e) {
                    fail(done, e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new StoreException(StoreException.Kind.BUSY, "too many reads are waiting", e));
        }
        return done;
    }

    private void fail(CompletableFuture<?> done, RuntimeException failure) {
        guard.note(failure);
        done.completeExceptionally(failure);
    }

    /** In one transaction, so that a query of several statements sees one state and not something between two. */
    private static <T> T run(Query<T> query, SqliteStatements statements) throws SQLException {
        try {
            statements.of("BEGIN").execute();
            T result = query.run(statements);
            statements.of("COMMIT").execute();
            return result;
        } catch (SQLException | RuntimeException e) {
            statements.forget();
            end(statements);
            throw e;
        }
    }

    private static void end(SqliteStatements statements) {
        try {
            statements.of("ROLLBACK").execute();
        } catch (SQLException e) {
            LOG.debug("Nothing to end: {}", e.getMessage());
            statements.forget();
        }
    }

    void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(5, TimeUnit.SECONDS);
            for (Connection connection : opened) {
                connection.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw SqliteConnections.explain(e);
        }
    }

    private SqliteStatements open(SqliteConnections connections) {
        try {
            Connection connection = connections.reader();
            opened.add(connection);
            return new SqliteStatements(connection);
        } catch (SQLException e) {
            throw SqliteConnections.explain(e);
        }
    }
}
