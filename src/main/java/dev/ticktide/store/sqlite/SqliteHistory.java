package dev.ticktide.store.sqlite;

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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Rows of loads: candles of the past, the bars built with them, and which load a symbol's generation is of. */
final class SqliteHistory {

    private static final String CANDLE = "SELECT symbol, time, open, high, low, close, volume FROM ";

    /** Of two loads that waited at once both may have a time: the one begun first counts. The columns are of that row. */
    private static final String FIRST_LOADED =
            "SELECT symbol, time, MIN(load), open, high, low, close, volume, crc FROM ";

    /** The columns of a row that its checksum is of. */
    static final String KINDS = "tiirrrrr";

    private static final int GIVEN_UP = -1;

    /** How long it is remembered that a load was given up, so that a client does not continue it by mistake. */
    private static final long REMEMBERED_MICROS = 7 * 86_400_000_000L;

    private static final String IN_LOG =
            " WHERE partition = ? AND symbol = ? AND time >= ? AND time <= ? AND seq < ?" + " ORDER BY time LIMIT ?";
    private static final String LOADED = FIRST_LOADED + "history_candle WHERE symbol = ?1 AND time >= ?2 AND time <= ?3"
            + " AND load IN (SELECT id FROM history_load WHERE symbol = ?1"
            + " AND (id = ?4 OR (generation > 0 AND generation < ?5))) GROUP BY time ORDER BY time LIMIT ?6";
    private static final int TIDY_ROWS = 20_000;
    private static final long NO_LOAD = -1;

    private SqliteHistory() {}

    static Store.Staged stage(
            SqliteStatements statements, Store.Part part, List<Candle> candles, List<Integer> partitions)
            throws SQLException {
        String load = part.load();
        Map<String, List<Integer>> bySymbol = new LinkedHashMap<>();
        for (int i = 0; i < candles.size(); i++) {
            bySymbol.computeIfAbsent(candles.get(i).symbol(), unused -> new ArrayList<>())
                    .add(i);
        }
        List<Integer> conflicts = new ArrayList<>();
        Map<String, List<Candle>> fresh = new LinkedHashMap<>();
        Map<String, Store.OpenLoad> loads = new HashMap<>();
        int duplicate = 0;
        boolean full = false;
        int begun = 0;
        for (Map.Entry<String, List<Integer>> each : bySymbol.entrySet()) {
            if (part.begins()) {
                rename(statements, each.getKey(), load);
            } else if (isGivenUp(statements, each.getKey(), load)) {
                return Store.Staged.refused(Store.Staged.Refusal.GIVEN_UP);
            }
            Store.OpenLoad open = open(statements, each.getKey(), load).orElse(new Store.OpenLoad(NO_LOAD, 0));
            loads.put(each.getKey(), open);
            List<Candle> added = new ArrayList<>();
            Map<Long, Candle> stored = stored(statements, each, open.id(), candles, partitions);
            for (int i : each.getValue()) {
                Candle candle = candles.get(i);
                Candle known = stored.putIfAbsent(candle.time(), candle);
                if (known == null) {
                    added.add(candle);
                } else if (known.equals(candle)) {
                    duplicate++;
                } else {
                    conflicts.add(i);
                }
            }
            full |= open.candles() + added.size() > Store.MAX_LOAD;
            fresh.put(each.getKey(), added);
            begun += open.id() == NO_LOAD && !added.isEmpty() ? 1 : 0;
        }
        if (!conflicts.isEmpty()) {
            return new Store.Staged(0, 0, conflicts, null);
        }
        if (full) {
            return Store.Staged.refused(Store.Staged.Refusal.TOO_LARGE);
        }
        if (isCrowded(
                statements, begun, fresh.values().stream().mapToInt(List::size).sum())) {
            return Store.Staged.refused(Store.Staged.Refusal.TOO_MANY);
        }
        int count = 0;
        for (Map.Entry<String, List<Candle>> each : fresh.entrySet()) {
            if (!each.getValue().isEmpty()) {
                int partition = partitions.get(
                        Objects.requireNonNull(bySymbol.get(each.getKey())).get(0));
                long id = Objects.requireNonNull(loads.get(each.getKey())).id();
                insert(
                        statements,
                        id == NO_LOAD ? begin(statements, each.getKey(), partition, load, part.arrival()) : id,
                        each.getValue());
                count += each.getValue().size();
            }
            touch(statements, each.getKey(), part);
        }
        return new Store.Staged(count, duplicate, List.of(), null);
    }

