package dev.ticktide.store.postgres.tables;

import static dev.ticktide.store.postgres.tables.Columns.longs;
import static dev.ticktide.store.postgres.tables.Columns.texts;

import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of indicators' states. */
public final class PostgresCheckpoints {

    private static final String INSERT = "INSERT INTO checkpoint AS c (symbol, timeframe, time, seq, bars, body)"
            + " SELECT * FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::int8[], $6::bytea[])"
            + " ON CONFLICT (symbol, timeframe, time) DO UPDATE SET seq = excluded.seq, bars = excluded.bars,"
            + " body = excluded.body WHERE excluded.seq >= c.seq";
    private static final String NEWEST = "SELECT time, seq, bars, body FROM checkpoint"
            + " WHERE symbol = $1 AND timeframe = $2 AND time < $3 AND seq >"
            + " COALESCE((SELECT MAX(generation) FROM history_load WHERE symbol = $1), 0) ORDER BY time DESC LIMIT 1";

    private PostgresCheckpoints() {}

    /** One of a bar that has one takes its place, unless that is of a later entry. */
    public static Future<?> insert(SqlClient client, List<Store.Checkpoint> checkpoints) {
        // One statement can't write a row twice, as after a crash within a group; the later one counts.
        Map<List<Object>, Store.Checkpoint> byKey = new LinkedHashMap<>();
        checkpoints.forEach(each -> byKey.put(List.of(each.symbol(), each.timeframe(), each.time()), each));
        List<Store.Checkpoint> rows = List.copyOf(byKey.values());
        return client.preparedQuery(INSERT)
                .execute(Tuple.from(List.of(
                        texts(rows, Store.Checkpoint::symbol),
                        texts(rows, each -> each.timeframe().name()),
                        longs(rows, Store.Checkpoint::time),
                        longs(rows, Store.Checkpoint::seq),
                        longs(rows, Store.Checkpoint::bars),
                        rows.stream().map(each -> Buffer.buffer(each.body())).toArray(Buffer[]::new))));
    }

    /** As {@link Store#checkpoint}. */
    public static Future<Optional<Store.Checkpoint>> newest(
            SqlClient client, String symbol, Timeframe timeframe, long before) {
        return client.preparedQuery(NEWEST)
                .execute(Tuple.of(symbol, timeframe.name(), before))
                .map(rows -> PostgresLog.all(
                                rows,
                                row -> new Store.Checkpoint(
                                        symbol,
                                        timeframe,
                                        row.getLong(0),
                                        row.getLong(1),
                                        row.getLong(2),
                                        row.getBuffer(3).getBytes()))
                        .stream()
                        .findFirst());
    }
}
