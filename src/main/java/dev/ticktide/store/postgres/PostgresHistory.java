package dev.ticktide.store.postgres;

import static dev.ticktide.store.postgres.Columns.doubles;
import static dev.ticktide.store.postgres.Columns.longs;
import static dev.ticktide.store.postgres.Columns.texts;

import dev.ticktide.market.Candle;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of loads: candles of the past, the bars built with them, and which load a symbol's generation is of. */
final class PostgresHistory {

    private static final long NO_LOAD = -1;
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

    private static final String INSERT_LOAD = "INSERT INTO history_load"
            + " (name, symbol, partition, begun_at, touched_at, generation, candles, signals)"
            + " VALUES ($1, $2, $3, $4, $4, 0, 0, 0) RETURNING id";

    private static final long GIVEN_UP = -1;

    /** How long it is remembered that a load was given up, so that a client does not continue it by mistake. */
    private static final long REMEMBERED_MICROS = 7 * 86_400_000_000L;

    private static final String INSERT_CANDLES =
            "INSERT INTO history_candle (symbol, time, load, open, high, low, close, volume)"
                    + " SELECT symbol, time, $3, open, high, low, close, volume FROM unnest($1::text[], $2::int8[],"
                    + " $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::float8[])"
                    + " AS row (symbol, time, open, high, low, close, volume)";
    private static final String INSERT_BARS =
            "INSERT INTO history_bar (load, timeframe, time, open, high, low, close, volume, candles)"
                    + " SELECT $1, * FROM unnest($2::text[], $3::int8[], $4::float8[], $5::float8[],"
                    + " $6::float8[], $7::float8[], $8::float8[], $9::int4[]) ON CONFLICT DO NOTHING";

    private PostgresHistory() {}

    /** What a call brings of one symbol. */
    private static final class Part {
        private final int partition;
        private final List<Integer> positions = new ArrayList<>();
        private final List<Candle> fresh = new ArrayList<>();
        private Store.OpenLoad open = new Store.OpenLoad(NO_LOAD, 0);

        Part(int partition) {
            this.partition = partition;
        }
    }

    /** What all parts come to. */
    private static final class Tally {
        private final List<Integer> conflicts = new ArrayList<>();
        private int stored;
        private int duplicate;
        private Store.Staged.@Nullable Refusal refusal;
        private int begun;
    }

