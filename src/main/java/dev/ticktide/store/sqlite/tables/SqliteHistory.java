package dev.ticktide.store.sqlite.tables;

import dev.ticktide.fault.Failpoint;
import dev.ticktide.market.Candle;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads historical candles, and makes a load the newest generation of its symbol. */
public final class SqliteHistory {

    private static final String CANDLE = "SELECT symbol, time, open, high, low, close, volume FROM ";

    /** Of two loads that waited at once both may have a time: the one begun first counts. The columns are of that row. */
    private static final String FIRST_LOADED =
            "SELECT symbol, time, MIN(load), open, high, low, close, volume, crc FROM ";

    /** The columns of a row that its checksum is of. */
    public static final String KINDS = "tiirrrrr";

    private static final String IN_LOG =
            " WHERE partition = ? AND symbol = ? AND time >= ? AND time <= ? AND seq < ?" + " ORDER BY time LIMIT ?";
    private static final String LOADED = FIRST_LOADED + "history_candle WHERE symbol = ?1 AND time >= ?2 AND time <= ?3"
            + " AND load IN (SELECT id FROM history_load WHERE symbol = ?1"
            + " AND (id = ?4 OR (generation > 0 AND generation < ?5))) GROUP BY time ORDER BY time LIMIT ?6";
    private static final int TIDY_ROWS = 20_000;

    private SqliteHistory() {}

    /** Of two sources with a candle of one time the log's counts: it was there first, or came while the other waited. */
    public static List<Candle> past(
            SqliteStatements statements,
            int partition,
            String symbol,
            long beforeSeq,
            long load,
            long afterTime,
            int limit)
            throws SQLException {
        Map<Long, Candle> found = new TreeMap<>();
        long from = afterTime == Long.MIN_VALUE ? afterTime : afterTime + 1;
        loaded(statements, symbol, from, Long.MAX_VALUE, load, beforeSeq, limit, found);
        inLog(statements, partition, symbol, from, Long.MAX_VALUE, beforeSeq, limit, found);
        List<Candle> candles = new ArrayList<>(found.values());
        return candles.size() > limit ? new ArrayList<>(candles.subList(0, limit)) : candles;
    }

    /** Adds the loaded candles of a symbol that are part of a generation, by time. */
    static void visible(SqliteStatements statements, String symbol, Store.Range range, Map<Long, Candle> into)
            throws SQLException {
        PreparedStatement select =
                statements.of(FIRST_LOADED + "history_candle WHERE symbol = ?1 AND time >= ?2 AND time < ?3"
                        + " AND load IN (SELECT id FROM history_load WHERE symbol = ?1 AND generation > 0) GROUP BY time ORDER BY time "
                        + (range.oldest() ? "ASC" : "DESC") + " LIMIT ?4");
        select.setString(1, symbol);
        select.setLong(2, range.from());
        select.setLong(3, range.to());
        select.setInt(4, range.limit());
        readLoaded(select, into);
    }

    /** The candles at some times that are part of a generation, as entries of the log that they are in through it. */
    public static void find(
            SqliteStatements statements, int partition, String symbol, Collection<Long> times, List<LogEntry> into)
            throws SQLException {
        if (generation(statements, symbol) == 0) {
            return;
        }
        PreparedStatement select = statements.of(FIRST_LOADED + "history_candle WHERE symbol = ?1 AND time = ?2"
                + " AND load IN (SELECT id FROM history_load WHERE symbol = ?1 AND generation > 0) GROUP BY time");
        Map<Long, Candle> found = new TreeMap<>();
        for (long time : times) {
            select.setString(1, symbol);
            select.setLong(2, time);
            readLoaded(select, found);
        }
        long seq = generation(statements, symbol);
        found.values().forEach(candle -> into.add(new LogEntry(partition, seq, 0, false, candle)));
    }

    /** The entry of the log by which a symbol got its newest generation; 0 if it never did. */
    static long generation(SqliteStatements statements, String symbol) throws SQLException {
        return newest(statements, symbol, "generation");
    }

    /** The load of a symbol's newest generation; 0 if it has none. */
    static long load(SqliteStatements statements, String symbol) throws SQLException {
        return newest(statements, symbol, "id");
    }

    /** The times of the first and the last bar of a load; of none, an empty span. */
    static List<Long> span(SqliteStatements statements, long load, Timeframe timeframe) throws SQLException {
        PreparedStatement select = statements.of(
                "SELECT COALESCE(MIN(time), 1), COALESCE(MAX(time), 0) FROM history_bar WHERE load = ? AND timeframe = ?");
        select.setLong(1, load);
        select.setString(2, timeframe.name());
        try (ResultSet row = select.executeQuery()) {
            return List.of(row.getLong(1), row.getLong(2));
        }
    }

