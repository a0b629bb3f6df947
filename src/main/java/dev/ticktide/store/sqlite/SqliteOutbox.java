package dev.ticktide.store.sqlite;

import dev.ticktide.fault.Failpoint;
import dev.ticktide.market.Notification;
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
final class SqliteOutbox {

    private static final String COLUMNS = "o.id, o.signal_id, o.symbol, o.side, o.channel, o.recipient, o.subject,"
            + " o.text, o.created_at, o.crc, o.state, o.attempts, o.next_attempt_at, o.settled_at, o.reason";
    private static final int COLUMN_COUNT = 15;
    static final String KINDS = "tttttttti";

    private SqliteOutbox() {}

    static void insert(SqliteStatements statements, List<Notification> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        PreparedStatement insert = statements.of("INSERT INTO outbox (id, signal_id, symbol, side, channel, recipient,"
                + " subject, text, state, attempts, created_at, next_attempt_at, settled_at, reason, crc, lease_until)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING");
        for (Notification row : rows) {
            insert.setString(1, row.id());
            insert.setString(2, row.signalId());
            insert.setString(3, row.symbol());
            insert.setString(4, row.side().label());
            insert.setString(5, row.channel());
            insert.setString(6, row.recipient());
            insert.setString(7, row.subject());
            insert.setString(8, row.text());
            insert.setString(9, row.state().label());
            insert.setInt(10, row.attempts());
            insert.setLong(11, row.createdAt());
            insert.setLong(12, row.nextAttemptAt());
            insert.setLong(13, row.settledAt());
            insert.setString(14, row.reason());
            insert.setInt(
                    15,
                    new RowChecksum()
                            .add(row.id())
                            .add(row.signalId())
                            .add(row.symbol())
                            .add(row.side().label())
                            .add(row.channel())
                            .add(row.recipient())
                            .add(row.subject())
                            .add(row.text())
                            .add(row.createdAt())
                            .value());
            insert.addBatch();
        }
        insert.executeBatch();
        Failpoint.OUTBOX_WRITTEN.pass();
    }

    static List<Store.Outgoing> lease(SqliteStatements statements, String node, long now, long leaseUntil, int limit)
            throws SQLException {
        PreparedStatement select = statements.of("SELECT " + COLUMNS + ", " + SqliteSignals.COLUMNS
                + " FROM outbox o JOIN signal s ON s.id = o.signal_id WHERE o.state = 'pending'"
                + " AND o.next_attempt_at <= ? AND o.lease_until <= ? ORDER BY o.next_attempt_at LIMIT ?");
        select.setLong(1, now);
        select.setLong(2, now);
        select.setInt(3, limit);
        List<Store.Outgoing> due = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                due.add(new Store.Outgoing(read(row), SqliteSignals.read(row, COLUMN_COUNT + 1)));
            }
        }
        if (!due.isEmpty()) {
            PreparedStatement update = statements.of("UPDATE outbox SET leased_by = ?, lease_until = ? WHERE id = ?");
            for (Store.Outgoing outgoing : due) {
                update.setString(1, node);
                update.setLong(2, leaseUntil);
                update.setString(3, outgoing.notification().id());
                update.addBatch();
            }
            update.executeBatch();
        }
        return due;
    }

    static void renew(SqliteStatements statements, String node, Collection<String> ids, long leaseUntil)
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

    static void settle(SqliteStatements statements, String node, List<Notification> results) throws SQLException {
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

    static long backlog(SqliteStatements statements) throws SQLException {
        try (ResultSet row = statements
                .of("SELECT COUNT(*) FROM outbox WHERE state = 'pending'")
                .executeQuery()) {
            return row.getLong(1);
        }
    }

    static List<Notification> list(SqliteStatements statements, Store.@Nullable PageKey before, int limit)
            throws SQLException {
        PreparedStatement select = statements.of("SELECT " + COLUMNS + " FROM outbox o"
                + " WHERE (o.created_at, o.id) < (?, ?) ORDER BY o.created_at DESC, o.id DESC LIMIT ?");
        select.setLong(1, before == null ? Long.MAX_VALUE : before.time());
        select.setString(2, before == null ? "" : before.id());
        select.setInt(3, limit);
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
        return new Notification(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                SignalColumns.side(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Notification.State.valueOf(row.getString(11).toUpperCase(Locale.ROOT)),
                row.getInt(12),
                row.getLong(9),
                row.getLong(13),
                row.getLong(14),
                row.getString(15));
    }
}
