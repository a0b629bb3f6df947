package dev.ticktide.store.sqlite;

import dev.ticktide.store.sqlite.file.SqliteConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The space that the database takes on the disk: returns free pages, and stops checkpoints while the disk is full.
 * Confined to the writer's thread but for {@link #noteRemoved}. Times are those of {@code System.nanoTime()}.
 */
final class SqliteSpace {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteSpace.class);

    /** A megabyte: some milliseconds. */
    private static final int GIVE_BACK_PAGES = 256;

    /**
     * Free pages that are kept for new rows, as a number and as a part of all pages: where rows are removed as fast as
     * they are added, none are returned.
     */
    private static final long SLACK_PAGES = 256;

    private static final long SLACK_PART = 16;
    private static final int INCREMENTAL = 2;

    /** While there is always something to write. */
    private static final long GIVE_BACK_NANOS = 1_000_000_000L;

    private static final long RECLAIM_AGAIN_NANOS = 20_000_000L;
    private final SqliteConnections connections;
    private final Connection connection;
    private long reclaimNotBefore;
    private long giveBackNotBefore;
    private boolean full;

    /** Whether the file may have pages without content. */
    private volatile boolean spare = true;

    SqliteSpace(SqliteConnections connections, Connection connection, long now) {
        this.connections = connections;
        this.connection = connection;
        this.reclaimNotBefore = now;
        this.giveBackNotBefore = now;
        if (!connections.hasRoomForCheckpoint()) {
            noteFull();
        }
    }

    boolean isFull() {
        return full;
    }

    boolean hasSpare() {
        return spare;
    }

    /** Notes that rows were removed, so that their pages may be free. */
    void noteRemoved(int rows) {
        spare |= rows > 0;
    }

    boolean isGivingBackDue(boolean idle, long now) {
        return spare && !full && (idle || now - giveBackNotBefore >= 0);
    }

    /** A few pages at a time. A file made by an older version keeps its free pages, for its own use. */
    void giveBack(long now) throws SQLException {
        giveBackNotBefore = now + GIVE_BACK_NANOS;
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
            throw e;
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    /** While the disk is full nothing is brought from the write-ahead log into the database: that would take the last room. */
    void noteFull() {
        if (full) {
            return;
        }
        full = true;
        LOG.warn(
                "The disk is full. What fits is still stored; to get back to normal make room for {} bytes",
                connections.checkpointBytes());
        checkpointEvery(0);
    }

    /**
     * After the disk was full, as soon as there is space: checkpoints the write-ahead log into the database and
     * continues as usual.
     */
    void reclaim(long now) {
        if (!full || now - reclaimNotBefore < 0) {
            return;
        }
        reclaimNotBefore = now + RECLAIM_AGAIN_NANOS;
        if (!connections.hasRoomForCheckpoint()) {
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
}