    private static long newest(SqliteStatements statements, String symbol, String column) throws SQLException {
        PreparedStatement select = statements.of("SELECT " + column + " FROM history_load WHERE symbol = ?"
                + " AND generation > 0 ORDER BY generation DESC LIMIT 1");
        select.setString(1, symbol);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Replaces the bars, scores and signals of a symbol by those of a new generation. */
    static void change(SqliteStatements statements, Store.Generation generation) throws SQLException {
        PreparedStatement update =
                statements.of("UPDATE history_load SET generation = ?, signals = ?, made = ? WHERE id = ?");
        update.setLong(1, generation.seq());
        update.setInt(2, generation.signals().size());
        update.setBytes(3, generation.made());
        update.setLong(4, generation.load());
        update.executeUpdate();
        // Bars of candles that are no longer kept stay: nothing else is left of them.
        PreparedStatement bars = statements.of("DELETE FROM bar WHERE symbol = ? AND time >="
                + " (SELECT MIN(time) FROM history_bar h WHERE h.load = ? AND h.timeframe = bar.timeframe)");
        bars.setString(1, generation.symbol());
        bars.setLong(2, generation.load());
        bars.executeUpdate();
        for (String sql : List.of(
                "DELETE FROM signal_score WHERE symbol = ?", "UPDATE signal SET superseded = 1 WHERE symbol = ?")) {
            PreparedStatement statement = statements.of(sql);
            statement.setString(1, generation.symbol());
            statement.executeUpdate();
        }
        SqliteSignals.insertHistory(statements, generation.signals());
        List<SignalScore> scores = generation.scores();
        SqliteSignals.insertScores(statements, scores);
        Failpoint.HISTORY_SWITCHED.pass();
    }

    /** As {@link Store#tidyHistory}. */
    public static boolean tidy(SqliteStatements statements, String symbol) throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM history_bar WHERE (load, timeframe, time) IN"
                + " (SELECT b.load, b.timeframe, b.time FROM history_bar b JOIN history_load l ON l.id = b.load"
                + " WHERE l.symbol = ?1 AND l.generation > 0 AND l.generation <"
                + " (SELECT MAX(generation) FROM history_load WHERE symbol = ?1) LIMIT ?2)");
        delete.setString(1, symbol);
        delete.setInt(2, TIDY_ROWS);
        return delete.executeUpdate() == TIDY_ROWS;
    }

    static void loaded(
            SqliteStatements statements,
            String symbol,
            long from,
            long to,
            long load,
            long beforeSeq,
            int limit,
            Map<Long, Candle> into)
            throws SQLException {
        PreparedStatement select = statements.of(LOADED);
        select.setString(1, symbol);
        select.setLong(2, from);
        select.setLong(3, to);
        select.setLong(4, load);
        select.setLong(5, beforeSeq);
        select.setInt(6, limit);
        readLoaded(select, into);
    }

    static void inLog(
            SqliteStatements statements,
            int partition,
            String symbol,
            long from,
            long to,
            long beforeSeq,
            int limit,
            Map<Long, Candle> into)
            throws SQLException {
        // The journal first: what moves between the two reads is seen twice, never missed.
        for (String table : List.of("journal", "candle")) {
            PreparedStatement select = statements.of(CANDLE + table + IN_LOG);
            select.setInt(1, partition);
            select.setString(2, symbol);
            select.setLong(3, from);
            select.setLong(4, to);
            select.setLong(5, beforeSeq);
            select.setInt(6, limit);
            read(select, into);
        }
    }

    private static void readLoaded(PreparedStatement select, Map<Long, Candle> into) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                RowChecksum.require(row, 1, KINDS, "history_candle");
                into.put(
                        row.getLong(2),
                        new Candle(
                                row.getString(1),
                                row.getLong(2),
                                row.getDouble(4),
                                row.getDouble(5),
                                row.getDouble(6),
                                row.getDouble(7),
                                row.getDouble(8)));
            }
        }
    }

    private static void read(PreparedStatement select, Map<Long, Candle> into) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                into.put(
                        row.getLong(2),
                        new Candle(
                                row.getString(1),
                                row.getLong(2),
                                row.getDouble(3),
                                row.getDouble(4),
                                row.getDouble(5),
                                row.getDouble(6),
                                row.getDouble(7)));
            }
        }
    }
}
