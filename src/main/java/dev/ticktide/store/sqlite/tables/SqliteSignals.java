package dev.ticktide.store.sqlite.tables;

import dev.ticktide.fault.Failpoint;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.store.SignalColumns;
import dev.ticktide.store.SignalRow;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of signals and their scores. */
public final class SqliteSignals {

    static final String COLUMNS = SignalRow.COLUMNS + ", s.crc";

    /** The kinds of the columns of a signal, for {@link RowChecksum}. */
    public static final String KINDS = "tiitttitiirrtt";

    /** The kinds of the columns of a score. */
    public static final String SCORE_KINDS = "tittr";

    private static final String INSERT = "INSERT INTO signal (id, partition, seq, symbol, timeframe, strategy,"
            + " version, side, bar_time, closed_at, generated_at, price, strength, explain, inputs, crc, history, superseded)"
            + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
            // What the signal stage still had to do when a new generation came is of the one before.
            + " EXISTS (SELECT 1 FROM history_load WHERE symbol = ?4 AND generation > ?3)) ON CONFLICT (id)";
    private static final String INSERT_HISTORY = INSERT
            + " DO UPDATE SET superseded = 0, seq = excluded.seq, price = excluded.price, strength = excluded.strength,"
            + " explain = excluded.explain, inputs = excluded.inputs, crc = NULL";
    private static final String INSERT_LIVE =
            INSERT + " DO UPDATE SET superseded = 0 WHERE superseded = 1 AND NOT excluded.superseded";

    private SqliteSignals() {}

    /** As {@link Store#commitSignals}. */
    public static void insert(SqliteStatements statements, Store.Raised raised) throws SQLException {
        insert(statements, raised.signals(), false);
        SqliteOutbox.insert(statements, raised.outbox());
        SqliteProgress.move(statements, "signal", raised.cursors());
    }

    /** Signals that a new generation raises. One raised live stays one, with the numbers that it has now. */
    static void insertHistory(SqliteStatements statements, List<Signal> signals) throws SQLException {
        insert(statements, signals, true);
    }

    private static void insert(SqliteStatements statements, List<Signal> signals, boolean history) throws SQLException {
        if (signals.isEmpty()) {
            return;
        }
        PreparedStatement insert = statements.of(history ? INSERT_HISTORY : INSERT_LIVE);
        for (Signal signal : signals) {
            bind(insert, signal);
            insert.setInt(17, history ? 1 : 0);
            insert.addBatch();
        }
        insert.executeBatch();
        Failpoint.SIGNALS_WRITTEN.pass();
    }

    private static void bind(PreparedStatement insert, Signal signal) throws SQLException {
        insert.setString(1, signal.id());
        insert.setInt(2, signal.partition());
        insert.setLong(3, signal.seq());
        insert.setString(4, signal.symbol());
        insert.setString(5, signal.timeframe().name());
        insert.setString(6, signal.strategy());
        insert.setInt(7, signal.version());
        insert.setString(8, signal.side().label());
        insert.setLong(9, signal.barTime());
        insert.setLong(10, SignalColumns.closedAt(signal));
        insert.setLong(11, signal.generatedAt());
        insert.setDouble(12, signal.price());
        insert.setDouble(13, signal.strength());
        String explanation = SignalColumns.explanation(signal.explain());
        String inputs = SignalColumns.inputs(signal.inputs());
        insert.setString(14, explanation);
        insert.setString(15, inputs);
        insert.setInt(16, checksum(signal, explanation, inputs));
    }

