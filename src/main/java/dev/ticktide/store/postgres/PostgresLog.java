package dev.ticktide.store.postgres;

import static dev.ticktide.store.postgres.Columns.doubles;
import static dev.ticktide.store.postgres.Columns.ints;
import static dev.ticktide.store.postgres.Columns.longs;
import static dev.ticktide.store.postgres.Columns.texts;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.Decision;
import dev.ticktide.market.DecisionKind;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.log.Partitions;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.MetadataColumns;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of the log (candles, metadata and decisions), of bars and of symbols. */
final class PostgresLog {

    /** What the type column of a decision begins with, which no type of metadata does. */
    private static final String DECISION = "decision ";

    private static final String INSERT_CANDLES =
            "INSERT INTO candle (partition, time, symbol, seq, arrival, late, open, high, low, close, volume)"
                    + " SELECT * FROM unnest($1::int4[], $2::int8[], $3::text[], $4::int8[], $5::int8[], $6::int4[],"
                    + " $7::float8[], $8::float8[], $9::float8[], $10::float8[], $11::float8[])";
    private static final String INSERT_METADATA =
            "INSERT INTO metadata (partition, seq, type, subject, time, arrival, late, side, first, second)"
                    + " SELECT * FROM unnest($1::int4[], $2::int8[], $3::text[], $4::text[], $5::int8[], $6::int8[],"
                    + " $7::int4[], $8::text[], $9::float8[], $10::float8[])";
    private static final String INSERT_DECISIONS =
            "INSERT INTO decision (partition, seq, kind, subject, time, arrival, body)"
                    + " SELECT * FROM unnest($1::int4[], $2::int8[], $3::text[], $4::text[], $5::int8[], $6::int8[],"
                    + " $7::text[])";
    private static final String INSERT_BARS =
            "INSERT INTO bar (symbol, timeframe, time, open, high, low, close, volume, candles)"
                    + " SELECT * FROM unnest($1::text[], $2::text[], $3::int8[], $4::float8[], $5::float8[],"
                    + " $6::float8[], $7::float8[], $8::float8[], $9::int4[]) ON CONFLICT DO NOTHING";
    private static final String INSERT_SYMBOLS = "INSERT INTO symbol (symbol, partition, name, sector)"
            + " SELECT * FROM unnest($1::text[], $2::int4[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING";

    /**
     * All kinds of entries in the same columns, so that a single statement, which sees one state of the tables, returns
     * both.
     */
    private static final String CANDLES = "SELECT c.partition, c.seq, c.arrival, c.late, NULL::text AS type,"
            + " c.symbol AS subject, c.time, NULL::text AS side, c.open, c.high, c.low, c.close, c.volume FROM candle c";

    private static final String METADATA = "SELECT m.partition, m.seq, m.arrival, m.late, m.type, m.subject, m.time,"
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

    /**
     * The bars of a symbol's newest generation and what has closed since. What closed before it may have been written again by
     * a replay; its place is taken.
     */
    private static final String BARS =
            "WITH newest AS (SELECT id FROM history_load WHERE symbol = $1 AND generation > 0"
                    + " ORDER BY generation DESC LIMIT 1)"
                    + " SELECT * FROM ((SELECT time, open, high, low, close, volume, candles FROM bar WHERE symbol = $1"
                    + " AND timeframe = $2 AND time >= $3 AND time < $4 AND NOT (time BETWEEN COALESCE((SELECT MIN(time)"
                    + " FROM history_bar WHERE load = (SELECT id FROM newest) AND timeframe = $2), 1) AND"
                    + " COALESCE((SELECT MAX(time) FROM history_bar WHERE load = (SELECT id FROM newest)"
                    + " AND timeframe = $2), 0))"
                    + " ORDER BY time DIRECTION LIMIT $5)"
                    + " UNION ALL (SELECT time, open, high, low, close, volume, candles FROM history_bar"
                    + " WHERE load = (SELECT id FROM newest) AND timeframe = $2 AND time >= $3 AND time < $4"
                    + " ORDER BY time DIRECTION LIMIT $5)) AS bars ORDER BY time DIRECTION LIMIT $5";

    private PostgresLog() {}

