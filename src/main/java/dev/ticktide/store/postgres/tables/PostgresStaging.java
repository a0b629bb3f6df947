package dev.ticktide.store.postgres.tables;

import static dev.ticktide.store.postgres.tables.Columns.doubles;
import static dev.ticktide.store.postgres.tables.Columns.longs;
import static dev.ticktide.store.postgres.tables.Columns.texts;

import dev.ticktide.market.Candle;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares the historical candles of a call with what is stored, and stores the new ones in their loads. */
public final class PostgresStaging {

    private static final long NO_LOAD = -1;
    private static final String INSERT_LOAD = "INSERT INTO history_load"
            + " (name, symbol, partition, begun_at, touched_at, generation, candles, signals)"
            + " VALUES ($1, $2, $3, $4, $4, 0, 0, 0) RETURNING id";
    private static final String INSERT_CANDLES =
            "INSERT INTO history_candle (symbol, time, load, open, high, low, close, volume)"
                    + " SELECT symbol, time, $3, open, high, low, close, volume FROM unnest($1::text[], $2::int8[],"
                    + " $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::float8[])"
                    + " AS row (symbol, time, open, high, low, close, volume)";

    private PostgresStaging() {}

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

    /** As {@link Store#stageHistory}. */
    public static Future<Store.Staged> stage(
            SqlClient client, Store.Part sent, List<Candle> candles, List<Integer> partitions) {
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
            return insertAll(client, sent, parts)
                    .map(all -> new Store.Staged(tally.stored, tally.duplicate, List.of(), null));
        });
    }

    private static Future<Void> insertAll(SqlClient client, Store.Part sent, Map<String, Part> parts) {
        Future<Void> inserted = Future.succeededFuture();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            inserted = inserted.compose(
                            before -> insert(client, sent.load(), sent.arrival(), part.getKey(), part.getValue()))
                    .compose(stored -> client.preparedQuery("UPDATE history_load SET touched_at = $1"
                                    + " WHERE symbol = $2 AND name = $3 AND generation = 0")
                            .execute(Tuple.of(sent.arrival(), part.getKey(), sent.load())))
                    .mapEmpty();
        }
        return inserted;
    }

    private static Future<Void> look(
            SqlClient client, Store.Part sent, String symbol, Part part, List<Candle> candles, Tally tally) {
        return abandoned(client, sent, symbol, tally)
                .compose(known -> PostgresLoads.open(client, symbol, sent.load()))
                .compose(found -> {
                    part.open = found.orElse(part.open);
                    return stored(client, symbol, part, candles);
                })
                .map(stored -> {
                    part.positions.forEach(i -> tally(part, stored, i, candles.get(i), tally));
                    tally.begun += part.open.id() == NO_LOAD && !part.fresh.isEmpty() ? 1 : 0;
                    if (part.open.candles() + part.fresh.size() > Store.MAX_LOAD) {
                        tally.refusal = Store.Staged.Refusal.TOO_LARGE;
                    }
                    return null;
                });
    }

    private static Future<Map<Long, Candle>> stored(SqlClient client, String symbol, Part part, List<Candle> candles) {
        long[] times =
                part.positions.stream().mapToLong(i -> candles.get(i).time()).toArray();
        long from = Arrays.stream(times).min().orElseThrow();
        long to = Arrays.stream(times).max().orElseThrow();
        long all = Long.MAX_VALUE;
        return PostgresHistory.past(client, part.partition, symbol, all, part.open.id(), from, to, Integer.MAX_VALUE)
                .compose(stored -> PostgresLog.corrections(client, part.partition, symbol, from, to, all)
                        .map(corrected -> {
                            Map<Long, Candle> byTime = new HashMap<>();
                            stored.forEach(candle -> byTime.put(candle.time(), candle));
                            corrected.forEach(candle -> byTime.put(candle.time(), candle));
                            return byTime;
                        }));
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
}