    static Future<Store.Staged> stage(
            SqlClient client, Store.Part sent, List<Candle> candles, List<Integer> partitions) {
        String load = sent.load();
        Map<String, Part> parts = new LinkedHashMap<>();
        for (int i = 0; i < candles.size(); i++) {
            int partition = partitions.get(i);
            parts.computeIfAbsent(candles.get(i).symbol(), unused -> new Part(partition))
                    .positions
                    .add(i);
        }
        Tally tally = new Tally();
        Future<Void> looked = Future.succeededFuture();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            looked = looked.compose(before -> look(client, sent, part.getKey(), part.getValue(), candles, tally));
        }
        return looked.compose(done -> crowd(client, tally)).compose(done -> {
            if (tally.refusal != null) {
                return Future.succeededFuture(Store.Staged.refused(tally.refusal));
            }
            if (!tally.conflicts.isEmpty()) {
                return Future.succeededFuture(new Store.Staged(0, 0, tally.conflicts, null));
            }
            Future<Void> inserted = Future.succeededFuture();
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                inserted = inserted.compose(
                                before -> insert(client, load, sent.arrival(), part.getKey(), part.getValue()))
                        .compose(stored -> client.preparedQuery("UPDATE history_load SET touched_at = $1"
                                        + " WHERE symbol = $2 AND name = $3 AND generation = 0")
                                .execute(Tuple.of(sent.arrival(), part.getKey(), load)))
                        .mapEmpty();
            }
            return inserted.map(all -> new Store.Staged(tally.stored, tally.duplicate, List.of(), null));
        });
    }

    private static Future<?> crowd(SqlClient client, Tally tally) {
        return client.query("SELECT COUNT(*), COALESCE(SUM(candles), 0) FROM history_load WHERE generation = 0")
                .execute()
                .onSuccess(rows -> {
                    Row row = rows.iterator().next();
                    if (tally.refusal == null
                            && (row.getLong(0) + tally.begun > Store.MAX_WAITING_LOADS
                                    || row.getLong(1) + tally.stored > Store.MAX_WAITING_CANDLES)) {
                        tally.refusal = Store.Staged.Refusal.TOO_MANY;
                    }
                });
    }

    /** Frees the name of a load that was given up, or says that it was. */
    private static Future<?> abandoned(SqlClient client, Store.Part sent, String symbol, Tally tally) {
        Tuple load = Tuple.of(symbol, sent.load());
        if (sent.begins()) {
            return client.preparedQuery("UPDATE history_load SET name = name || '#' || id"
                            + " WHERE symbol = $1 AND name = $2 AND generation = -1")
                    .execute(load);
        }
        return client.preparedQuery("SELECT 1 FROM history_load WHERE symbol = $1 AND name = $2 AND generation = -1")
                .execute(load)
                .onSuccess(rows -> {
                    if (rows.size() > 0) {
                        tally.refusal = Store.Staged.Refusal.GIVEN_UP;
                    }
                });
    }

    static Future<Optional<byte[]>> made(SqlClient client, long load) {
        return client.preparedQuery("SELECT made FROM history_load WHERE id = $1")
                .execute(Tuple.of(load))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.ofNullable(rows.iterator().next().getBuffer(0))
                                .map(Buffer::getBytes));
    }

    static Future<List<Integer>> abandoned(SqlClient client, long touchedBefore) {
        return client.preparedQuery("SELECT DISTINCT partition FROM history_load"
                        + " WHERE (generation = 0 AND touched_at < $1)"
                        + " OR (generation = -1 AND (candles > 0 OR touched_at < $2))")
                .execute(Tuple.of(touchedBefore, touchedBefore - REMEMBERED_MICROS))
                .map(rows -> PostgresLog.all(rows, row -> row.getInteger(0)));
    }

    static Future<Integer> giveUp(SqlClient client, int partition, long touchedBefore, int limit) {
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
     * @param noted whether it is to be known that the symbol has lost candles
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
    static Future<Integer> removeBars(SqlClient client, int partition, String[] timeframes, long before, int limit) {
        return client.preparedQuery("DELETE FROM history_bar WHERE (load, timeframe, time) IN (SELECT b.load,"
                        + " b.timeframe, b.time FROM history_load l JOIN history_bar b ON b.load = l.id"
                        + " WHERE l.partition = $1 AND l.generation > 0 AND b.timeframe = ANY($2::text[])"
                        + " AND b.time <= (SELECT MAX(c.time) FROM checkpoint c WHERE c.symbol = l.symbol"
                        + " AND c.timeframe = b.timeframe AND c.time < $3 AND c.seq > l.generation) LIMIT $4)")
                .execute(Tuple.of(partition, timeframes, before, (long) limit))
                .map(RowSet::rowCount);
    }

    private static Future<Void> look(
            SqlClient client, Store.Part sent, String symbol, Part part, List<Candle> candles, Tally tally) {
        long from = part.positions.stream()
                .mapToLong(i -> candles.get(i).time())
                .min()
                .orElseThrow();
        long to = part.positions.stream()
                .mapToLong(i -> candles.get(i).time())
                .max()
                .orElseThrow();
        return abandoned(client, sent, symbol, tally)
                .compose(known -> open(client, symbol, sent.load()))
                .compose(found -> {
                    part.open = found.orElse(part.open);
                    Future<List<Candle>> stored = past(
                            client,
                            part.partition,
                            symbol,
                            Long.MAX_VALUE,
                            part.open.id(),
                            from,
                            to,
                            Integer.MAX_VALUE);
                    return stored.compose(done ->
                                    PostgresLog.corrections(client, part.partition, symbol, from, to, Long.MAX_VALUE))
                            .map(corrected -> {
                                Map<Long, Candle> byTime = new HashMap<>();
                                stored.result().forEach(candle -> byTime.put(candle.time(), candle));
                                corrected.forEach(candle -> byTime.put(candle.time(), candle));
                                part.positions.forEach(i -> tally(part, byTime, i, candles.get(i), tally));
                                tally.begun += part.open.id() == NO_LOAD && !part.fresh.isEmpty() ? 1 : 0;
                                if (part.open.candles() + part.fresh.size() > Store.MAX_LOAD) {
                                    tally.refusal = Store.Staged.Refusal.TOO_LARGE;
                                }
                                return null;
                            });
                });
    }

    private static void tally(Part part, Map<Long, Candle> stored, int position, Candle candle, Tally tally) {
        Candle known = stored.putIfAbsent(candle.time(), candle);
        if (known == null) {
            part.fresh.add(candle);
            tally.stored++;
        } else if (known.equals(candle)) {
            tally.duplicate++;
        } else {
            tally.conflicts.add(position);
        }
    }

    private static Future<Void> insert(SqlClient client, String load, long arrival, String symbol, Part part) {
        List<Candle> rows = part.fresh;
        if (rows.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<Long> id = part.open.id() != NO_LOAD
                ? Future.succeededFuture(part.open.id())
                : client.preparedQuery(INSERT_LOAD)
                        .execute(Tuple.of(load, symbol, part.partition, arrival))
                        .map(inserted -> inserted.iterator().next().getLong(0));
        return id.compose(number -> client.preparedQuery(INSERT_CANDLES)
                        .execute(Tuple.from(List.of(
                                texts(rows, Candle::symbol),
                                longs(rows, Candle::time),
                                number,
                                doubles(rows, Candle::open),
                                doubles(rows, Candle::high),
                                doubles(rows, Candle::low),
                                doubles(rows, Candle::close),
                                doubles(rows, Candle::volume))))
                        .compose(done -> client.preparedQuery(
                                        "UPDATE history_load SET candles = candles + $1 WHERE id = $2")
                                .execute(Tuple.of(rows.size(), number))))
                .mapEmpty();
    }

    static Future<Optional<Store.OpenLoad>> open(SqlClient client, String symbol, String load) {
        return client.preparedQuery(
                        "SELECT id, candles FROM history_load WHERE symbol = $1 AND name = $2 AND generation = 0")
                .execute(Tuple.of(symbol, load))
                .map(rows ->
                        PostgresLog.all(rows, row -> new Store.OpenLoad(row.getLong(0), row.getInteger(1))).stream()
                                .findFirst());
    }

    static Future<?> clearBars(SqlClient client, long load) {
        return client.preparedQuery("DELETE FROM history_bar WHERE load = $1").execute(Tuple.of(load));
    }

    static Future<?> stageBars(SqlClient client, long load, List<Store.ClosedBar> bars) {
        return client.preparedQuery(INSERT_BARS).execute(Columns.bars(load, bars));
    }

    /**
     * Candles of a load and of the log before an entry, oldest first.
     *
     * @param from the first time wanted, epoch microseconds
     * @param to the last one, epoch microseconds
     */
    static Future<List<Candle>> past(
            SqlClient client, int partition, String symbol, long beforeSeq, long load, long from, long to, int limit) {
        return client.preparedQuery(PAST)
                .execute(Tuple.of(symbol, load, beforeSeq, partition, from, to).addLong((long) limit))
                .map(rows -> PostgresLog.all(rows, row -> candle(symbol, row)));
    }

    /** Puts a generation in the place of what was before. */
    static Future<?> change(SqlClient client, Store.Generation generation) {
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

    static Future<Boolean> tidy(SqlClient client, String symbol) {
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
