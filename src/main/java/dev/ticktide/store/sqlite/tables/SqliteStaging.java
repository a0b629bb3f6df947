package dev.ticktide.store.sqlite.tables;

import dev.ticktide.fault.Failpoint;
import dev.ticktide.market.Candle;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares the historical candles of a call with what is stored, and stores the new ones in their loads. */
public final class SqliteStaging {

    private static final long NO_LOAD = -1;

    private SqliteStaging() {}

    /**
     * As {@link Store#stageHistory}. Compares everything before it writes the first row, since a job must not fail once
     * it has written.
     */
    public static Store.Staged stage(
            SqliteStatements statements, Store.Part part, List<Candle> candles, List<Integer> partitions)
            throws SQLException {
        Map<String, SymbolPart> bySymbol = bySymbol(candles, partitions);
        Tally tally = new Tally();
        for (SymbolPart each : bySymbol.values()) {
            if (part.begins()) {
                rename(statements, each.symbol, part.load());
            } else if (isGivenUp(statements, each.symbol, part.load())) {
                return Store.Staged.refused(Store.Staged.Refusal.GIVEN_UP);
            }
            each.open = SqliteLoads.open(statements, each.symbol, part.load()).orElse(each.open);
            each.compare(stored(statements, each, candles), candles, tally);
        }
        if (!tally.conflicts.isEmpty()) {
            return new Store.Staged(0, 0, tally.conflicts, null);
        }
        if (tally.full) {
            return Store.Staged.refused(Store.Staged.Refusal.TOO_LARGE);
        }
        if (isCrowded(statements, tally.begun, tally.fresh)) {
            return Store.Staged.refused(Store.Staged.Refusal.TOO_MANY);
        }
        for (SymbolPart each : bySymbol.values()) {
            if (!each.fresh.isEmpty()) {
                long open = each.open.id();
                insert(statements, open == NO_LOAD ? begin(statements, each, part) : open, each.fresh);
            }
            touch(statements, each.symbol, part);
        }
        return new Store.Staged(tally.fresh, tally.duplicate, List.of(), null);
    }

    private static Map<String, SymbolPart> bySymbol(List<Candle> candles, List<Integer> partitions) {
        Map<String, SymbolPart> bySymbol = new LinkedHashMap<>();
        for (int i = 0; i < candles.size(); i++) {
            int partition = partitions.get(i);
            bySymbol.computeIfAbsent(candles.get(i).symbol(), symbol -> new SymbolPart(symbol, partition))
                    .positions
                    .add(i);
        }
        return bySymbol;
    }

    /** What a call brings of one symbol. */
    private static final class SymbolPart {
        private final String symbol;
        private final int partition;
        private final List<Integer> positions = new ArrayList<>();
        private final List<Candle> fresh = new ArrayList<>();
        private Store.OpenLoad open = new Store.OpenLoad(NO_LOAD, 0);

        SymbolPart(String symbol, int partition) {
            this.symbol = symbol;
            this.partition = partition;
        }

        void compare(Map<Long, Candle> stored, List<Candle> candles, Tally tally) {
            for (int i : positions) {
                Candle candle = candles.get(i);
                Candle known = stored.putIfAbsent(candle.time(), candle);
                if (known == null) {
                    fresh.add(candle);
                } else if (known.equals(candle)) {
                    tally.duplicate++;
                } else {
                    tally.conflicts.add(i);
                }
            }
            tally.fresh += fresh.size();
            tally.full |= open.candles() + fresh.size() > Store.MAX_LOAD;
            tally.begun += open.id() == NO_LOAD && !fresh.isEmpty() ? 1 : 0;
        }
    }

    /** Sums over the symbols of a call. */
    private static final class Tally {
        private final List<Integer> conflicts = new ArrayList<>();
        private int fresh;
        private int duplicate;
        private int begun;
        private boolean full;
    }

    private static Map<Long, Candle> stored(SqliteStatements statements, SymbolPart part, List<Candle> candles)
            throws SQLException {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (int i : part.positions) {
            from = Math.min(from, candles.get(i).time());
            to = Math.max(to, candles.get(i).time());
        }
        Map<Long, Candle> found = new TreeMap<>();
        int all = Integer.MAX_VALUE;
        SqliteHistory.loaded(statements, part.symbol, from, to, part.open.id(), Long.MAX_VALUE, all, found);
        SqliteHistory.inLog(statements, part.partition, part.symbol, from, to, Long.MAX_VALUE, all, found);
        SqliteLog.corrections(statements, part.partition, part.symbol, from, to, Long.MAX_VALUE)
                .forEach(corrected -> found.put(corrected.time(), corrected));
        return found;
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

    private static long begin(SqliteStatements statements, SymbolPart symbol, Store.Part part) throws SQLException {
        PreparedStatement insert = statements.of("INSERT INTO history_load"
                + " (name, symbol, partition, begun_at, touched_at, generation, candles, signals)"
                + " VALUES (?1, ?2, ?3, ?4, ?4, 0, 0, 0) RETURNING id");
        insert.setString(1, part.load());
        insert.setString(2, symbol.symbol);
        insert.setInt(3, symbol.partition);
        insert.setLong(4, part.arrival());
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

    private static int checksum(long load, Candle candle) {
        return new RowChecksum()
                .add(candle.symbol())
                .add(candle.time())
                .add(load)
                .add(candle)
                .value();
    }
}
