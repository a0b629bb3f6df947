package dev.ticktide.store.postgres.tables;

import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Loads of historical candles and the bars built from them, from the first candles until they are removed. */
public final class PostgresLoads {

    private static final long GIVEN_UP = -1;

    /** How long it is remembered that a load was given up, so that a client does not continue it by mistake. */
    private static final long REMEMBERED_MICROS = 7 * 86_400_000_000L;

    private static final String INSERT_BARS =
            "INSERT INTO history_bar (load, timeframe, time, open, high, low, close, volume, candles)"
                    + " SELECT $1, * FROM unnest($2::text[], $3::int8[], $4::float8[], $5::float8[],"
                    + " $6::float8[], $7::float8[], $8::float8[], $9::int4[]) ON CONFLICT DO NOTHING";

    private PostgresLoads() {}

    /** As {@link Store#openLoad}. */
    public static Future<Optional<Store.OpenLoad>> open(SqlClient client, String symbol, String load) {
        return client.preparedQuery(
                        "SELECT id, candles FROM history_load WHERE symbol = $1 AND name = $2 AND generation = 0")
                .execute(Tuple.of(symbol, load))
                .map(rows ->
                        PostgresLog.all(rows, row -> new Store.OpenLoad(row.getLong(0), row.getInteger(1))).stream()
                                .findFirst());
    }

    /** As {@link Store#made}. */
    public static Future<Optional<byte[]>> made(SqlClient client, long load) {
        return client.preparedQuery("SELECT made FROM history_load WHERE id = $1")
                .execute(Tuple.of(load))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.ofNullable(rows.iterator().next().getBuffer(0))
                                .map(Buffer::getBytes));
    }

    /** As {@link Store#abandonedLoads}; also partitions with a load whose name need not be remembered any longer. */
    public static Future<List<Integer>> abandoned(SqlClient client, long touchedBefore) {
        return client.preparedQuery("SELECT DISTINCT partition FROM history_load"
                        + " WHERE (generation = 0 AND touched_at < $1)"
                        + " OR (generation = -1 AND (candles > 0 OR touched_at < $2))")
                .execute(Tuple.of(touchedBefore, touchedBefore - REMEMBERED_MICROS))
                .map(rows -> PostgresLog.all(rows, row -> row.getInteger(0)));
    }

    /** As {@link Store#giveUpLoads}. */
    public static Future<Integer> giveUp(SqlClient client, int partition, long touchedBefore, int limit) {
        return client.preparedQuery("UPDATE history_load SET generation = -1"
                        + " WHERE partition = $1 AND generation = 0 AND touched_at < $2")
                .execute(Tuple.of(partition, touchedBefore))
                .compose(given -> client.preparedQuery("DELETE FROM history_load WHERE partition = $1"
                                + " AND generation = -1 AND candles = 0 AND touched_at < $2")
                        .execute(Tuple.of(partition, touchedBefore - REMEMBERED_MICROS)))
                .compose(forgotten -> removeCandles(client, partition, GIVEN_UP, GIVEN_UP, limit, false));
    }

    /**
     * Removes some of the candles of loads.
     *
     * @param from the lowest generation of such a load
     * @param to the highest
     * @param noted whether to note that the symbol has lost candles
     */
    static Future<Integer> removeCandles(
            SqlClient client, int partition, long from, long to, int limit, boolean noted) {
        return client.preparedQuery("SELECT id, symbol FROM history_load WHERE partition = $1"
                        + " AND generation BETWEEN $2 AND $3 AND candles > 0 ORDER BY id LIMIT 1")
                .execute(Tuple.of(partition, from, to))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.succeededFuture(0);
                    }
                    Row row = rows.iterator().next();
                    return removeCandles(client, partition, row.getLong(0), row.getString(1), limit, noted)
                            .compose(removed -> removed == limit
                                    ? Future.succeededFuture(removed)
                                    : emptied(client, row.getLong(0), from == GIVEN_UP)
                                            // At least 1: there may be another load.
                                            .map(done -> Math.max(1, removed)));
                });
    }

    private static Future<Integer> removeCandles(
            SqlClient client, int partition, long load, String symbol, int limit, boolean noted) {
        String delete =
                "WITH gone AS (DELETE FROM history_candle WHERE (symbol, time, load) IN (SELECT symbol, time, load"
                        + " FROM history_candle WHERE symbol = $2 AND load = $3 ORDER BY time LIMIT $4)"
                        + " RETURNING symbol, time), noted AS (INSERT INTO log_removed (partition, kind, subject, time)"
                        + " SELECT $1::int4, 'candle', symbol, MAX(time) FROM gone WHERE $5::bool GROUP BY symbol"
                        + " ON CONFLICT (partition, kind, subject)"
                        + " DO UPDATE SET time = GREATEST(log_removed.time, excluded.time)) SELECT COUNT(*) FROM gone";
        return client.preparedQuery(delete)
                .execute(Tuple.of(partition, symbol, load, (long) limit, noted))
                .map(rows -> (int) (long) rows.iterator().next().getLong(0));
    }

    private static Future<?> emptied(SqlClient client, long load, boolean givenUp) {
        return client.preparedQuery("UPDATE history_load SET candles = 0 WHERE id = $1")
                .execute(Tuple.of(load))
                .compose(done -> givenUp ? clearBars(client, load).mapEmpty() : Future.succeededFuture());
    }

    /** As of the bars beside: up to the last checkpoint before the horizon, of this generation. */
    public static Future<Integer> removeBars(
            SqlClient client, int partition, String[] timeframes, long before, int limit) {
        return client.preparedQuery("DELETE FROM history_bar WHERE (load, timeframe, time) IN (SELECT b.load,"
                        + " b.timeframe, b.time FROM history_load l JOIN history_bar b ON b.load = l.id"
                        + " WHERE l.partition = $1 AND l.generation > 0 AND b.timeframe = ANY($2::text[])"
                        + " AND b.time <= (SELECT MAX(c.time) FROM checkpoint c WHERE c.symbol = l.symbol"
                        + " AND c.timeframe = b.timeframe AND c.time < $3 AND c.seq > l.generation) LIMIT $4)")
                .execute(Tuple.of(partition, timeframes, before, (long) limit))
                .map(RowSet::rowCount);
    }

    /** As {@link Store#clearStagedBars}. */
    public static Future<?> clearBars(SqlClient client, long load) {
        return client.preparedQuery("DELETE FROM history_bar WHERE load = $1").execute(Tuple.of(load));
    }

    /** As {@link Store#stageBars}. */
    public static Future<?> stageBars(SqlClient client, long load, List<Store.ClosedBar> bars) {
        return client.preparedQuery(INSERT_BARS).execute(Columns.bars(load, bars));
    }
}