    /** Stores scores; one that is stored stays as it is. */
    public static void insertScores(SqliteStatements statements, List<SignalScore> scores) throws SQLException {
        if (scores.isEmpty()) {
            return;
        }
        PreparedStatement insert =
                statements.of("INSERT INTO signal_score (signal_id, horizon_bars, symbol, side, forward_return, crc)"
                        + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        for (SignalScore score : scores) {
            insert.setString(1, score.signalId());
            insert.setInt(2, score.horizonBars());
            insert.setString(3, score.symbol());
            insert.setString(4, score.side().label());
            insert.setDouble(5, score.forwardReturn());
            insert.setInt(
                    6,
                    new RowChecksum()
                            .add(score.signalId())
                            .add(score.horizonBars())
                            .add(score.symbol())
                            .add(score.side().label())
                            .add(score.forwardReturn())
                            .value());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    /** As {@link Store#signals}. */
    public static List<Store.StoredSignal> list(SqliteStatements statements, Store.SignalQuery query)
            throws SQLException {
        StringBuilder sql =
                new StringBuilder("SELECT " + COLUMNS + " FROM signal s WHERE s.superseded = 0 AND s.closed_at >= ?");
        List<Object> values = new ArrayList<>();
        values.add(query.from());
        Store.PageKey before = query.before();
        if (before != null) {
            sql.append(" AND (s.closed_at, s.id) < (?, ?)");
            values.add(before.time());
            values.add(before.id());
        }
        filter(sql, values, "s.symbol", query.symbol());
        filter(sql, values, "s.timeframe", query.timeframe());
        filter(sql, values, "s.strategy", query.strategy());
        filter(sql, values, "s.side", query.side() == null ? null : query.side().label());
        sql.append(" ORDER BY s.closed_at DESC, s.id DESC LIMIT ?");
        values.add(query.limit());
        PreparedStatement select = statements.of(sql.toString());
        for (int i = 0; i < values.size(); i++) {
            select.setObject(i + 1, values.get(i));
        }
        return withScores(statements, select);
    }

    /** As {@link Store#signal}. */
    public static Optional<Store.StoredSignal> byId(SqliteStatements statements, String id) throws SQLException {
        PreparedStatement select = statements.of("SELECT " + COLUMNS + " FROM signal s WHERE s.id = ?");
        select.setString(1, id);
        return withScores(statements, select).stream().findFirst();
    }

    /** Reads the columns of {@link #COLUMNS}, which begin at {@code first}. */
    static Signal read(ResultSet row, int first) throws SQLException {
        RowChecksum.require(row, first, KINDS, "signal");
        return new ReadRow(row, first).signal();
    }

    private record ReadRow(ResultSet row, int first) implements SignalRow<SQLException> {

        @Override
        public String text(int column) throws SQLException {
            return row.getString(first + column);
        }

        @Override
        public long number(int column) throws SQLException {
            return row.getLong(first + column);
        }

        @Override
        public double real(int column) throws SQLException {
            return row.getDouble(first + column);
        }
    }

    private static int checksum(Signal signal, String explanation, String inputs) {
        return new RowChecksum()
                .add(signal.id())
                .add(signal.partition())
                .add(signal.seq())
                .add(signal.symbol())
                .add(signal.timeframe().name())
                .add(signal.strategy())
                .add(signal.version())
                .add(signal.side().label())
                .add(signal.barTime())
                .add(signal.generatedAt())
                .add(signal.price())
                .add(signal.strength())
                .add(explanation)
                .add(inputs)
                .value();
    }

    private static void filter(
            StringBuilder sql, List<Object> values, String column, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            sql.append(" AND ").append(column).append(" = ?");
            values.add(value.toString());
        }
    }

    private static List<Store.StoredSignal> withScores(SqliteStatements statements, PreparedStatement select)
            throws SQLException {
        List<Signal> signals = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                signals.add(read(row, 1));
            }
        }
        PreparedStatement scoresOf = statements.of("SELECT signal_id, horizon_bars, symbol, side, forward_return, crc"
                + " FROM signal_score WHERE signal_id = ? ORDER BY horizon_bars");
        List<Store.StoredSignal> stored = new ArrayList<>(signals.size());
        for (Signal signal : signals) {
            scoresOf.setString(1, signal.id());
            List<SignalScore> scores = new ArrayList<>();
            try (ResultSet row = scoresOf.executeQuery()) {
                while (row.next()) {
                    RowChecksum.require(row, 1, SCORE_KINDS, "signal_score");
                    scores.add(new SignalScore(
                            signal.id(),
                            row.getString(3),
                            row.getInt(2),
                            row.getDouble(5),
                            SignalColumns.side(row.getString(4))));
                }
            }
            stored.add(new Store.StoredSignal(signal, List.copyOf(scores)));
        }
        return stored;
    }
}
