package dev.ticktide.store.postgres.tables;

import static dev.ticktide.store.postgres.tables.Columns.longs;
import static dev.ticktide.store.postgres.tables.Columns.texts;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Moves the beginning of logs, and removes the rows before it. */
public final class PostgresRetention {

    /** A snapshot that is there now becomes a mark, if it holds more than the last one and that is old enough. */
    private static final String MARK = "INSERT INTO log_mark (partition, seq, time)"
            + " SELECT $1::int4, MAX(seq), $2::int8 FROM snapshot WHERE stage = 'indicator' AND partition = $1"
            + " HAVING MAX(seq) > COALESCE((SELECT MAX(seq) FROM (SELECT seq FROM log_mark WHERE partition = $1"
            + " UNION ALL SELECT seq FROM log_base WHERE partition = $1) AS known), 0)"
            + " AND COALESCE((SELECT MAX(time) FROM log_mark WHERE partition = $1), $3) <= $3";

    private static final String REBASE = "INSERT INTO log_base (partition, seq, time)"
            + " SELECT partition, seq, time FROM log_mark WHERE partition = $1 AND time <= $2"
            + " AND ($3::int8 = 0 OR seq <= COALESCE((SELECT MIN(seq) FROM cursor WHERE partition = $1), 0)"
            + " AND (SELECT COUNT(*) FROM cursor WHERE partition = $1) >= $3) ORDER BY seq DESC LIMIT 1"
            + " ON CONFLICT (partition) DO UPDATE SET seq = excluded.seq, time = excluded.time";

    private static final String FORGET_MARKS =
            "DELETE FROM log_mark WHERE partition = $1" + " AND seq <= (SELECT seq FROM log_base WHERE partition = $1)";

    private static final String BASE = "(SELECT seq FROM log_base WHERE partition = $1)";

    private static final String CANDLES_BEHIND = "SELECT partition, time, symbol FROM candle WHERE partition = $1"
            + " AND seq <= " + BASE + " ORDER BY seq LIMIT $2";

    private static final String METADATA_BEHIND =
            "SELECT partition, seq FROM metadata WHERE partition = $1 AND seq <= " + BASE + " ORDER BY seq LIMIT $2";

    private static final String REMOVE_CANDLES = removing("DELETE FROM candle WHERE (partition, time, symbol) IN ("
            + CANDLES_BEHIND + ")" + " RETURNING partition, 'candle' AS kind, symbol AS subject, time");

    private static final String REMOVE_METADATA = removing("DELETE FROM metadata WHERE (partition, seq) IN ("
            + METADATA_BEHIND + ") RETURNING partition, type AS kind, subject, time");

    private static final String REMOVE_DECISIONS = "DELETE FROM decision WHERE (partition, seq) IN ("
            + "SELECT partition, seq FROM decision WHERE partition = $1 AND seq <= " + BASE + " ORDER BY seq LIMIT $2)";

    /** Up to the last checkpoint before the horizon: values of the bars that stay are computed from there. */
    private static final String REMOVE_BARS = "DELETE FROM bar WHERE (symbol, timeframe, time) IN (SELECT b.symbol,"
            + " b.timeframe, b.time FROM (SELECT c.symbol, c.timeframe, MAX(c.time) AS time FROM symbol s"
            + " JOIN checkpoint c ON c.symbol = s.symbol WHERE s.partition = $1 AND c.timeframe = ANY($2::text[])"
            + " AND c.time < $3 GROUP BY c.symbol, c.timeframe) AS last"
            + " JOIN bar b ON b.symbol = last.symbol AND b.timeframe = last.timeframe AND b.time <= last.time LIMIT $4)";

    private PostgresRetention() {}

    /** As {@link Store#logBases}. */
    public static Future<Map<Integer, Long>> bases(SqlClient client) {
        return client.query("SELECT partition, seq FROM log_base").execute().map(rows -> {
            Map<Integer, Long> bases = new HashMap<>();
            rows.forEach(row -> bases.put(row.getInteger(0), row.getLong(1)));
            return bases;
        });
    }