    static Future<?> insertCandles(SqlClient client, List<LogEntry> entries) {
        return client.preparedQuery(INSERT_CANDLES)
                .execute(Tuple.from(List.of(
                        ints(entries, LogEntry::partition),
                        longs(entries, entry -> entry.event().time()),
                        texts(entries, entry -> entry.event().subject()),
                        longs(entries, LogEntry::seq),
                        longs(entries, LogEntry::arrival),
                        ints(entries, entry -> entry.late() ? 1 : 0),
                        doubles(entries, entry -> candle(entry).open()),
                        doubles(entries, entry -> candle(entry).high()),
                        doubles(entries, entry -> candle(entry).low()),
                        doubles(entries, entry -> candle(entry).close()),
                        doubles(entries, entry -> candle(entry).volume()))));
    }

    static Future<?> insertMetadata(SqlClient client, List<LogEntry> entries) {
        return client.preparedQuery(INSERT_METADATA)
                .execute(Tuple.from(List.of(
                        ints(entries, LogEntry::partition),
                        longs(entries, LogEntry::seq),
                        texts(entries, entry -> metadata(entry).type().label()),
                        texts(entries, entry -> entry.event().subject()),
                        longs(entries, entry -> entry.event().time()),
                        longs(entries, LogEntry::arrival),
                        ints(entries, entry -> entry.late() ? 1 : 0),
                        texts(
                                entries,
                                entry -> entry.event() instanceof OrderBookEntry order
                                        ? order.side().label()
                                        : null),
                        doubles(entries, entry -> metadata(entry).first()),
                        doubles(entries, entry -> metadata(entry).second()))));
    }

    static Future<?> insertDecisions(SqlClient client, List<LogEntry> entries) {
        return client.preparedQuery(INSERT_DECISIONS)
                .execute(Tuple.of(
                        ints(entries, LogEntry::partition),
                        longs(entries, LogEntry::seq),
                        texts(entries, entry -> decision(entry).kind().label()),
                        texts(entries, entry -> entry.event().subject()),
                        longs(entries, entry -> entry.event().time()),
                        longs(entries, LogEntry::arrival),
                        texts(entries, entry -> decision(entry).body())));
    }

    static Future<?> insertBars(SqlClient client, List<Store.ClosedBar> bars) {
        return client.preparedQuery(INSERT_BARS).execute(Columns.bars(texts(bars, Store.ClosedBar::symbol), bars));
    }

    static Future<?> insertSymbols(SqlClient client, List<Store.SymbolInfo> symbols) {
        return client.preparedQuery(INSERT_SYMBOLS)
                .execute(Tuple.of(
                        texts(symbols, Store.SymbolInfo::symbol),
                        ints(symbols, Store.SymbolInfo::partition),
                        texts(symbols, Store.SymbolInfo::name),
                        texts(symbols, Store.SymbolInfo::sector)));
    }

