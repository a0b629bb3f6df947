package dev.ticktide.store.sqlite;

import dev.ticktide.fault.Failpoint;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
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
    /** Spoken by hand: the driver's own transactions begin the next one, with its write lock, as soon as one ends. */
    private static final String BEGIN = "BEGIN IMMEDIATE";

    private static final String COMMIT = "COMMIT";
    private static final String ROLLBACK = "ROLLBACK";
    private static final int QUEUE = 4_096;
    private static final int GROUP = 512;
    private static final int CLOSE_MILLIS = 30_000;

    /** Enough that each page of the candle table gets many rows at once, few enough that commits wait some milliseconds. */
    private static final int MOVE_ROWS = 4_096;

    private static final int IDLE_MILLIS = 50;

    /** A megabyte: some milliseconds. */
    private static final int GIVE_BACK_PAGES = 256;

    /** Free pages that stay for what comes next, at least and as a part of all: where as much goes as comes, none are given back. */
    private static final long SLACK_PAGES = 256;

    private static final long SLACK_PART = 16;

    private static final int INCREMENTAL = 2;
    /** While there is always something to write. */
    private static final long GIVE_BACK_NANOS = 1_000_000_000L;

    private static final long MOVE_AGAIN_NANOS = 5_000_000_000L;
    private static final long RECLAIM_AGAIN_NANOS = 20_000_000L;

    /** Work inside a transaction. Checks what it has to check before it writes: once it has written, it must not throw. */
    interface Job<T> {
        T run(SqliteStatements statements) throws SQLException;
    }

    /** A job without a result. */
    interface Action {
        void run(SqliteStatements statements) throws SQLException;
    }

    private final SqliteConnections place;
    private final SqliteGuard guard;
    private final Connection connection;
    private final SqliteStatements statements;
    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<String, Map<Integer, Store.Owner>> owners = new HashMap<>();
    private final Thread thread;
    private long dataVersion = -1;
    private long knownEpochs;
    private int journalRows;
    private long moveNotBefore = System.nanoTime();
    private long reclaimNotBefore = System.nanoTime();
    private boolean full;
    private long giveBackNotBefore = System.nanoTime();
    /** Whether the file may have pages without content. */
    private volatile boolean spare = true;

    private volatile boolean closing;

    SqliteWriter(SqliteConnections place, SqliteGuard guard, Connection connection) throws SQLException {
        this.place = place;
        this.guard = guard;
        this.connection = connection;
        this.statements = new SqliteStatements(connection);
        this.journalRows = SqliteLog.journalRows(statements);
        if (!place.hasRoomForCheckpoint()) {
            stopCopying();
        }
        this.thread = new Thread(this::loop, "ticktide-store-writer");
        thread.start();
    }

    <T> CompletionStage<T> submit(List<Store.Fence> fences, Job<T> job) {
        Pending<T> pending = new Pending<>(fences, job, new CompletableFuture<>());
        StoreException refusal = guard.refusal();
        if (refusal != null) {
            pending.done.completeExceptionally(refusal);
        } else if (closing) {
            pending.done.completeExceptionally(
                    new StoreException(StoreException.Kind.UNAVAILABLE, "the store is closing"));
        } else if (!queue.offer(pending)) {
            pending.done.completeExceptionally(
                    new StoreException(StoreException.Kind.BUSY, QUEUE + " writes are waiting already"));
        }
        return pending.done;
    }

    CompletionStage<Void> execute(List<Store.Fence> fences, Action action) {
        return submit(fences, statements -> {
                    action.run(statements);
                    return Boolean.TRUE;
                })
                .thenAccept(done -> {});
    }

    CompletionStage<Void> append(Store.Append append) {
        return submit(append.fences(), statements -> SqliteLog.append(statements, append))
                .thenAccept(candles -> {});
    }

    /**
     * A job that removes rows and returns their number; their space is returned to the file system while no write
     * waits.
     */
    CompletionStage<Integer> remove(List<Store.Fence> fences, Job<Integer> job) {
        return submit(fences, statements -> new Removed(job.run(statements))).thenApply(removed -> {
            spare |= removed.rows > 0;
            return removed.rows;
        });
    }

    /** Apart from the number of an append's candles. */
    private record Removed(int rows) {}

    /** The epochs as of the running transaction, with the node of each claim. Call from a job only. */
    Map<Integer, Store.Owner> owners(String stage) {
        return owners.computeIfAbsent(stage, unused -> new HashMap<>());
    }

    /** Notes a claim of the running transaction. */
    void claimed(String stage, int partition, Store.Owner owner) {
        owners(stage).put(partition, owner);
        knownEpochs++;
    }

    /** As {@link #owners}, with what has been given back by other processes too. */
    Map<Integer, Store.Owner> ownersNow(String stage) throws SQLException {
        readOwners();
        return owners(stage);
    }

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
        List<Pending<?>> group = new ArrayList<>(GROUP);
        while (!closing || !queue.isEmpty()) {
            Pending<?> first = next();
            reclaim();
            if (first != null) {
                group.add(first);
                queue.drainTo(group, GROUP - 1);
                commit(group);
                group.clear();
            }
            boolean due = journalRows >= MOVE_ROWS || (first == null && journalRows > 0);
            if (due && !full && guard.damage() == null && System.nanoTime() - moveNotBefore >= 0) {
                moveJournal();
            }
            if (spare && !full && (first == null || System.nanoTime() - giveBackNotBefore >= 0)) {
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
    private @Nullable Pending<?> next() {
        try {
            return journalRows == 0 && !spare ? queue.take() : queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Only close() interrupts; the loop's condition decides.
            return null;
        }
    }

    private void moveJournal() {
        try {
            transaction(BEGIN);
            SqliteLog.moveJournal(statements);
            transaction(COMMIT);
            journalRows = 0;
        } catch (SQLException e) {
            rollback();
            moveNotBefore = System.nanoTime() + MOVE_AGAIN_NANOS;
            String reason = explain(e, false).getMessage();
            LOG.warn("Moving the journal failed; it grows until the next try: {}", reason);
        }
    }

    /** A few pages at a time. A file made by an older version keeps its free pages, for its own use. */
    private void giveBack() {
        giveBackNotBefore = System.nanoTime() + GIVE_BACK_NANOS;
        try (Statement statement = connection.createStatement()) {
            long free = number(statement, "PRAGMA freelist_count");
            spare = number(statement, "PRAGMA auto_vacuum") == INCREMENTAL
                    && free > SLACK_PAGES
                    && free > number(statement, "PRAGMA page_count") / SLACK_PART;
            if (spare) {
                // With execute(): as a query it would free one page for each row fetched.
                statement.executeUpdate("PRAGMA incremental_vacuum(" + GIVE_BACK_PAGES + ")");
            }
        } catch (SQLException e) {
            spare = false;
            LOG.warn(
                    "Returning free pages to the file system failed: {}",
                    explain(e, false).getMessage());
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    private void commit(List<Pending<?>> group) {
        StoreException refusal = guard.refusal();
        if (refusal != null) {
            group.forEach(pending -> pending.fail(refusal));
            return;
        }
        boolean committing = false;
        try {
            begin();
            for (Pending<?> pending : group) {
                pending.run(this);
            }
            committing = true;
            Failpoint.COMMIT_NEXT.pass();
            transaction(COMMIT);
            Failpoint.COMMIT_DONE.pass();
            for (Pending<?> pending : group) {
                journalRows += pending.journalled();
            }
        } catch (SQLException e) {
            rollback();
            retryEach(group, explain(e, committing));
            return;
        } catch (RuntimeException e) {
            guard.note(e);
            rollback();
            retryEach(group, e);
            return;
        }
        if (!guard.filesAreThere()) {
            StoreException lost = new StoreException(StoreException.Kind.DAMAGED, String.valueOf(guard.damage()));
            group.forEach(pending -> pending.fail(lost));
            return;
        }
        group.forEach(Pending::finish);
    }

    /** One job's trouble must not become the others'. */
    private void retryEach(List<Pending<?>> group, RuntimeException failure) {
        if (group.size() > 1) {
            group.forEach(pending -> commit(List.of(pending)));
        } else {
            group.get(0).fail(failure);
        }
    }

    private void transaction(String command) throws SQLException {
        statements.of(command).execute();
    }

    private void begin() throws SQLException {
        transaction(BEGIN);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA data_version")) {
            // Moves only when another process has committed; our own claims keep the map up to date themselves.
            long version = row.getLong(1);
            if (version != dataVersion) {
                if (dataVersion < 0 || epochs() != knownEpochs) {
                    readOwners();
                }
                dataVersion = version;
            }
        }
    }

    /** Epochs only rise, so their sum shows whether a fence has changed; other nodes commit all the time. */
    private long epochs() throws SQLException {
        try (ResultSet row = statements
                .of("SELECT COALESCE(SUM(epoch), 0) FROM partition_owner")
                .executeQuery()) {
            return row.getLong(1);
        }
    }

    private void readOwners() throws SQLException {
        knownEpochs = epochs();
        owners.clear();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT stage, partition, epoch, node FROM partition_owner")) {
            while (row.next()) {
                owners(row.getString(1)).put(row.getInt(2), new Store.Owner(row.getLong(3), row.getString(4)));
            }
        }
    }

    private StoreException explain(SQLException e, boolean committing) {
        StoreException failure = SqliteConnections.explain(e, committing);
        guard.note(failure);
        if (failure.kind() == StoreException.Kind.FULL && !full) {
            stopCopying();
        }
        return failure;
    }

    /** While the disk is full nothing is brought from the write-ahead log into the database: that would take the last room. */
    private void stopCopying() {
        full = true;
        LOG.warn(
                "The disk is full. What fits is still stored; to get back to normal make room for {} bytes",
                place.checkpointBytes());
        checkpointEvery(0);
    }

    /**
     * After the disk was full, as soon as there is space: checkpoints the write-ahead log into the database and
     * continues as usual.
     */
    private void reclaim() {
        if (!full || System.nanoTime() - reclaimNotBefore < 0) {
            return;
        }
        reclaimNotBefore = System.nanoTime() + RECLAIM_AGAIN_NANOS;
        if (!place.hasRoomForCheckpoint()) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            // The first column says whether a reader was in the way.
            full = row.getInt(1) != 0;
        } catch (SQLException e) {
            LOG.debug("No room for the write-ahead log in the database: {}", e.getMessage());
        }
        if (!full) {
            LOG.info("The disk has room again");
            checkpointEvery(SqliteConnections.CHECKPOINT_PAGES);
        }
    }

    private void checkpointEvery(int pages) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + pages);
        } catch (SQLException e) {
            throw new IllegalStateException("a setting of the connection touches no disk", e);
        }
    }

    private void rollback() {
        owners.clear();
        dataVersion = -1;
        // The driver closes a statement that fails for want of space, and leaves it to us to find that out.
        statements.forget();
        try {
            if (!connection.isClosed()) {
                transaction(ROLLBACK);
            }
        } catch (SQLException e) {
            // SQLite rolls back by itself after some failures, and then has nothing left to roll back.
            LOG.debug("Rolling back: {}", e.getMessage());
        }
    }

    private static final class Pending<T> {

        private final List<Store.Fence> fences;
        private final Job<T> job;
        private final CompletableFuture<T> done;
        private @Nullable T result;
        private @Nullable RuntimeException refused;

        Pending(List<Store.Fence> fences, Job<T> job, CompletableFuture<T> done) {
            this.fences = fences;
            this.job = job;
            this.done = done;
        }

        void run(SqliteWriter writer) throws SQLException {
            refused = null;
            for (Store.Fence fence : fences) {
                Store.Owner owner = writer.owners(fence.stage()).get(fence.partition());
                if (owner == null || owner.epoch() != fence.epoch()) {
                    refused = new StaleOwnerException(fence);
                    return;
                }
            }
            result = job.run(writer.statements);
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
}
