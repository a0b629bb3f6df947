package dev.ticktide.store.postgres.tables;

import static dev.ticktide.store.postgres.tables.Columns.longs;
import static dev.ticktide.store.postgres.tables.Columns.texts;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.DecisionKind;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.MetadataColumns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Entries of the log, by seq or by the identity of their events. */
public final class PostgresLog {

    /** What the type column of a decision begins with, which no type of metadata does. */
    private static final String DECISION = "decision ";

    /**
     * All kinds of entries in the same columns, so that a single statement, which sees one state of the tables, returns
     * both.
     */
    static final String CANDLES = "SELECT c.partition, c.seq, c.arrival, c.late, NULL::text AS type,"
            + " c.symbol AS subject, c.time, NULL::text AS side, c.open, c.high, c.low, c.close, c.volume FROM candle c";

    static final String METADATA = "SELECT m.partition, m.seq, m.arrival, m.late, m.type, m.subject, m.time,"
            + " m.side, m.first, m.second, 0::float8, 0::float8, 0::float8 FROM metadata m";

    /** With the body where an order has its side. */
    private static final String DECISIONS = "SELECT d.partition, d.seq, d.arrival, 0, '" + DECISION + "' || d.kind,"
            + " d.subject, d.time, d.body, 0::float8, 0::float8, 0::float8, 0::float8, 0::float8 FROM decision d";

    private static final String TAIL_CANDLES =
            CANDLES + " WHERE c.partition = $1 AND c.seq > $2 ORDER BY c.seq LIMIT $3";
    private static final String TAIL_METADATA =
            METADATA + " WHERE m.partition = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3";
    private static final String TAIL_DECISIONS =
            DECISIONS + " WHERE d.partition = $1 AND d.seq > $2 ORDER BY d.seq LIMIT $3";
    private static final String TAIL = "SELECT * FROM ((" + TAIL_CANDLES + ") UNION ALL (" + TAIL_METADATA
            + ") UNION ALL (" + TAIL_DECISIONS + ")) AS entry ORDER BY seq LIMIT $3";

    /** Each looked up by its key: joined, a table without statistics could be read from end to end. */
    private static final String FIND_LOADED =
            "SELECT $1::int4, h.generation, 0::int8, 0, NULL::text, h.symbol, h.time, NULL::text, h.open, h.high, h.low,"
                    + " h.close, h.volume FROM unnest($2::text[], $3::int8[]) AS wanted (symbol, time)"
                    + " CROSS JOIN LATERAL (SELECT c.*, l.generation FROM history_candle c"
                    + " JOIN history_load l ON l.id = c.load AND l.generation > 0"
                    + " WHERE c.symbol = wanted.symbol AND c.time = wanted.time ORDER BY c.load LIMIT 1) AS h";

    private static final String FIND = "SELECT entry.* FROM unnest($2::text[], $3::int8[]) AS wanted (symbol, time)"
            + " CROSS JOIN LATERAL (" + CANDLES
            + " WHERE c.partition = $1 AND c.time = wanted.time AND c.symbol = wanted.symbol LIMIT 1) AS entry"
            + " UNION ALL " + FIND_LOADED
            + " UNION ALL"
            + " SELECT entry.* FROM unnest($4::text[], $5::text[], $6::int8[]) AS wanted (subject, type, time)"
            + " CROSS JOIN LATERAL (" + METADATA
            + " WHERE m.partition = $1 AND m.subject = wanted.subject AND m.type = wanted.type"
            + " AND m.time = wanted.time OFFSET 0) AS entry"
            + " UNION ALL"
            + " SELECT entry.* FROM unnest($2::text[], $3::int8[]) AS wanted (symbol, time)"
            + " CROSS JOIN LATERAL (" + DECISIONS
            + " WHERE d.kind = 'correction' AND d.subject = wanted.symbol AND d.time = wanted.time"
            + " AND d.partition = $1 OFFSET 0) AS entry";

    private PostgresLog() {}

    /** As {@link dev.ticktide.store.Store#find}. */
    public static Future<List<LogEntry>> find(
            SqlClient client, int partition, Collection<? extends MarketEvent> events) {
        // As keys: the same event may be asked for twice, and is found once.
        Set<Key> candles = new LinkedHashSet<>();
        Set<Key> metadata = new LinkedHashSet<>();
        for (MarketEvent event : events) {
            if (event instanceof Metadata item) {
                metadata.add(new Key(item.subject(), item.type().label(), item.time()));
            } else {
                candles.add(new Key(event.subject(), null, event.time()));
            }
        }
        return client.preparedQuery(FIND)
                .execute(Tuple.of(
                        partition,
                        texts(candles, Key::subject),
                        longs(candles, Key::time),
                        texts(metadata, Key::subject),
                        texts(metadata, Key::type),
                        longs(metadata, Key::time)))
                .map(rows -> correctionsLast(all(rows, PostgresLog::entry)));
    }

    private static List<LogEntry> correctionsLast(List<LogEntry> entries) {
        entries.sort(Comparator.comparing((LogEntry entry) -> entry.event() instanceof Correction)
                .thenComparingLong(LogEntry::seq));
        return entries;
    }

    /** As {@link dev.ticktide.store.Store#corrections}. */
    public static Future<List<Candle>> corrections(
            SqlClient client, int partition, String symbol, long from, long to, long beforeSeq) {
        return client.preparedQuery(DECISIONS
                        + " WHERE d.partition = $1 AND d.seq IN (SELECT MAX(seq) FROM decision WHERE kind = 'correction'"
                        + " AND subject = $2 AND time >= $3 AND time <= $4 AND seq < $5 GROUP BY time) ORDER BY d.time")
                .execute(Tuple.of(partition, symbol, from, to, beforeSeq))
                .map(rows -> all(rows, row -> ((Correction) entry(row).event()).candle()));
    }

    /** As {@link dev.ticktide.store.Store#tail}. */
    public static Future<List<LogEntry>> tail(SqlClient client, int partition, long afterSeq, int limit) {
        return client.preparedQuery(TAIL)
                .execute(Tuple.of(partition, afterSeq, (long) limit))
                .map(rows -> all(rows, PostgresLog::entry));
    }

    static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        List<T> items = new ArrayList<>(rows.size());
        rows.forEach(row -> items.add(read.apply(row)));
        return items;
    }

    static LogEntry entry(Row row) {
        LogEvent event = event(row, row.getString(4), row.getString(5), row.getLong(6));
        return new LogEntry(row.getInteger(0), row.getLong(1), row.getLong(2), row.getInteger(3) != 0, event);
    }

    private static LogEvent event(Row row, @Nullable String type, String subject, long time) {
        if (type == null) {
            return new Candle(
                    subject,
                    time,
                    row.getDouble(8),
                    row.getDouble(9),
                    row.getDouble(10),
                    row.getDouble(11),
                    row.getDouble(12));
        }
        return type.startsWith(DECISION)
                ? DecisionKind.of(type.substring(DECISION.length())).read(subject, time, row.getString(7))
                : MetadataColumns.read(type, subject, time, row.getString(7), row.getDouble(8), row.getDouble(9));
    }

    /** @param type of metadata; {@code null} for a candle */
    private record Key(String subject, @Nullable String type, long time) {}
}
