package dev.ticktide.store.postgres.tables;

import static dev.ticktide.store.postgres.tables.Columns.ints;
import static dev.ticktide.store.postgres.tables.Columns.longs;
import static dev.ticktide.store.postgres.tables.Columns.texts;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.store.OutboxColumns;
import dev.ticktide.store.SignalColumns;
import dev.ticktide.store.SignalRow;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rows of the outbox. */
public final class PostgresOutbox {

    private static final String COLUMNS = "o.id, o.signal_id, o.symbol, o.side, o.channel, o.recipient, o.subject,"
            + " o.text, o.state, o.attempts, o.created_at, o.next_attempt_at, o.settled_at, o.reason, o.signal_json";
    private static final int COLUMN_COUNT = 15;

    /**
     * Rows from before schema version 12 have texts instead of the signal, which is read from its own table for them.
     */
    private static final String OF_SIGNAL = " LEFT JOIN signal s ON o.signal_json IS NULL AND s.id = o.signal_id"
            + " WHERE (o.signal_json IS NOT NULL OR s.id IS NOT NULL)";

    /** Due at once by the clock that leases go by, whatever that of the node said that took the candle. */
    private static final String INSERT =
            "INSERT INTO outbox (id, signal_id, symbol, side, channel, recipient, subject, text, state, attempts,"
                    + " created_at, next_attempt_at, settled_at, reason, signal_json, lease_until)"
                    + " SELECT id, signal_id, symbol, side, channel, recipient, subject, text, state, attempts, created_at,"
                    + " least(next_attempt_at, (extract(epoch FROM clock_timestamp()) * 1000000)::int8),"
                    + " settled_at, reason, signal_json, 0 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],"
                    + " $7::text[], $8::text[], $9::text[], $10::int4[], $11::int8[], $12::int8[], $13::int8[],"
                    + " $14::text[], $15::text[]) AS r (id, signal_id, symbol, side, channel, recipient, subject, text, state, attempts,"
                    + " created_at, next_attempt_at, settled_at, reason, signal_json) ON CONFLICT DO NOTHING";

    /** A row that another node is just leasing is passed over, not waited for; checked again once locked. */
    private static final String LEASE = "WITH due AS (SELECT o.id FROM outbox o"
            + " WHERE o.state = 'pending' AND o.channel = $5 AND o.next_attempt_at <= $2 AND o.lease_until <= $2"
            + " ORDER BY o.next_attempt_at, o.id LIMIT $4 FOR UPDATE OF o SKIP LOCKED),"
            + " taken AS (UPDATE outbox o SET leased_by = $1, lease_until = $3 FROM due WHERE o.id = due.id"
            + " RETURNING o.*)"
            + " SELECT " + COLUMNS + ", " + SignalRow.COLUMNS
            + " FROM taken o" + OF_SIGNAL + " ORDER BY o.next_attempt_at, o.id";

    private static final String SETTLE = "UPDATE outbox o SET state = r.state, attempts = r.attempts,"
            + " next_attempt_at = r.next_attempt_at, settled_at = r.settled_at, reason = r.reason,"
            + " leased_by = NULL, lease_until = 0"
            + " FROM unnest($2::text[], $3::text[], $4::int4[], $5::int8[], $6::int8[], $7::text[])"
            + " AS r (id, state, attempts, next_attempt_at, settled_at, reason)"
            + " WHERE o.id = r.id AND o.leased_by = $1";

    private PostgresOutbox() {}

    /**
     * Stores new rows, due at once even if the clock of the node that took the candle is ahead; rows that are stored
     * stay as they are.
     */
    public static Future<?> insert(SqlClient client, List<Notification> rows) {
        return client.preparedQuery(INSERT)
                .execute(Tuple.from(List.of(
                        texts(rows, Notification::id),
                        texts(rows, row -> row.signal().id()),
                        texts(rows, row -> row.signal().symbol()),
                        texts(rows, row -> row.signal().side().label()),
                        texts(rows, Notification::channel),
                        texts(rows, Notification::recipient),
                        texts(rows, OutboxColumns::subject),
                        texts(rows, OutboxColumns::body),
                        texts(rows, row -> row.state().label()),
                        ints(rows, Notification::attempts),
                        longs(rows, Notification::createdAt),
                        longs(rows, Notification::nextAttemptAt),
                        longs(rows, Notification::settledAt),
                        texts(rows, Notification::reason),
                        texts(rows, row -> SignalColumns.signal(row.signal())))));
    }

    /** As {@link Store#leaseOutbox}. */
    public static Future<List<Notification>> lease(
            SqlClient client, String node, String channel, long now, long leaseUntil, int limit) {
        return client.preparedQuery(LEASE)
                .execute(Tuple.of(node, now, leaseUntil, (long) limit, channel))
                .map(rows -> PostgresLog.all(rows, PostgresOutbox::read));
    }

    /** As {@link Store#renewOutbox}. */
    public static Future<?> renew(SqlClient client, String node, Collection<String> ids, long leaseUntil) {
        return client.preparedQuery("UPDATE outbox SET lease_until = $3 WHERE id = ANY ($2::text[]) AND leased_by = $1")
                .execute(Tuple.of(node, new TreeSet<>(ids).toArray(String[]::new), leaseUntil));
    }

    /** As {@link Store#settleOutbox}. */
    public static Future<?> settle(SqlClient client, String node, List<Notification> results) {
        // Settling ends the lease, so of two results for one row only the first counts.
        Map<String, Notification> first = new LinkedHashMap<>();
        results.forEach(result -> first.putIfAbsent(result.id(), result));
        Collection<Notification> rows = first.values();
        return client.preparedQuery(SETTLE)
                .execute(Tuple.from(List.of(
                        node,
                        texts(rows, Notification::id),
                        texts(rows, row -> row.state().label()),
                        ints(rows, Notification::attempts),
                        longs(rows, Notification::nextAttemptAt),
                        longs(rows, Notification::settledAt),
                        texts(rows, Notification::reason))));
    }

    /** As {@link Store#outboxBacklog}. */
    public static Future<Long> backlog(SqlClient client) {
        return client.preparedQuery("SELECT COUNT(*) FROM outbox WHERE state = 'pending'")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** As {@link Store#notifications}. */
    public static Future<List<Notification>> list(SqlClient client, Store.@Nullable PageKey before, int limit) {
        return client.preparedQuery("SELECT " + COLUMNS + ", " + SignalRow.COLUMNS + " FROM outbox o" + OF_SIGNAL
                        + " AND (o.created_at, o.id) < ($1, $2)"
                        + " ORDER BY o.created_at DESC, o.id DESC LIMIT $3")
                .execute(Tuple.of(
                        before == null ? Long.MAX_VALUE : before.time(), before == null ? "" : before.id(), (long)
                                limit))
                .map(rows -> PostgresLog.all(rows, PostgresOutbox::read));
    }

    private static Notification read(Row row) {
        String signal = row.getString(14);
        return new Notification(
                row.getString(0),
                signal == null ? PostgresSignals.read(row, COLUMN_COUNT) : SignalColumns.signal(signal),
                row.getString(4),
                row.getString(5),
                OutboxColumns.text(row.getString(6), row.getString(7)),
                Notification.State.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
                row.getInteger(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getString(13));
    }
}