    private static boolean isGivenUp(SqliteStatements statements, String symbol, String load) throws SQLException {
        PreparedStatement select =
                statements.of("SELECT 1 FROM history_load WHERE symbol = ? AND name = ? AND generation = -1");
        select.setString(1, symbol);
        select.setString(2, load);
        try (ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }

    /** Frees the name of an abandoned load by changing it to one that no sender can use. */
    private static void rename(SqliteStatements statements, String symbol, String load) throws SQLException {
        PreparedStatement update = statements.of(
                "UPDATE history_load SET name = name || '#' || id WHERE symbol = ? AND name = ? AND generation = -1");
        update.setString(1, symbol);
        update.setString(2, load);
        update.executeUpdate();
    }

    private static boolean isCrowded(SqliteStatements statements, int loads, int candles) throws SQLException {
        try (ResultSet row = statements
                .of("SELECT COUNT(*), COALESCE(SUM(candles), 0) FROM history_load WHERE generation = 0")
                .executeQuery()) {
            return row.getLong(1) + loads > Store.MAX_WAITING_LOADS
                    || row.getLong(2) + candles > Store.MAX_WAITING_CANDLES;
        }
    }

    private static void touch(SqliteStatements statements, String symbol, Store.Part part) throws SQLException {
        PreparedStatement update = statements.of(
                "UPDATE history_load SET touched_at = ? WHERE symbol = ? AND name = ? AND generation = 0");
        update.setLong(1, part.arrival());
        update.setString(2, symbol);
        update.setString(3, part.load());
        update.executeUpdate();
    }

    static Optional<byte[]> made(SqliteStatements statements, long load) throws SQLException {
        PreparedStatement select = statements.of("SELECT made FROM history_load WHERE id = ?");
        select.setLong(1, load);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.ofNullable(row.getBytes(1)) : Optional.empty();
        }
    }

    static List<Integer> abandoned(SqliteStatements statements, long touchedBefore) throws SQLException {
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

    static int giveUp(SqliteStatements statements, int partition, long touchedBefore, int limit) throws SQLException {
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
     * @param noted whether it is to be known that the symbol has lost candles
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
        PreparedStatement delete = statements.of("DELETE FROM history_candle WHERE (symbol, time, load) IN"
                + " (SELECT symbol, time, load FROM history_candle WHERE symbol = ?1 AND load = ?2"
                + " ORDER BY time LIMIT ?3)");
        delete.setString(1, symbol);
        delete.setLong(2, load);
        delete.setInt(3, limit);
        int removed = delete.executeUpdate();
        if (removed < limit) {
            PreparedStatement empty = statements.of("UPDATE history_load SET candles = 0 WHERE id = ?");
            empty.setLong(1, load);
            empty.executeUpdate();
            if (from == GIVEN_UP) {
                clearBars(statements, load);
            }
        }
        // At least 1: there may be another load.
        return Math.max(1, removed);
    }

    /** As of the bars beside: up to the last checkpoint before the horizon, of this generation. */
    static int removeBars(SqliteStatements statements, int partition, String timeframe, long before, int limit)
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

    static Optional<Store.OpenLoad> open(SqliteStatements statements, String symbol, String load) throws SQLException {
        PreparedStatement select =
                statements.of("SELECT id, candles FROM history_load WHERE symbol = ? AND name = ? AND generation = 0");
        select.setString(1, symbol);
        select.setString(2, load);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(new Store.OpenLoad(row.getLong(1), row.getInt(2))) : Optional.empty();
        }
    }

