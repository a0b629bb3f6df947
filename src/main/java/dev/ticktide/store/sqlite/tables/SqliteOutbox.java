package dev.ticktide.store.sqlite.tables;

import dev.ticktide.fault.Failpoint;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.store.OutboxColumns;
import dev.ticktide.store.SignalColumns;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows of the outbox. */
public final class SqliteOutbox {

    private static final String COLUMNS = "o.id, o.signal_id, o.symbol, o.side, o.channel, o.recipient, o.subject,"
            + " o.text, o.created_at, o.signal_json, o.crc, o.state, o.attempts, o.next_attempt_at, o.settled_at, o.reason";
    private static final int COLUMN_COUNT = 16;

    /** The kinds of the columns that never change, for {@link RowChecksum}. */
    public static final String KINDS = "ttttttttio";

    /**
     * Rows from before schema version 12 have texts instead of the signal, which is read from its own table for them.
     */
    private static final String SELECT = "SELECT " + COLUMNS + ", " + SqliteSignals.COLUMNS
            + " FROM outbox o LEFT JOIN signal s ON o.signal_json IS NULL AND s.id = o.signal_id"
            + " WHERE (o.signal_json IS NOT NULL OR s.id IS NOT NULL)";

    private SqliteOutbox() {}

    /** Stores new rows; rows that are stored stay as they are. */
    public static void insert(SqliteStatements statements, List<Notification> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        PreparedStatement insert = statements.of("INSERT INTO outbox (id, signal_id, symbol, side, channel, recipient,"
                + " subject, text, state, attempts, created_at, next_attempt_at, settled_at, reason, signal_json, crc,"
                + " lease_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING");
        for (Notification row : rows) {
            insert.setString(1, row.id());
            insert.setString(2, row.signal().id());
            insert.setString(3, row.signal().symbol());
            insert.setString(4, row.signal().side().label());
            insert.setString(5, row.channel());
            insert.setString(6, row.recipient());
            insert.setString(7, OutboxColumns.subject(row));
            insert.setString(8, OutboxColumns.body(row));
            insert.setString(9, row.state().label());
            insert.setInt(10, row.attempts());
            insert.setLong(11, row.createdAt());
            insert.setLong(12, row.nextAttemptAt());
            insert.setLong(13, row.settledAt());
            insert.setString(14, row.reason());
            String signal = SignalColumns.signal(row.signal());
            insert.setString(15, signal);
            insert.setInt(16, checksum(row, signal));
            insert.addBatch();
        }
        insert.executeBatch();
        Failpoint.OUTBOX_WRITTEN.pass();
    }

    private static int checksum(Notification row, String signal) {
        return new RowChecksum()
                .add(row.id())
                .add(row.signal().id())
                .add(row.signal().symbol())
                .add(row.signal().side().label())
                .add(row.channel())
                .add(row.recipient())
                .add(OutboxColumns.subject(row))
                .add(OutboxColumns.body(row))
                .add(row.createdAt())
                .add(signal)
                .value();
    }

    /** As {@link Store#leaseOutbox}. */
    public static List<Notification> lease(
            SqliteStatements statements, String node, String channel, long now, long leaseUntil, int limit)
            throws SQLException {
        PreparedStatement select = statements.of(SELECT + " AND o.state = 'pending' AND o.channel = ?"
                + " AND o.next_attempt_at <= ? AND o.lease_until <= ? ORDER BY o.next_attempt_at LIMIT ?");
        select.setString(1, channel);
        select.setLong(2, now);
        select.setLong(3, now);
        select.setInt(4, limit);
        List<Notification> due = readAll(select);
        if (!due.isEmpty()) {
            PreparedStatement update = statements.of("UPDATE outbox SET leased_by = ?, lease_until = ? WHERE id = ?");
            for (Notification row : due) {
                update.setString(1, node);
                update.setLong(2, leaseUntil);
                update.setString(3, row.id());
                update.addBatch();
            }
            update.executeBatch();
        }
        return due;
    }

    /** As {@link Store#renewOutbox}. */
    public static void renew(SqliteStatements statements, String node, Collection<String> ids, long leaseUntil)
            throws SQLException {
        PreparedStatement update = statements.of("UPDATE outbox SET lease_until = ? WHERE id = ? AND leased_by = ?");
        for (String id : ids) {
            update.setLong(1, leaseUntil);
            update.setString(2, id);
            update.setString(3, node);
            update.addBatch();
        }
        if (!ids.isEmpty()) {
            update.executeBatch();
        }
    }

    /** As {@link Store#settleOutbox}. */
    public static void settle(SqliteStatements statements, String node, List<Notification> results)
            throws SQLException {
        PreparedStatement update = statements.of("UPDATE outbox SET state = ?, attempts = ?, next_attempt_at = ?,"
                + " settled_at = ?, reason = ?, leased_by = NULL, lease_until = 0 WHERE id = ? AND leased_by = ?");
        for (Notification result : results) {
            update.setString(1, result.state().label());
            update.setInt(2, result.attempts());
            update.setLong(3, result.nextAttemptAt());
            update.setLong(4, result.settledAt());
            update.setString(5, result.reason());
            update.setString(6, result.id());
            update.setString(7, node);
            update.addBatch();
        }
        if (!results.isEmpty()) {
            update.executeBatch();
        }
    }

    /** As {@link Store#outboxBacklog}. */
    public static long backlog(SqliteStatements statements) throws SQLException {
        try (ResultSet row = statements
                .of("SELECT COUNT(*) FROM outbox WHERE state = 'pending'")
                .executeQuery()) {
            return row.getLong(1);
        }
    }

    /** As {@link Store#notifications}. */
    public static List<Notification> list(SqliteStatements statements, Store.@Nullable PageKey before, int limit)
            throws SQLException {
        PreparedStatement select = statements.of(
                SELECT + " AND (o.created_at, o.id) < (?, ?) ORDER BY o.created_at DESC, o.id DESC LIMIT ?");
        select.setLong(1, before == null ? Long.MAX_VALUE : before.time());
        select.setString(2, before == null ? "" : before.id());
        select.setInt(3, limit);
        return readAll(select);
    }

    private static List<Notification> readAll(PreparedStatement select) throws SQLException {
        List<Notification> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(read(row));
            }
        }
        return rows;
    }

    private static Notification read(ResultSet row) throws SQLException {
        RowChecksum.require(row, 1, KINDS, "outbox");
        String signal = row.getString(10);
        return new Notification(
                row.getString(1),
                signal == null ? SqliteSignals.read(row, COLUMN_COUNT + 1) : SignalColumns.signal(signal),
                row.getString(5),
                row.getString(6),
                OutboxColumns.text(row.getString(7), row.getString(8)),
                Notification.State.valueOf(row.getString(12).toUpperCase(Locale.ROOT)),
                row.getInt(13),
                row.getLong(9),
                row.getLong(14),
                row.getLong(15),
                row.getString(16));
    }
}