    static Future<List<LogEntry>> find(SqlClient client, int partition, Collection<? extends MarketEvent> events) {
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

    static Future<List<Candle>> corrections(
            SqlClient client, int partition, String symbol, long from, long to, long beforeSeq) {
        return client.preparedQuery(DECISIONS
                        + " WHERE d.partition = $1 AND d.seq IN (SELECT MAX(seq) FROM decision WHERE kind = 'correction'"
                        + " AND subject = $2 AND time >= $3 AND time <= $4 AND seq < $5 GROUP BY time) ORDER BY d.time")
                .execute(Tuple.of(partition, symbol, from, to, beforeSeq))
                .map(rows -> all(rows, row -> ((Correction) entry(row).event()).candle()));
    }

    static Future<List<LogEntry>> tail(SqlClient client, int partition, long afterSeq, int limit) {
        return client.preparedQuery(TAIL)
                .execute(Tuple.of(partition, afterSeq, (long) limit))
                .map(rows -> all(rows, PostgresLog::entry));
    }

    static Future<List<LogEntry>> candles(
            SqlClient client, int partitions, String symbol, Store.Range range, boolean late) {
        String direction = direction(range);
        // What came late before a generation is in its place now; of one time in both the log's counts.
        String log = "SELECT entry.*, 0::int8 AS load FROM (" + CANDLES
                + " WHERE c.partition = $1 AND c.time >= $2 AND c.time < $3 AND c.symbol = $4"
                + " AND (c.late <= $5 OR c.seq < (SELECT MAX(generation) FROM history_load WHERE symbol = $4))"
                + " ORDER BY c.time " + direction + " LIMIT $6) AS entry";
        String loaded =
                "SELECT DISTINCT ON (h.time) 0, l.generation, 0::int8, 1, NULL::text, h.symbol, h.time, NULL::text, h.open, h.high,"
                        + " h.low, h.close, h.volume, h.load FROM history_candle h JOIN history_load l ON l.id = h.load"
                        + " AND l.generation > 0 WHERE h.symbol = $4 AND h.time >= $2 AND h.time < $3 ORDER BY h.time "
                        + direction + ", h.load LIMIT $6";
        return client.preparedQuery(
                        "SELECT DISTINCT ON (time) *, COALESCE((SELECT MAX(generation) FROM history_load WHERE symbol = $4), 0) FROM (("
                                + log + ") UNION ALL (" + loaded + ")) AS found ORDER BY time " + direction
                                + ", load LIMIT $6")
                .execute(Tuple.of(
                        StableHash.partition(symbol, partitions), range.from(), range.to(), symbol, late ? 1 : 0, (long)
                                range.limit()))
                .map(rows -> ascending(range, all(rows, PostgresLog::inPlace)));
    }

    /** Loaded candles are ordered as their generation placed them. */
    private static LogEntry inPlace(Row row) {
        LogEntry entry = entry(row);
        long generation = row.getLong(14);
        return entry.seq() <= generation
                ? new LogEntry(entry.partition(), generation, entry.arrival(), false, entry.event())
                : entry;
    }

    static Future<List<Bar>> bars(SqlClient client, String symbol, Timeframe timeframe, Store.Range range) {
        return client.preparedQuery(BARS.replace("DIRECTION", direction(range)))
                .execute(Tuple.of(symbol, timeframe.name(), range.from(), range.to(), (long) range.limit()))
                .map(rows -> ascending(
                        range,
                        all(
                                rows,
                                row -> new Bar(
                                        row.getLong(0),
                                        row.getDouble(1),
                                        row.getDouble(2),
                                        row.getDouble(3),
                                        row.getDouble(4),
                                        row.getDouble(5),
                                        row.getInteger(6)))));
    }

    static Future<List<Metadata>> metadata(
            SqlClient client, int partitions, @Nullable String symbol, @Nullable MetadataType type, Store.Range range) {
        // Economic indicators concern every symbol; copies of older versions in the partitions' logs don't count. Two
        // selects joined, each with its own limit, so that each can use its index.
        Tuple values = Tuple.of((long) range.limit(), Partitions.economy(partitions), range.from(), range.to());
        String about = "";
        if (symbol != null) {
            values.addString(symbol);
            about = " AND m.subject = $" + values.size();
        }
        String newest = " AND m.time >= $3 AND m.time < $4 ORDER BY m.time DESC LIMIT $1";
        if (type != null) {
            values.addString(type.label());
            newest = " AND m.type = $" + values.size() + newest;
        }
        return client.preparedQuery("SELECT * FROM ((" + METADATA + " WHERE m.type <> 'economic_indicator'" + about
                        + newest + ") UNION ALL (" + METADATA
                        + " WHERE m.partition = $2 AND m.type = 'economic_indicator'" + newest
                        + ")) AS item ORDER BY time DESC LIMIT $1")
                .execute(values)
                .map(rows -> all(rows, row -> metadata(entry(row))));
    }

    static Future<List<Store.SymbolInfo>> symbols(SqlClient client) {
        return client.preparedQuery("SELECT symbol, partition, name, sector FROM symbol ORDER BY symbol")
                .execute()
                .map(rows -> all(
                        rows,
                        row -> new Store.SymbolInfo(
                                row.getString(0), row.getInteger(1), row.getString(2), row.getString(3))));
    }

    static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        List<T> items = new ArrayList<>(rows.size());
        rows.forEach(row -> items.add(read.apply(row)));
        return items;
    }

    private static String direction(Store.Range range) {
        return range.oldest() ? "ASC" : "DESC";
    }

    private static <T> List<T> ascending(Store.Range range, List<T> items) {
        if (!range.oldest()) {
            Collections.reverse(items);
        }
        return items;
    }

    private static LogEntry entry(Row row) {
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

    private static Decision decision(LogEntry entry) {
        return (Decision) entry.event();
    }

    private static Candle candle(LogEntry entry) {
        return (Candle) entry.event();
    }

    private static Metadata metadata(LogEntry entry) {
        return (Metadata) entry.event();
    }

    /** @param type of metadata; {@code null} for a candle */
    private record Key(String subject, @Nullable String type, long time) {}
}
