package dev.ticktide.store.postgres.tables;

import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.log.Partitions;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Candles, bars, metadata and symbols as charts and lists ask for them. */
public final class PostgresMarketData {

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

    private PostgresMarketData() {}

    /** As {@link Store#candleEntries}. */
    public static Future<List<LogEntry>> candles(
            SqlClient client, int partitions, String symbol, Store.Range range, boolean late) {
        String direction = direction(range);
        // What came late before a generation is in its place now; of one time in both the log's counts.
        String log = "SELECT entry.*, 0::int8 AS load FROM (" + PostgresLog.CANDLES
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
                .map(rows -> ascending(range, PostgresLog.all(rows, PostgresMarketData::inPlace)));
    }

    /** Loaded candles are ordered as their generation placed them. */
    private static LogEntry inPlace(Row row) {
        LogEntry entry = PostgresLog.entry(row);
        long generation = row.getLong(14);
        return entry.seq() <= generation
                ? new LogEntry(entry.partition(), generation, entry.arrival(), false, entry.event())
                : entry;
    }

    /** As {@link Store#bars}. */
    public static Future<List<Bar>> bars(SqlClient client, String symbol, Timeframe timeframe, Store.Range range) {
        return client.preparedQuery(BARS.replace("DIRECTION", direction(range)))
                .execute(Tuple.of(symbol, timeframe.name(), range.from(), range.to(), (long) range.limit()))
                .map(rows -> ascending(
                        range,
                        PostgresLog.all(
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

    /** As {@link Store#metadata(String, MetadataType, Store.Range)}. */
    public static Future<List<Metadata>> metadata(
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
        return client.preparedQuery(
                        "SELECT * FROM ((" + PostgresLog.METADATA + " WHERE m.type <> 'economic_indicator'" + about
                                + newest + ") UNION ALL (" + PostgresLog.METADATA
                                + " WHERE m.partition = $2 AND m.type = 'economic_indicator'" + newest
                                + ")) AS item ORDER BY time DESC LIMIT $1")
                .execute(values)
                .map(rows -> PostgresLog.all(
                        rows, row -> (Metadata) PostgresLog.entry(row).event()));
    }

    /** As {@link Store#symbols}. */
    public static Future<List<Store.SymbolInfo>> symbols(SqlClient client) {
        return client.preparedQuery("SELECT symbol, partition, name, sector FROM symbol ORDER BY symbol")
                .execute()
                .map(rows -> PostgresLog.all(
                        rows,
                        row -> new Store.SymbolInfo(
                                row.getString(0), row.getInteger(1), row.getString(2), row.getString(3))));
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
}