    /** As {@link Store#shorten}. */
    public static Future<Long> shorten(SqlClient client, int partition, Store.Keep keep) {
        return client.preparedQuery(MARK)
                .execute(Tuple.of(partition, keep.now(), keep.now() - keep.markEvery()))
                .compose(marked -> client.preparedQuery(REBASE)
                        .execute(Tuple.of(partition, keep.arrivedBefore(), (long) keep.readers())))
                .compose(moved -> client.preparedQuery(FORGET_MARKS).execute(Tuple.of(partition)))
                .compose(forgotten ->
                        client.preparedQuery("SELECT COALESCE(" + BASE + ", 0)").execute(Tuple.of(partition)))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** As {@link Store#removeEntries}. */
    public static Future<Integer> removeEntries(SqlClient client, int partition, int limit) {
        Tuple bounds = Tuple.of(partition, (long) limit);
        return client.preparedQuery(REMOVE_CANDLES)
                .execute(bounds)
                .compose(candles -> client.preparedQuery(REMOVE_METADATA)
                        .execute(bounds)
                        .compose(metadata -> client.preparedQuery(REMOVE_DECISIONS)
                                .execute(bounds)
                                .map(decisions -> count(candles) + count(metadata) + decisions.rowCount())))
                // Loads whose entry is behind the log's beginning: nothing will be built from them by a replay.
                .compose(removed -> client.preparedQuery("SELECT COALESCE(" + BASE + ", 0)")
                        .execute(Tuple.of(partition))
                        .compose(rows -> PostgresLoads.removeCandles(
                                client, partition, 1, rows.iterator().next().getLong(0), limit, true))
                        .map(loaded -> removed + loaded));
    }

    /** As {@link Store#removeBars}. */
    public static Future<Integer> removeBars(
            SqlClient client, int partition, Collection<Timeframe> timeframes, long before, int limit) {
        String[] names = timeframes.stream().map(Timeframe::name).toArray(String[]::new);
        return client.preparedQuery(REMOVE_BARS)
                .execute(Tuple.of(partition, names, before, (long) limit))
                .compose(bars -> PostgresLoads.removeBars(client, partition, names, before, limit)
                        .map(loaded -> bars.rowCount() + loaded));
    }

    /** Those of some events that may have been stored and removed. */
    public static Future<List<MarketEvent>> removed(
            SqlClient client, int partition, Collection<? extends MarketEvent> events) {
        List<MarketEvent> asked = List.copyOf(new LinkedHashSet<MarketEvent>(events));
        return client.preparedQuery("SELECT asked.place FROM unnest($2::text[], $3::text[], $4::int8[])"
                        + " WITH ORDINALITY AS asked (kind, subject, time, place) JOIN log_removed r"
                        + " ON r.partition = $1 AND r.kind = asked.kind AND r.subject = asked.subject"
                        + " AND r.time >= asked.time")
                .execute(Tuple.of(
                        partition,
                        texts(
                                asked,
                                event -> event instanceof Metadata metadata
                                        ? metadata.type().label()
                                        : "candle"),
                        texts(asked, MarketEvent::subject),
                        longs(asked, MarketEvent::time)))
                .map(rows -> PostgresLog.all(rows, row -> asked.get((int) (row.getLong(0) - 1))));
    }

    /** Deletes, notes the latest time by subject, and says how many rows it were. */
    private static String removing(String delete) {
        return "WITH gone AS (" + delete + "), noted AS (INSERT INTO log_removed (partition, kind, subject, time)"
                + " SELECT partition, kind, subject, MAX(time) FROM gone GROUP BY partition, kind, subject"
                + " ON CONFLICT (partition, kind, subject)"
                + " DO UPDATE SET time = GREATEST(log_removed.time, excluded.time))"
                + " SELECT COUNT(*) FROM gone";
    }

    private static int count(RowSet<Row> rows) {
        return (int) (long) rows.iterator().next().getLong(0);
    }
}
