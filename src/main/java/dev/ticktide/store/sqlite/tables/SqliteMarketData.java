package dev.ticktide.store.sqlite.tables;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.log.Partitions;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Candles, bars, metadata and symbols as charts and lists ask for them. */
public final class SqliteMarketData {

    private static final String INSERT_BAR =
            "INSERT INTO bar (symbol, timeframe, time, open, high, low, close, volume, candles, crc)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String INSERT_SYMBOL =
            "INSERT INTO symbol (symbol, partition, name, sector, crc) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    /** The kinds of the columns of a bar, for {@link RowChecksum}. */
    public static final String BAR_KINDS = "ttirrrrri";

    /** The kinds of the columns of a symbol. */
    public static final String SYMBOL_KINDS = "titt";

    private SqliteMarketData() {}

    /** As {@link Store#candleEntries}. */
    public static List<LogEntry> candles(
            SqliteStatements statements, int partitions, String symbol, Store.Range range, boolean late)
            throws SQLException {
        String rest = "WHERE partition = ? AND time >= ? AND time < ? AND symbol = ? AND (late <= ? OR seq < ?)"
                + order(range);
        // By time, because a candle that moves between the two reads is seen in both.
        SortedMap<Long, LogEntry> candles = new TreeMap<>();
        // What came late before a generation is in its place now.
        long generation = SqliteHistory.generation(statements, symbol);
        Map<Long, Candle> loaded = new TreeMap<>();
        SqliteHistory.visible(statements, symbol, range, loaded);
        int partition = StableHash.partition(symbol, partitions);
        loaded.forEach((time, candle) -> candles.put(time, new LogEntry(partition, generation, 0, false, candle)));
        for (String table : List.of(SqliteEntries.JOURNAL, SqliteEntries.CANDLES)) {
            PreparedStatement select = statements.of(table + rest);
            select.setInt(1, StableHash.partition(symbol, partitions));
            select.setLong(2, range.from());
            select.setLong(3, range.to());
            select.setString(4, symbol);
            select.setInt(5, late ? 1 : 0);
            select.setLong(6, generation);
            select.setInt(7, range.limit());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    LogEntry entry = inPlace(SqliteEntries.candleEntry(row), generation);
                    candles.put(entry.event().time(), entry);
                }
            }
        }
        return range.cut(new ArrayList<>(candles.values()));
    }

    /** Loaded candles are ordered as their generation placed them. */
    private static LogEntry inPlace(LogEntry entry, long generation) {
        return entry.seq() < generation
                ? new LogEntry(entry.partition(), generation, entry.arrival(), false, entry.event())
                : entry;
    }

    /** As {@link Store#bars}. */
    public static List<Bar> bars(SqliteStatements statements, String symbol, Timeframe timeframe, Store.Range range)
            throws SQLException {
        long load = SqliteHistory.load(statements, symbol);
        if (load == 0) {
            return bars(statements, symbol, "bar WHERE symbol = ?", List.of(symbol), timeframe, range);
        }
        // What a replay has written again of the generation before lies between: its place is taken.
        List<Object> outside = new ArrayList<>(List.of(symbol));
        outside.addAll(SqliteHistory.span(statements, load, timeframe));
        SortedMap<Long, Bar> bars = new TreeMap<>();
        String others = "bar WHERE symbol = ? AND (time < ? OR time > ?)";
        bars(statements, symbol, others, outside, timeframe, range).forEach(bar -> bars.put(bar.time(), bar));
        bars(statements, symbol, "history_bar WHERE load = ?", List.of(load), timeframe, range)
                .forEach(bar -> bars.put(bar.time(), bar));
        return range.cut(new ArrayList<>(bars.values()));
    }

    private static List<Bar> bars(
            SqliteStatements statements, String symbol, String of, List<?> keys, Timeframe timeframe, Store.Range range)
            throws SQLException {
        PreparedStatement select = statements.of("SELECT time, open, high, low, close, volume, candles, crc FROM " + of
                + " AND timeframe = ? AND time >= ? AND time < ?" + order(range));
        int at = 1;
        for (Object key : keys) {
            select.setObject(at++, key);
        }
        select.setString(at++, timeframe.name());
        select.setLong(at++, range.from());
        select.setLong(at++, range.to());
        select.setInt(at, range.limit());
        List<Bar> bars = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                bars.add(bar(row, symbol, timeframe));
            }
        }
        if (!range.oldest()) {
            Collections.reverse(bars);
        }
        return bars;
    }

    private static Bar bar(ResultSet row, String symbol, Timeframe timeframe) throws SQLException {
        Bar bar = new Bar(
                row.getLong(1),
                row.getDouble(2),
                row.getDouble(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getDouble(6),
                row.getInt(7));
        int computed = RowChecksum.of(symbol, timeframe.name(), bar);
        if (RowChecksum.isWrong(row.getInt(8), computed)) {
            throw RowChecksum.wrong(timeframe.name() + " bar of " + symbol + " at " + bar.time());
        }
        return bar;
    }

    private static String order(Store.Range range) {
        return " ORDER BY time " + (range.oldest() ? "ASC" : "DESC") + " LIMIT ?";
    }

    /** As {@link Store#metadata(String, MetadataType, Store.Range)}. */
    public static List<Metadata> metadata(
            SqliteStatements statements,
            int partitions,
            @Nullable String symbol,
            @Nullable MetadataType type,
            Store.Range range)
            throws SQLException {
        // Economic indicators concern every symbol; copies of older versions in the partitions' logs don't count. Two
        // selects joined, each with its own limit, so that each can use its index.
        String about = symbol == null ? "TRUE" : "subject = ?1";
        String kind = type == null ? "TRUE" : "type = ?2";
        String newest = " AND " + kind + " AND time >= ?5 AND time < ?6 ORDER BY time DESC LIMIT ?3)";
        PreparedStatement select = statements.of("SELECT * FROM (" + SqliteEntries.METADATA_COLUMNS + "WHERE " + about
                + " AND type <> 'economic_indicator'" + newest
                + " UNION ALL SELECT * FROM (" + SqliteEntries.METADATA_COLUMNS + "WHERE partition = ?4"
                + " AND type = 'economic_indicator'" + newest
                + " ORDER BY time DESC LIMIT ?3");
        if (symbol != null) {
            select.setString(1, symbol);
        }
        if (type != null) {
            select.setString(2, type.label());
        }
        select.setInt(3, range.limit());
        select.setInt(4, Partitions.economy(partitions));
        select.setLong(5, range.from());
        select.setLong(6, range.to());
        List<Metadata> items = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                items.add((Metadata) SqliteEntries.metadataEntry(row).event());
            }
        }
        return items;
    }

    /** As {@link Store#symbols}. */
    public static List<Store.SymbolInfo> symbols(SqliteStatements statements) throws SQLException {
        List<Store.SymbolInfo> symbols = new ArrayList<>();
        try (ResultSet row = statements
                .of("SELECT symbol, partition, name, sector, crc FROM symbol ORDER BY symbol")
                .executeQuery()) {
            while (row.next()) {
                RowChecksum.require(row, 1, SYMBOL_KINDS, "symbol");
                symbols.add(new Store.SymbolInfo(row.getString(1), row.getInt(2), row.getString(3), row.getString(4)));
            }
        }
        return symbols;
    }

    static void insertBars(SqliteStatements statements, List<Store.ClosedBar> bars) throws SQLException {
        if (bars.isEmpty()) {
            return;
        }
        PreparedStatement insert = statements.of(INSERT_BAR);
        for (Store.ClosedBar closed : bars) {
            insert.setString(1, closed.symbol());
            addBar(insert, closed);
        }
        insert.executeBatch();
    }

    /** Binds what follows the first column of a table of bars, and adds the row to the batch. */
    static void addBar(PreparedStatement insert, Store.ClosedBar closed) throws SQLException {
        Bar bar = closed.bar();
        insert.setString(2, closed.timeframe().name());
        insert.setLong(3, bar.time());
        insert.setDouble(4, bar.open());
        insert.setDouble(5, bar.high());
        insert.setDouble(6, bar.low());
        insert.setDouble(7, bar.close());
        insert.setDouble(8, bar.volume());
        insert.setInt(9, bar.candles());
        insert.setInt(10, RowChecksum.of(closed.symbol(), closed.timeframe().name(), bar));
        insert.addBatch();
    }

    static void insertSymbols(SqliteStatements statements, List<Store.SymbolInfo> symbols) throws SQLException {
        if (symbols.isEmpty()) {
            return;
        }
        PreparedStatement insert = statements.of(INSERT_SYMBOL);
        for (Store.SymbolInfo symbol : symbols) {
            insert.setString(1, symbol.symbol());
            insert.setInt(2, symbol.partition());
            insert.setString(3, symbol.name());
            insert.setString(4, symbol.sector());
            insert.setInt(
                    5,
                    new RowChecksum()
                            .add(symbol.symbol())
                            .add(symbol.partition())
                            .add(symbol.name())
                            .add(symbol.sector())
                            .value());
            insert.addBatch();
        }
        insert.executeBatch();
    }
}
