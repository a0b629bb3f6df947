package dev.ticktide.store.sqlite;

import dev.ticktide.store.StoreException;
import dev.ticktide.store.sqlite.file.SqliteConnections;
import dev.ticktide.store.sqlite.file.SqliteGuard;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;

/**
 * Reads what is stored once after the start, on a thread and a connection of its own: SQLite's {@code quick_check}, then the
 * checksums of all rows, a few thousand at a time. Each part ends after a while, so that a large file costs no more than that;
 * {@code ./ticktide doctor} has no such bound.
 */
final class SqliteCheck {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteCheck.class);

    /** A read transaction keeps the write-ahead log from being used again from its start. */
    private static final long STRUCTURE_NANOS = 20_000_000_000L;

    private static final long ROWS_NANOS = 60_000_000_000L;
    private static final int ROWS_AT_ONCE = 2_000;
    private static final int MESSAGES = 20;
    private static final int STEPS_BETWEEN_LOOKS = 10_000;

    private final SqliteConnections connections;
    private final SqliteGuard guard;
    private final Thread thread;
    private final Semaphore wanted = new Semaphore(1);
    private volatile boolean closing;
    private volatile boolean done;

    SqliteCheck(SqliteConnections connections, SqliteGuard guard) {
        this.connections = connections;
        this.guard = guard;
        this.thread = new Thread(this::loop, "ticktide-store-check");
        thread.setDaemon(true);
        setLowPriority(thread);
    }

    @SuppressWarnings("ThreadPriorityCheck") // Only a wish: what comes from the market goes first.
    private static void setLowPriority(Thread thread) {
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    void start() {
        thread.start();
    }

    /** Reads all of it again, because the file's size does not match its header. */
    void again() {
        wanted.release();
    }

    /** Whether everything that was to be read has been. */
    boolean isDone() {
        return done;
    }

    void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        try {
            while (!closing && guard.damage() == null) {
                wanted.acquire();
                wanted.drainPermits();
                check();
                done = true;
            }
        } catch (InterruptedException e) {
            // Only close() interrupts.
            LOG.debug("The check of the stored data ends with the store");
        } finally {
            done = true;
        }
    }

    private void check() throws InterruptedException {
        try (Connection connection = connections.reader()) {
            boolean isStructureWhole = structure(connection);
            boolean whole = rows(connection) && isStructureWhole;
            if (guard.damage() == null && !closing) {
                LOG.info("{}", whole ? "The stored data is whole" : "The stored data is whole as far as was looked");
            }
        } catch (SQLException e) {
            StoreException failure = SqliteConnections.explain(e);
            guard.note(failure);
            if (!closing && failure.kind() != StoreException.Kind.DAMAGED) {
                LOG.warn("The stored data could not be checked: {}", e.getMessage());
            }
        }
    }

    /** Returns false if the time was not enough for all rows. */
    private boolean structure(Connection connection) throws SQLException {
        long until = System.nanoTime() + STRUCTURE_NANOS;
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return closing || System.nanoTime() - until > 0 ? 1 : 0;
            }
        });
        try {
            List<String> found = messages(connection, "PRAGMA quick_check(" + MESSAGES + ")");
            if (!found.isEmpty()) {
                guard.report("the file's structure: " + found.get(0));
            }
            return true;
        } catch (SQLException e) {
            if (closing || System.nanoTime() - until > 0) {
                return false;
            }
            throw e;
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }

    private boolean rows(Connection connection) throws SQLException, InterruptedException {
        long left = ROWS_NANOS;
        for (CheckedTable table : CheckedTable.values()) {
            CheckedTable.Walk walk = CheckedTable.Walk.START;
            do {
                if (closing || guard.damage() != null || left < 0) {
                    return false;
                }
                long began = System.nanoTime();
                walk = table.step(connection, walk, ROWS_AT_ONCE);
                long took = System.nanoTime() - began;
                left -= took;
                if (walk.wrongRows() > 0) {
                    guard.report("the checksum of a row of table " + table.table() + " is wrong ("
                            + walk.wrong().get(0) + ")");
                }
                // Half of a processor at most.
                TimeUnit.NANOSECONDS.sleep(took);
            } while (!walk.position().isEmpty());
        }
        return true;
    }

    /** What a check of SQLite's says; empty for "ok". */
    static List<String> messages(Connection connection, String check) throws SQLException {
        List<String> messages = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(check)) {
            while (row.next()) {
                // One row may hold several lines, the first of which names the database only.
                row.getString(1)
                        .lines()
                        .filter(line -> !line.equals("ok") && !line.startsWith("***"))
                        .forEach(messages::add);
            }
        }
        return messages;
    }
}
