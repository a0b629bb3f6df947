package dev.ticktide.store.sqlite.tables;

import dev.ticktide.fault.Failpoint;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Loads of historical candles and the bars built from them, from the first candles until they are removed. */
public final class SqliteLoads {

    private static final int GIVEN_UP = -1;

    /** How long it is remembered that a load was given up, so that a client does not continue it by mistake. */
    private static final long REMEMBERED_MICROS = 7 * 86_400_000_000L;

    private SqliteLoads() {}

    /** As {@link Store#openLoad}. */
    public static Optional<Store.OpenLoad> open(SqliteStatements statements, String symbol, String load)
            throws SQLException {
        PreparedStatement select =
                statements.of("SELECT id, candles FROM history_load WHERE symbol = ? AND name = ? AND generation = 0");
        select.setString(1, symbol);
        select.setString(2, load);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(new Store.OpenLoad(row.getLong(1), row.getInt(2))) : Optional.empty();
        }
    }

    /** As {@link Store#made}. */
    public static Optional<byte[]> made(SqliteStatements statements, long load) throws SQLException {
        PreparedStatement select = statements.of("SELECT made FROM history_load WHERE id = ?");
        select.setLong(1, load);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.ofNullable(row.getBytes(1)) : Optional.empty();
        }
    }

    /** As {@link Store#abandonedLoads}; also partitions with a load whose name need not be remembered any longer. */
    public static List<Integer> abandoned(SqliteStatements statements, long touchedBefore) throws SQLException {
        PreparedStatement select = statements.of(
                "SELECT DISTINCT partition FROM history_load"
                        + " WHERE (generation = 0 AND touched_at < ?1) OR (generation = -1 AND (candles > 0 OR touched_at < ?2))");
        select.setLong(1, touchedBefore);
        select.setLong(2, touchedBefore - REMEMBERED_MICROS);
        List<Integer> partitions = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                partitions.add(row.getInt(1));
            }
        }
        return partitions;
    }

    /** As {@link Store#giveUpLoads}. */
    public static int giveUp(SqliteStatements statements, int partition, long touchedBefore, int limit)
            throws SQLException {
        PreparedStatement update = statements.of("UPDATE history_load SET generation = -1"
                + " WHERE partition = ? AND generation = 0 AND touched_at < ?");
        update.setInt(1, partition);
        update.setLong(2, touchedBefore);
        update.executeUpdate();
        PreparedStatement forget = statements.of(
                "DELETE FROM history_load WHERE partition = ? AND generation = -1 AND candles = 0 AND touched_at < ?");
        forget.setInt(1, partition);
        forget.setLong(2, touchedBefore - REMEMBERED_MICROS);
        forget.executeUpdate();
        return removeCandles(statements, partition, GIVEN_UP, GIVEN_UP, limit, false);
    }

    /**
     * Removes some of the candles of loads.
     *
     * @param from the lowest generation of such a load
     * @param to the highest
     * @param noted whether to note that the symbol has lost candles
     */
    static int removeCandles(SqliteStatements statements, int partition, long from, long to, int limit, boolean noted)
            throws SQLException {
        PreparedStatement select = statements.of("SELECT id, symbol FROM history_load WHERE partition = ?"
                + " AND generation >= ? AND generation <= ? AND candles > 0 ORDER BY id LIMIT 1");
        select.setInt(1, partition);
        select.setLong(2, from);
        select.setLong(3, to);
        long load;
        String symbol;
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return 0;
            }
            load = row.getLong(1);
            symbol = row.getString(2);
        }
        if (noted) {
            noteRemoved(statements, partition, symbol, load, limit);
        }
        int removed = deleteCandles(statements, symbol, load, limit);
        if (removed < limit) {
            noteEmpty(statements, load);
            if (from == GIVEN_UP) {
                clearBars(statements, load);
            }
        }
        // At least 1: there may be another load.
        return Math.max(1, removed);
    }

    private static void noteRemoved(SqliteStatements statements, int partition, String symbol, long load, int limit)
            throws SQLException {
        PreparedStatement note = statements.of("INSERT INTO log_removed (partition, kind, subject, time)"
                + " SELECT ?1, 'candle', symbol, MAX(time) FROM (SELECT symbol, time FROM history_candle"
                + " WHERE symbol = ?2 AND load = ?3 ORDER BY time LIMIT ?4) GROUP BY symbol"
                + " ON CONFLICT (partition, kind, subject) DO UPDATE SET time = MAX(time, excluded.time)");
        note.setInt(1, partition);
        note.setString(2, symbol);
        note.setLong(3, load);
        note.setInt(4, limit);
        note.executeUpdate();
    }

    private static int deleteCandles(SqliteStatements statements, String symbol, long load, int limit)
            throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM history_candle WHERE (symbol, time, load) IN"
                + " (SELECT symbol, time, load FROM history_candle WHERE symbol = ?1 AND load = ?2"
                + " ORDER BY time LIMIT ?3)");
        delete.setString(1, symbol);
        delete.setLong(2, load);
        delete.setInt(3, limit);
        return delete.executeUpdate();
    }

    private static void noteEmpty(SqliteStatements statements, long load) throws SQLException {
        PreparedStatement empty = statements.of("UPDATE history_load SET candles = 0 WHERE id = ?");
        empty.setLong(1, load);
        empty.executeUpdate();
    }

    /** As of the bars beside: up to the last checkpoint before the horizon, of this generation. */
    public static int removeBars(SqliteStatements statements, int partition, String timeframe, long before, int limit)
            throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM history_bar WHERE (load, timeframe, time) IN"
                + " (SELECT b.load, b.timeframe, b.time FROM history_load l CROSS JOIN history_bar b ON b.load = l.id"
                + " AND b.timeframe = ?2 AND b.time <= (SELECT MAX(c.time) FROM checkpoint c WHERE c.symbol = l.symbol"
                + " AND c.timeframe = ?2 AND c.time < ?3 AND c.seq > l.generation)"
                + " WHERE l.partition = ?1 AND l.generation > 0 LIMIT ?4)");
        delete.setInt(1, partition);
        delete.setString(2, timeframe);
        delete.setLong(3, before);
        delete.setInt(4, limit);
        return delete.executeUpdate();
    }

    /** As {@link Store#clearStagedBars}. */
    public static void clearBars(SqliteStatements statements, long load) throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM history_bar WHERE load = ?");
        delete.setLong(1, load);
        delete.executeUpdate();
    }

    /** As {@link Store#stageBars}. */
    public static void stageBars(SqliteStatements statements, long load, List<Store.ClosedBar> bars)
            throws SQLException {
        PreparedStatement insert = statements.of("INSERT INTO history_bar"
                + " (load, timeframe, time, open, high, low, close, volume, candles, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING");
        for (Store.ClosedBar closed : bars) {
            insert.setLong(1, load);
            SqliteMarketData.addBar(insert, closed);
        }
        insert.executeBatch();
        Failpoint.HISTORY_BARS.pass();
    }
}
