package dev.ticktide.store.sqlite.tables;

import dev.ticktide.market.log.Partitions;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of owners, heartbeats, snapshots and cursors. */
public final class SqliteProgress {

    /** Besides what cursors need: one to fall back on when the newest can't be read. */
    private static final int SPARE_SNAPSHOTS = 2;

    /** Read at a time: one of them can be read, or none. */
    private static final int MOST_SNAPSHOTS = 4;

    private static final String BASE = "SELECT seq FROM log_base WHERE partition = ?2";

    private SqliteProgress() {}

    /** Writes who owns a partition since which epoch; whether that is right the caller has checked. */
    public static void own(SqliteStatements statements, String stage, int partition, long epoch, String node)
            throws SQLException {
        PreparedStatement upsert =
                statements.of("INSERT INTO partition_owner (stage, partition, epoch, node) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (stage, partition) DO UPDATE SET epoch = excluded.epoch, node = excluded.node");
        upsert.setString(1, stage);
        upsert.setInt(2, partition);
        upsert.setLong(3, epoch);
        upsert.setString(4, node);
        upsert.executeUpdate();
    }

    /** As {@link Store#beat}. */
    public static void beat(SqliteStatements statements, String node, long beat, long forgetBefore)
            throws SQLException {
        PreparedStatement upsert = statements.of("INSERT INTO node_beat (node, beat) VALUES (?, ?)"
                + " ON CONFLICT (node) DO UPDATE SET beat = excluded.beat");
        upsert.setString(1, node);
        upsert.setLong(2, beat);
        upsert.executeUpdate();
        PreparedStatement delete = statements.of("DELETE FROM node_beat WHERE beat < ?");
        delete.setLong(1, forgetBefore);
        delete.executeUpdate();
    }

    /** As {@link Store#now}, to the millisecond. */
    public static long now(SqliteStatements statements) throws SQLException {
        try (ResultSet row = statements
                .of("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)")
                .executeQuery()) {
            return row.getLong(1) * 1_000;
        }
    }

    /** As {@link Store#beats}. */
    public static Map<String, Long> beats(SqliteStatements statements) throws SQLException {
        Map<String, Long> beats = new HashMap<>();
        try (ResultSet row = statements.of("SELECT node, beat FROM node_beat").executeQuery()) {
            while (row.next()) {
                beats.put(row.getString(1), row.getLong(2));
            }
        }
        return beats;
    }

    /**
     * As {@link Store#saveSnapshot}.
     *
     * @param partitions of symbols, which says which log is that of economic indicators
     */
    public static void saveSnapshot(SqliteStatements statements, int partitions, Store.Snapshot snapshot)
            throws SQLException {
        PreparedStatement upsert =
                statements.of("INSERT INTO snapshot (stage, partition, seq, body) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (stage, partition, seq) DO UPDATE SET body = excluded.body");
        upsert.setString(1, snapshot.stage());
        upsert.setInt(2, snapshot.partition());
        upsert.setLong(3, snapshot.seq());
        upsert.setBytes(4, snapshot.body());
        upsert.executeUpdate();
        prune(statements, partitions, snapshot.stage(), snapshot.partition());
    }

    /**
     * A replay starts from the newest snapshot at or before the slowest reader's cursor; older ones are of no use. The log of economic
     * indicators has no reader with a cursor.
     */
    private static void prune(SqliteStatements statements, int partitions, String stage, int partition)
            throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM snapshot WHERE stage = ?1 AND partition = ?2"
                + " AND seq < (SELECT MIN(seq) FROM (SELECT seq FROM snapshot WHERE stage = ?1 AND partition = ?2"
                + " ORDER BY seq DESC LIMIT ?3))"
                + " AND seq < COALESCE((SELECT MAX(seq) FROM snapshot WHERE stage = ?1 AND partition = ?2"
                + " AND seq <= (SELECT MIN(seq) FROM cursor WHERE partition = ?2)), ?4)"
                + " AND seq NOT IN (SELECT seq FROM log_mark WHERE partition = ?2"
                + " UNION ALL SELECT seq FROM log_base WHERE partition = ?2)");
        delete.setString(1, stage);
        delete.setInt(2, partition);
        delete.setInt(3, SPARE_SNAPSHOTS);
        delete.setLong(4, partition == Partitions.economy(partitions) ? Long.MAX_VALUE : 0);
        delete.executeUpdate();
    }

    /** As {@link Store#snapshots}; of many the four newest. */
    public static List<Store.Snapshot> snapshots(
            SqliteStatements statements, String stage, int partition, long atMostSeq) throws SQLException {
        PreparedStatement select =
                statements.of("SELECT seq, body FROM snapshot WHERE stage = ?1 AND partition = ?2 AND (seq = (" + BASE
                        + ") OR seq > COALESCE((" + BASE
                        + "), -1) AND seq IN (SELECT seq FROM snapshot WHERE stage = ?1"
                        + " AND partition = ?2 AND seq <= ?3 ORDER BY seq DESC LIMIT ?4)) ORDER BY seq DESC");
        select.setString(1, stage);
        select.setInt(2, partition);
        select.setLong(3, atMostSeq);
        select.setInt(4, MOST_SNAPSHOTS);
        List<Store.Snapshot> snapshots = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                snapshots.add(new Store.Snapshot(stage, partition, row.getLong(1), row.getBytes(2)));
            }
        }
        return snapshots;
    }

    /** As {@link Store#dropSnapshot}. */
    public static void dropSnapshot(SqliteStatements statements, String stage, int partition, long seq)
            throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM snapshot WHERE stage = ? AND partition = ? AND seq = ?");
        delete.setString(1, stage);
        delete.setInt(2, partition);
        delete.setLong(3, seq);
        delete.executeUpdate();
        if (stage.equals("indicator")) {
            PreparedStatement mark = statements.of("DELETE FROM log_mark WHERE partition = ? AND seq = ?");
            mark.setInt(1, partition);
            mark.setLong(2, seq);
            mark.executeUpdate();
        }
    }

    /** A cursor never goes back: a repeat of older work must not make the next restart repeat more of it. */
    public static void move(SqliteStatements statements, String stage, Map<Integer, Long> cursors) throws SQLException {
        if (cursors.isEmpty()) {
            return;
        }
        PreparedStatement upsert = statements.of("INSERT INTO cursor (stage, partition, seq) VALUES (?, ?, ?)"
                + " ON CONFLICT (stage, partition) DO UPDATE SET seq = MAX(seq, excluded.seq)");
        for (Map.Entry<Integer, Long> cursor : cursors.entrySet()) {
            upsert.setString(1, stage);
            upsert.setInt(2, cursor.getKey());
            upsert.setLong(3, cursor.getValue());
            upsert.addBatch();
        }
        upsert.executeBatch();
    }

    /** As {@link Store#cursors}. */
    public static Map<Integer, Long> cursors(SqliteStatements statements, String stage) throws SQLException {
        PreparedStatement select = statements.of("SELECT partition, seq FROM cursor WHERE stage = ?");
        select.setString(1, stage);
        Map<Integer, Long> cursors = new HashMap<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                cursors.put(row.getInt(1), row.getLong(2));
            }
        }
        return cursors;
    }
}