    static void clearBars(SqliteStatements statements, long load) throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM history_bar WHERE load = ?");
        delete.setLong(1, load);
        delete.executeUpdate();
    }

    static void stageBars(SqliteStatements statements, long load, List<Store.ClosedBar> bars) throws SQLException {
        PreparedStatement insert = statements.of("INSERT INTO history_bar"
                + " (load, timeframe, time, open, high, low, close, volume, candles, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING");
        for (Store.ClosedBar closed : bars) {
            insert.setLong(1, load);
            SqliteLog.addBar(insert, closed);
        }
        insert.executeBatch();
        Failpoint.HISTORY_BARS.pass();
    }

    /** Of two sources with a candle of one time the log's counts: it was there first, or came while the other waited. */
    static List<Candle> past(
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
    static void find(
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

    /** Puts a generation in the place of what was before. */
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

    static boolean tidy(SqliteStatements statements, String symbol) throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM history_bar WHERE (load, timeframe, time) IN"
                + " (SELECT b.load, b.timeframe, b.time FROM history_bar b JOIN history_load l ON l.id = b.load"
                + " WHERE l.symbol = ?1 AND l.generation > 0 AND l.generation <"
                + " (SELECT MAX(generation) FROM history_load WHERE symbol = ?1) LIMIT ?2)");
        delete.setString(1, symbol);
        delete.setInt(2, TIDY_ROWS);
        return delete.executeUpdate() == TIDY_ROWS;
    }

    private static Map<Long, Candle> stored(
            SqliteStatements statements,
            Map.Entry<String, List<Integer>> symbol,
            long load,
            List<Candle> candles,
            List<Integer> partitions)
            throws SQLException {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (int i : symbol.getValue()) {
            from = Math.min(from, candles.get(i).time());
            to = Math.max(to, candles.get(i).time());
        }
        Map<Long, Candle> found = new TreeMap<>();
        int all = Integer.MAX_VALUE;
        loaded(statements, symbol.getKey(), from, to, load, Long.MAX_VALUE, all, found);
        int partition = partitions.get(symbol.getValue().get(0));
        inLog(statements, partition, symbol.getKey(), from, to, Long.MAX_VALUE, all, found);
        SqliteLog.corrections(statements, partition, symbol.getKey(), from, to, Long.MAX_VALUE)
                .forEach(corrected -> found.put(corrected.time(), corrected));
        return found;
    }

    private static void loaded(
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

    private static void inLog(
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

    private static int checksum(long load, Candle candle) {
        return new RowChecksum()
                .add(candle.symbol())
                .add(candle.time())
                .add(load)
                .add(candle)
                .value();
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

    private static long begin(SqliteStatements statements, String symbol, int partition, String load, long arrival)
            throws SQLException {
        PreparedStatement insert = statements.of("INSERT INTO history_load"
                + " (name, symbol, partition, begun_at, touched_at, generation, candles, signals)"
                + " VALUES (?1, ?2, ?3, ?4, ?4, 0, 0, 0) RETURNING id");
        insert.setString(1, load);
        insert.setString(2, symbol);
        insert.setInt(3, partition);
        insert.setLong(4, arrival);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void insert(SqliteStatements statements, long load, List<Candle> candles) throws SQLException {
        PreparedStatement insert = statements.of("INSERT INTO history_candle"
                + " (symbol, time, load, open, high, low, close, volume, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (Candle candle : candles) {
            insert.setString(1, candle.symbol());
            insert.setLong(2, candle.time());
            insert.setLong(3, load);
            insert.setDouble(4, candle.open());
            insert.setDouble(5, candle.high());
            insert.setDouble(6, candle.low());
            insert.setDouble(7, candle.close());
            insert.setDouble(8, candle.volume());
            insert.setInt(9, checksum(load, candle));
            insert.addBatch();
        }
        insert.executeBatch();
        PreparedStatement count = statements.of("UPDATE history_load SET candles = candles + ? WHERE id = ?");
        count.setInt(1, candles.size());
        count.setLong(2, load);
        count.executeUpdate();
        Failpoint.HISTORY_STAGED.pass();
    }
}
