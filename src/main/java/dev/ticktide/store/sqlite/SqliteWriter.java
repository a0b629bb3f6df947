package dev.ticktide.store.sqlite;

import dev.ticktide.fault.Failpoint;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import dev.ticktide.store.sqlite.file.SqliteConnections;
import dev.ticktide.store.sqlite.file.SqliteGuard;
import dev.ticktide.store.sqlite.tables.SqliteAppend;
import dev.ticktide.store.sqlite.tables.SqliteStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Whatever has queued while the last transaction was on its way to the disk goes into the next
 * one, so that the cost of an fsync is shared; each job still succeeds or fails by itself.
 */
final class SqliteWriter {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);

    private static final int QUEUE = 4_096;
    private static final int GROUP = 512;
    private static final int CLOSE_MILLIS = 30_000;
    private static final int IDLE_MILLIS = 50;

    /** A job without a result. */
    interface Action {
        void run(SqliteStatements statements) throws SQLException;
    }

    private final SqliteOwners owners;
    private final SqliteTransaction transaction;
    private final SqliteJournal journal;
    private final SqliteSpace space;
    private final SqliteGuard guard;
    private final Connection connection;
    private final SqliteStatements statements;
    private final BlockingQueue<PendingWrite<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile boolean closing;

    SqliteWriter(SqliteConnections connections, SqliteGuard guard, Connection connection) throws SQLException {
        this.guard = guard;
        this.connection = connection;
        this.statements = new SqliteStatements(connection);
        this.owners = new SqliteOwners(connection, statements);
        this.transaction = new SqliteTransaction(connection, statements, owners);
        this.journal = new SqliteJournal(statements, System.nanoTime());
        this.space = new SqliteSpace(connections, connection, System.nanoTime());
        this.thread = new Thread(this::loop, "ticktide-store-writer");
        thread.start();
    }

    <T> CompletionStage<T> submit(List<Store.Fence> fences, PendingWrite.Job<T> job) {
        PendingWrite<T> pending = new PendingWrite<>(fences, job);
        StoreException refusal = guard.refusal();
        if (refusal != null) {
            pending.fail(refusal);
        } else if (closing) {
            pending.fail(new StoreException(StoreException.Kind.UNAVAILABLE, "the store is closing"));
        } else if (!queue.offer(pending)) {
            pending.fail(new StoreException(StoreException.Kind.BUSY, QUEUE + " writes are waiting already"));
        }
        return pending.done();
    }

    /** As {@link Store#claim}. */
    CompletionStage<OptionalLong> claim(String stage, int partition, long expectedEpoch, String node) {
        return submit(List.of(), unused -> owners.claim(stage, partition, expectedEpoch, node));
    }

    /** As {@link Store#release}. */
    CompletionStage<Void> release(Store.Fence fence) {
        return execute(List.of(), unused -> owners.release(fence));
    }

    /** As {@link Store#owners}. */
    CompletionStage<Map<Integer, Store.Owner>> owners(String stage) {
        return submit(List.of(), unused -> owners.read(stage));
    }

    CompletionStage<Void> execute(List<Store.Fence> fences, Action action) {
        return submit(fences, statements -> {
                    action.run(statements);
                    return Boolean.TRUE;
                })
                .thenAccept(done -> {});
    }

    CompletionStage<Void> append(Store.Append append) {
        return submit(append.fences(), statements -> SqliteAppend.append(statements, append))
                .thenAccept(candles -> {});
    }

    /**
     * A job that removes rows and returns their number; their space is returned to the file system while no write
     * waits.
     */
    CompletionStage<Integer> remove(List<Store.Fence> fences, PendingWrite.Job<Integer> job) {
        return submit(fences, statements -> new Removed(job.run(statements))).thenApply(removed -> {
            space.noteRemoved(removed.rows);
            return removed.rows;
        });
    }

    /** Apart from the number of an append's candles. */
    private record Removed(int rows) {}

    void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        List<PendingWrite<?>> group = new ArrayList<>(GROUP);
        while (!closing || !queue.isEmpty()) {
            PendingWrite<?> first = next();
            space.reclaim(System.nanoTime());
            if (first != null) {
                group.add(first);
                queue.drainTo(group, GROUP - 1);
                commit(group);
                group.clear();
            }
            if (journal.isDue(first == null, System.nanoTime()) && !space.isFull() && guard.damage() == null) {
                moveJournal();
            }
            if (space.isGivingBackDue(first == null, System.nanoTime())) {
                giveBack();
            }
        }
        if (guard.damage() != null) {
            // Closing would copy the write-ahead log into a file that may no longer be the one it belongs to.
            return;
        }
        guard.stopLooking();
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("Closing the database failed", e);
        }
    }

    /** The next job; {@code null} after a while without any, or when the thread is to look whether to end. */
    private @Nullable PendingWrite<?> next() {
        try {
            return journal.isEmpty() && !space.hasSpare()
                    ? queue.take()
                    : queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Only close() interrupts; the loop's condition decides.
            return null;
        }
    }

    private void moveJournal() {
        try {
            journal.move(transaction, System.nanoTime());
        } catch (SQLException e) {
            String reason = explain(e, false).getMessage();
            LOG.warn("Moving the journal failed; it grows until the next try: {}", reason);
        }
    }

    private void giveBack() {
        try {
            space.giveBack(System.nanoTime());
        } catch (SQLException e) {
            LOG.warn(
                    "Returning free pages to the file system failed: {}",
                    explain(e, false).getMessage());
        }
    }

    private void commit(List<PendingWrite<?>> group) {
        StoreException refusal = guard.refusal();
        if (refusal != null) {
            group.forEach(pending -> pending.fail(refusal));
        } else if (wrote(group)) {
            if (guard.filesAreThere()) {
                group.forEach(PendingWrite::finish);
            } else {
                StoreException lost = new StoreException(StoreException.Kind.DAMAGED, String.valueOf(guard.damage()));
                group.forEach(pending -> pending.fail(lost));
            }
        }
    }

    /** Writes a group in one transaction; {@code false} if that failed, and what failed was tried again or has ended. */
    private boolean wrote(List<PendingWrite<?>> group) {
        boolean committing = false;
        try {
            transaction.begin();
            for (PendingWrite<?> pending : group) {
                pending.run(owners, statements);
            }
            committing = true;
            Failpoint.COMMIT_NEXT.pass();
            transaction.commit();
            Failpoint.COMMIT_DONE.pass();
        } catch (SQLException e) {
            transaction.rollback();
            retryEach(group, explain(e, committing));
            return false;
        } catch (RuntimeException e) {
            guard.note(e);
            transaction.rollback();
            retryEach(group, e);
            return false;
        }
        for (PendingWrite<?> pending : group) {
            journal.added(pending.journalled());
        }
        return true;
    }

    /** One job's trouble must not become the others'. */
    private void retryEach(List<PendingWrite<?>> group, RuntimeException failure) {
        if (group.size() > 1) {
            group.forEach(pending -> commit(List.of(pending)));
        } else {
            group.get(0).fail(failure);
        }
    }

    private StoreException explain(SQLException e, boolean committing) {
        StoreException failure = SqliteConnections.explain(e, committing);
        guard.note(failure);
        if (failure.kind() == StoreException.Kind.FULL) {
            space.noteFull();
        }
        return failure;
    }
}
