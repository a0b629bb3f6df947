package dev.ticktide.store.postgres.tables;

import dev.ticktide.market.Candle;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Reads historical candles, and makes a load the newest generation of its symbol. */
public final class PostgresHistory {

    private static final int TIDY_ROWS = 20_000;

    /** Part of a generation before an entry, or of one load. Loads of one symbol are few. */
    private static final String LOADS = "(SELECT id FROM history_load WHERE symbol = $1"
            + " AND (id = $2 OR (generation > 0 AND generation < $3)))";

    /**
     * Of one time in both the log's counts: it was there first, or came while the other waited. Of two loads that waited at
     * once the one begun first does.
     */
    private static final String PAST = "SELECT DISTINCT ON (time) time, open, high, low, close, volume FROM ("
            + "(SELECT 0 AS source, time, open, high, low, close, volume FROM candle WHERE partition = $4 AND symbol = $1"
            + " AND seq < $3 AND time >= $5 AND time <= $6 ORDER BY time LIMIT $7)"
            + " UNION ALL (SELECT DISTINCT ON (time) 1, time, open, high, low, close, volume FROM history_candle"
            + " WHERE symbol = $1 AND load IN " + LOADS
            + " AND time >= $5 AND time <= $6 ORDER BY time, load LIMIT $7)"
            + ") AS past ORDER BY time, source LIMIT $7";

    private PostgresHistory() {}

    /**
     * Candles of a load and of the log before an entry, oldest first.
     *
     * @param from the first time wanted, epoch microseconds
     * @param to the last one, epoch microseconds
     */
    public static Future<List<Candle>> past(
            SqlClient client, int partition, String symbol, long beforeSeq, long load, long from, long to, int limit) {
        return client.preparedQuery(PAST)
                .execute(Tuple.of(symbol, load, beforeSeq, partition, from, to).addLong((long) limit))
                .map(rows -> PostgresLog.all(rows, row -> candle(symbol, row)));
    }

    /** Replaces the bars, scores and signals of a symbol by those of a new generation. */
    public static Future<?> change(SqlClient client, Store.Generation generation) {
        Tuple symbol = Tuple.of(generation.symbol());
        Future<?> changed = client.preparedQuery(
                        "UPDATE history_load SET generation = $1, signals = $2, made = $4 WHERE id = $3")
                .execute(Tuple.of(
                        generation.seq(),
                        generation.signals().size(),
                        generation.load(),
                        Buffer.buffer(generation.made())))
                .compose(done -> client.preparedQuery(
                                "DELETE FROM bar WHERE symbol = $1 AND time >="
                                        + " (SELECT MIN(time) FROM history_bar h WHERE h.load = $2 AND h.timeframe = bar.timeframe)")
                        .execute(Tuple.of(generation.symbol(), generation.load())))
                .compose(done -> client.preparedQuery("DELETE FROM signal_score WHERE symbol = $1")
                        .execute(symbol))
                .compose(done -> client.preparedQuery("UPDATE signal SET superseded = 1 WHERE symbol = $1")
                        .execute(symbol));
        if (!generation.signals().isEmpty()) {
            changed = changed.compose(done -> PostgresSignals.insertHistory(client, generation.signals()));
        }
        if (!generation.scores().isEmpty()) {
            changed = changed.compose(done -> PostgresSignals.insertScores(client, generation.scores()));
        }
        return changed;
    }

    /** As {@link Store#tidyHistory}. */
    public static Future<Boolean> tidy(SqlClient client, String symbol) {
        return client.preparedQuery("DELETE FROM history_bar WHERE ctid IN (SELECT b.ctid FROM history_bar b"
                        + " JOIN history_load l ON l.id = b.load WHERE l.symbol = $1 AND l.generation > 0"
                        + " AND l.generation < (SELECT MAX(generation) FROM history_load WHERE symbol = $1) LIMIT $2)")
                .execute(Tuple.of(symbol, (long) TIDY_ROWS))
                .map(rows -> rows.rowCount() == TIDY_ROWS);
    }

    private static Candle candle(String symbol, Row row) {
        return new Candle(
                symbol,
                row.getLong(0),
                row.getDouble(1),
                row.getDouble(2),
                row.getDouble(3),
                row.getDouble(4),
                row.getDouble(5));
    }
}
