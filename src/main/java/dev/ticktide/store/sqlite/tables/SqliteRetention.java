package dev.ticktide.store.sqlite.tables;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Moves the beginning of logs, and removes the rows before it. */
public final class SqliteRetention {

    private static final String CANDLES_BEHIND =
            "SELECT partition, time, symbol FROM candle WHERE partition = ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3";
    private static final String METADATA_BEHIND =
            "SELECT seq FROM metadata WHERE partition = ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3";
    private static final String DECISIONS_BEHIND =
            "SELECT seq FROM decision WHERE partition = ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3";
    private static final String NOTE = "INSERT INTO log_removed (partition, kind, subject, time) ";
    private static final String LATEST =
            " ON CONFLICT (partition, kind, subject) DO UPDATE SET time = MAX(time, excluded.time)";

    private SqliteRetention() {}

    /** As {@link Store#logBases}. */
    public static Map<Integer, Long> bases(SqliteStatements statements) throws SQLException {
        Map<Integer, Long> bases = new HashMap<>();
        try (ResultSet row =
                statements.of("SELECT partition, seq FROM log_base").executeQuery()) {
            while (row.next()) {
                bases.put(row.getInt(1), row.getLong(2));
            }
        }
        return bases;
    }

    /** As {@link Store#shorten}. */
    public static long shorten(SqliteStatements statements, int partition, Store.Keep keep) throws SQLException {
        mark(statements, partition, keep);
        PreparedStatement passed = statements.of("SELECT seq, time FROM log_mark WHERE partition = ?1 AND time <= ?2"
                + " AND (?3 = 0 OR seq <= COALESCE((SELECT MIN(seq) FROM cursor WHERE partition = ?1), 0)"
                + " AND (SELECT COUNT(*) FROM cursor WHERE partition = ?1) >= ?3) ORDER BY seq DESC LIMIT 1");
        passed.setInt(1, partition);
        passed.setLong(2, keep.arrivedBefore());
        passed.setInt(3, keep.readers());
        try (ResultSet row = passed.executeQuery()) {
            if (row.next()) {
                rebase(statements, partition, row.getLong(1), row.getLong(2));
            }
        }
        PreparedStatement base = statements.of("SELECT seq FROM log_base WHERE partition = ?");
        base.setInt(1, partition);
        try (ResultSet row = base.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** A snapshot that is there now becomes a mark, if it holds more than the last one and that is old enough. */
    private static void mark(SqliteStatements statements, int partition, Store.Keep keep) throws SQLException {
        PreparedStatement insert = statements.of("INSERT INTO log_mark (partition, seq, time)"
                + " SELECT ?1, MAX(seq), ?2 FROM snapshot WHERE stage = 'indicator' AND partition = ?1"
                + " HAVING MAX(seq) > COALESCE((SELECT MAX(seq) FROM (SELECT seq FROM log_mark WHERE partition = ?1"
                + " UNION ALL SELECT seq FROM log_base WHERE partition = ?1)), 0)"
                + " AND COALESCE((SELECT MAX(time) FROM log_mark WHERE partition = ?1), ?3) <= ?3");
        insert.setInt(1, partition);
        insert.setLong(2, keep.now());
        insert.setLong(3, keep.now() - keep.markEvery());
        insert.executeUpdate();
    }

    private static void rebase(SqliteStatements statements, int partition, long seq, long time) throws SQLException {
        PreparedStatement upsert = statements.of("INSERT INTO log_base (partition, seq, time) VALUES (?, ?, ?)"
                + " ON CONFLICT (partition) DO UPDATE SET seq = excluded.seq, time = excluded.time");
        upsert.setInt(1, partition);
        upsert.setLong(2, seq);
        upsert.setLong(3, time);
        upsert.executeUpdate();
        PreparedStatement delete = statements.of("DELETE FROM log_mark WHERE partition = ? AND seq <= ?");
        delete.setInt(1, partition);
        delete.setLong(2, seq);
        delete.executeUpdate();
    }

    /** As {@link Store#removeEntries}. */
    public static int removeEntries(SqliteStatements statements, int partition, int limit) throws SQLException {
        long base = bases(statements).getOrDefault(partition, 0L);
        if (base == 0) {
            return 0;
        }
        if (isInJournal(statements, partition, base)) {
            SqliteAppend.moveJournal(statements);
        }
        int removed = removeCandles(statements, partition, base, limit)
                + removeMetadata(statements, partition, base, limit)
                + behind(
                                statements,
                                "DELETE FROM decision WHERE partition = ?1 AND seq IN (" + DECISIONS_BEHIND + ")",
                                partition,
                                base,
                                limit)
                        .executeUpdate();
        // Loads whose entry is behind the log's beginning: nothing will be built from them by a replay.
        return removed + SqliteLoads.removeCandles(statements, partition, 1, base, limit, true);
    }

    private static int removeCandles(SqliteStatements statements, int partition, long base, int limit)
            throws SQLException {
        note(
                statements,
                "SELECT partition, 'candle', symbol, MAX(time) FROM candle WHERE (partition, time, symbol) IN ("
                        + CANDLES_BEHIND + ") GROUP BY symbol",
                partition,
                base,
                limit);
        return behind(
                        statements,
                        "DELETE FROM candle WHERE (partition, time, symbol) IN (" + CANDLES_BEHIND + ")",
                        partition,
                        base,
                        limit)
                .executeUpdate();
    }

    private static int removeMetadata(SqliteStatements statements, int partition, long base, int limit)
            throws SQLException {
        note(
                statements,
                "SELECT partition, type, subject, MAX(time) FROM metadata WHERE partition = ?1 AND seq IN ("
                        + METADATA_BEHIND + ") GROUP BY type, subject",
                partition,
                base,
                limit);
        return behind(
                        statements,
                        "DELETE FROM metadata WHERE partition = ?1 AND seq IN (" + METADATA_BEHIND + ")",
                        partition,
                        base,
                        limit)
                .executeUpdate();
    }

    private static boolean isInJournal(SqliteStatements statements, int partition, long base) throws SQLException {
        PreparedStatement select = statements.of("SELECT 1 FROM journal WHERE partition = ? AND seq <= ? LIMIT 1");
        select.setInt(1, partition);
        select.setLong(2, base);
        try (ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }

    /**
     * Up to the last checkpoint before the horizon: values of the bars that stay are computed from there, over every bar after
     * it.
     */
    public static int removeBars(
            SqliteStatements statements, int partition, Collection<Timeframe> timeframes, long before, int limit)
            throws SQLException {
        int removed = 0;
        PreparedStatement delete = statements.of("DELETE FROM bar WHERE (symbol, timeframe, time) IN (SELECT b.symbol,"
                + " b.timeframe, b.time FROM symbol s CROSS JOIN bar b ON b.symbol = s.symbol AND b.timeframe = ?2"
                + " AND b.time <= (SELECT MAX(c.time) FROM checkpoint c WHERE c.symbol = s.symbol AND c.timeframe = ?2"
                + " AND c.time < ?3) WHERE s.partition = ?1 LIMIT ?4)");
        for (Timeframe timeframe : timeframes) {
            if (removed < limit) {
                delete.setInt(1, partition);
                delete.setString(2, timeframe.name());
                delete.setLong(3, before);
                delete.setInt(4, limit - removed);
                removed += delete.executeUpdate();
                removed += SqliteLoads.removeBars(statements, partition, timeframe.name(), before, limit);
            }
        }
        return removed;
    }

    /** Those of some events that may have been stored and removed. */
    public static List<MarketEvent> removed(
            SqliteStatements statements, int partition, Collection<? extends MarketEvent> events) throws SQLException {
        List<MarketEvent> removed = new ArrayList<>();
        PreparedStatement select = statements.of(
                "SELECT 1 FROM log_removed WHERE partition = ? AND kind = ? AND subject = ? AND time >= ?");
        for (MarketEvent event : Set.copyOf(events)) {
            select.setInt(1, partition);
            select.setString(
                    2, event instanceof Metadata metadata ? metadata.type().label() : "candle");
            select.setString(3, event.subject());
            select.setLong(4, event.time());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    removed.add(event);
                }
            }
        }
        return removed;
    }

    private static void note(SqliteStatements statements, String select, int partition, long base, int limit)
            throws SQLException {
        behind(statements, NOTE + select + LATEST, partition, base, limit).executeUpdate();
    }

    private static PreparedStatement behind(
            SqliteStatements statements, String sql, int partition, long base, int limit) throws SQLException {
        PreparedStatement statement = statements.of(sql);
        statement.setInt(1, partition);
        statement.setLong(2, base);
        statement.setInt(3, limit);
        return statement;
    }
}
