package dev.ticktide.store.postgres.tables;

import static dev.ticktide.store.postgres.tables.Columns.doubles;
import static dev.ticktide.store.postgres.tables.Columns.ints;
import static dev.ticktide.store.postgres.tables.Columns.longs;
import static dev.ticktide.store.postgres.tables.Columns.texts;

import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.store.SignalColumns;
import dev.ticktide.store.SignalRow;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of signals and their scores. */
public final class PostgresSignals {

    private static final String INSERT =
            "INSERT INTO signal (id, partition, seq, symbol, timeframe, strategy, version, side, bar_time, closed_at,"
                    + " generated_at, price, strength, explain, inputs, history, superseded)"
                    // What the signal stage still had to do when a new generation came is of the one before.
                    + " SELECT row.*, $16, CASE WHEN EXISTS (SELECT 1 FROM history_load l WHERE l.symbol = row.symbol"
                    + " AND l.generation > row.seq) THEN 1 ELSE 0 END FROM unnest($1::text[], $2::int4[], $3::int8[], $4::text[], $5::text[], $6::text[],"
                    + " $7::int4[], $8::text[], $9::int8[], $10::int8[], $11::int8[], $12::float8[], $13::float8[],"
                    + " $14::text[], $15::text[]) AS row (id, partition, seq, symbol, timeframe, strategy, version, side,"
                    + " bar_time, closed_at, generated_at, price, strength, explain, inputs) ON CONFLICT ";
    private static final String INSERT_SCORES =
            "INSERT INTO signal_score (signal_id, horizon_bars, symbol, side, forward_return)"
                    + " SELECT * FROM unnest($1::text[], $2::int4[], $3::text[], $4::text[], $5::float8[])"
                    + " ON CONFLICT DO NOTHING";

    private PostgresSignals() {}

    /** Stores signals of the signal stage; one that is stored keeps its values. */
    public static Future<?> insert(SqlClient client, List<Signal> signals) {
        return insert(client, signals, 0, "DO NOTHING");
    }

    /** Signals that a new generation raises. One raised live stays one, with the numbers that it has now. */
    static Future<?> insertHistory(SqlClient client, List<Signal> signals) {
        return insert(
                client,
                signals,
                1,
                "(id) DO UPDATE SET superseded = 0, seq = excluded.seq, price = excluded.price,"
                        + " strength = excluded.strength, explain = excluded.explain, inputs = excluded.inputs");
    }

    private static Future<?> insert(SqlClient client, List<Signal> signals, int history, String known) {
        return client.preparedQuery(INSERT + known)
                .execute(Tuple.from(List.of(
                        texts(signals, Signal::id),
                        ints(signals, Signal::partition),
                        longs(signals, Signal::seq),
                        texts(signals, Signal::symbol),
                        texts(signals, signal -> signal.timeframe().name()),
                        texts(signals, Signal::strategy),
                        ints(signals, Signal::version),
                        texts(signals, signal -> signal.side().label()),
                        longs(signals, Signal::barTime),
                        longs(signals, SignalColumns::closedAt),
                        longs(signals, Signal::generatedAt),
                        doubles(signals, Signal::price),
                        doubles(signals, Signal::strength),
                        texts(signals, signal -> SignalColumns.explanation(signal.explain())),
                        texts(signals, signal -> SignalColumns.inputs(signal.inputs())),
                        history)));
    }

    static Future<?> insertScores(SqlClient client, List<SignalScore> scores) {
        return client.preparedQuery(INSERT_SCORES)
                .execute(Tuple.of(
                        texts(scores, SignalScore::signalId),
                        ints(scores, SignalScore::horizonBars),
                        texts(scores, SignalScore::symbol),
                        texts(scores, score -> score.side().label()),
                        doubles(scores, SignalScore::forwardReturn)));
    }

    /** As {@link Store#signals}. */
    public static Future<List<Store.StoredSignal>> list(SqlClient client, Store.SignalQuery query) {
        StringBuilder sql = new StringBuilder(
                "SELECT " + SignalRow.COLUMNS + " FROM signal s WHERE s.superseded = 0 AND s.closed_at >= $1");
        Tuple values = Tuple.of(query.from());
        Store.PageKey before = query.before();
        if (before != null) {
            sql.append(" AND (s.closed_at, s.id) < ($2, $3)");
            values.addLong(before.time()).addString(before.id());
        }
        filter(sql, values, "s.symbol", query.symbol());
        filter(sql, values, "s.timeframe", query.timeframe());
        filter(sql, values, "s.strategy", query.strategy());
        filter(sql, values, "s.side", query.side() == null ? null : query.side().label());
        values.addLong((long) query.limit());
        sql.append(" ORDER BY s.closed_at DESC, s.id DESC LIMIT $").append(values.size());
        return withScores(client, sql.toString(), values);
    }

    /** As {@link Store#signal}. */
    public static Future<Optional<Store.StoredSignal>> byId(SqlClient client, String id) {
        return withScores(client, "SELECT " + SignalRow.COLUMNS + " FROM signal s WHERE s.id = $1", Tuple.of(id))
                .map(signals -> signals.stream().findFirst());
    }

    /** Reads the columns of {@link SignalRow#COLUMNS}, which begin at {@code first}. */
    static Signal read(Row row, int first) {
        return new ReadRow(row, first).signal();
    }

    private record ReadRow(Row row, int first) implements SignalRow<RuntimeException> {

        @Override
        public String text(int column) {
            return row.getString(first + column);
        }

        @Override
        public long number(int column) {
            return row.getLong(first + column);
        }

        @Override
        public double real(int column) {
            return row.getDouble(first + column);
        }
    }

    private static void filter(StringBuilder sql, Tuple values, String column, @Nullable Object value) {
        if (value != null) {
            values.addString(value.toString());
            sql.append(" AND ").append(column).append(" = $").append(values.size());
        }
    }

    /** Two statements that may see two states, which does no harm: a score is stored after its signal. */
    private static Future<List<Store.StoredSignal>> withScores(SqlClient client, String sql, Tuple values) {
        return client.preparedQuery(sql).execute(values).compose(rows -> {
            List<Signal> signals = PostgresLog.all(rows, row -> read(row, 0));
            return scores(client, signals).map(scores -> signals.stream()
                    .map(signal ->
                            new Store.StoredSignal(signal, List.copyOf(scores.getOrDefault(signal.id(), List.of()))))
                    .toList());
        });
    }

    private static Future<Map<String, List<SignalScore>>> scores(SqlClient client, List<Signal> signals) {
        if (signals.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return client.preparedQuery("SELECT signal_id, symbol, horizon_bars, forward_return, side FROM signal_score"
                        + " WHERE signal_id = ANY ($1::text[]) ORDER BY signal_id, horizon_bars")
                .execute(Tuple.of((Object) texts(signals, Signal::id)))
                .map(rows -> {
                    Map<String, List<SignalScore>> scores = new HashMap<>();
                    for (Row row : rows) {
                        scores.computeIfAbsent(row.getString(0), unused -> new ArrayList<>())
                                .add(new SignalScore(
                                        row.getString(0),
                                        row.getString(1),
                                        row.getInteger(2),
                                        row.getDouble(3),
                                        SignalColumns.side(row.getString(4))));
                    }
                    return scores;
                });
    }
}
