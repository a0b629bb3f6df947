package dev.ticktide.store.sqlite;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.Decision;
import dev.ticktide.market.DecisionKind;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.log.Partitions;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.MetadataColumns;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows of the log (candles, metadata and decisions), of bars and of symbols. */
final class SqliteLog {

    private static final String INSERT_CANDLE =
            "INSERT INTO journal (partition, time, symbol, seq, arrival, late, open, high, low, close, volume, crc)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_METADATA =
            "INSERT INTO metadata (partition, seq, type, subject, time, arrival, late, side, first, second, crc)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_DECISION =
            "INSERT INTO decision (partition, seq, kind, subject, time, arrival, body, crc)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_BAR =
            "INSERT INTO bar (symbol, timeframe, time, open, high, low, close, volume, candles, crc)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String INSERT_SYMBOL =
            "INSERT INTO symbol (symbol, partition, name, sector, crc) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String CANDLE_FIELDS =
            "SELECT partition, seq, arrival, late, symbol, time, open, high, low, close, volume, crc FROM ";
    private static final String CANDLES = CANDLE_FIELDS + "candle ";
    private static final String JOURNAL = CANDLE_FIELDS + "journal ";
    private static final String METADATA_COLUMNS =
            "SELECT partition, seq, arrival, late, type, subject, time, side, first, second, crc FROM metadata ";
    static final String METADATA_KINDS = "iiiittitrr";
    static final String CANDLE_KINDS = "iiiitirrrrr";
    static final String BAR_KINDS = "ttirrrrri";
    static final String SYMBOL_KINDS = "titt";
    static final String DECISION_KINDS = "iiittit";
    private static final String DECISIONS =
            "SELECT partition, seq, arrival, kind, subject, time, body, crc FROM decision ";

    private SqliteLog() {}

    /** Returns the number of candles, which are in the journal now. */
    static int append(SqliteStatements statements, Store.Append append) throws SQLException {
        PreparedStatement candles = statements.of(INSERT_CANDLE);
        PreparedStatement metadata = statements.of(INSERT_METADATA);
        PreparedStatement decisions = statements.of(INSERT_DECISION);
        int candleCount = 0;
        int metadataCount = 0;
        int decisionCount = 0;
        for (LogEntry entry : append.entries()) {
            if (entry.event() instanceof Candle candle) {
                bindCandle(candles, entry, candle);
                candleCount++;
            } else if (entry.event() instanceof Decision decision) {
                bindDecision(decisions, entry, decision);
                decisionCount++;
            } else {
                bindMetadata(metadata, entry, (Metadata) entry.event());
                metadataCount++;
            }
        }
        if (candleCount > 0) {
            candles.executeBatch();
        }
        if (metadataCount > 0) {
            metadata.executeBatch();
        }
        if (decisionCount > 0) {
            decisions.executeBatch();
        }
        insertBars(statements, append.bars());
        SqliteCheckpoints.insert(statements, append.checkpoints());
        insertSymbols(statements, append.newSymbols());
        SqliteSignals.insert(statements, append.raised());
        for (Store.Generation generation : append.generations()) {
            SqliteHistory.change(statements, generation);
        }
        return candleCount;
    }

    /** Moves the journal to the candle table. Sorted, so that each page is written once. */
    static void moveJournal(SqliteStatements statements) throws SQLException {
        statements
                .of("INSERT INTO candle (partition, time, symbol, seq, arrival, late, open, high, low, close, volume,"
                        + " crc) SELECT partition, time, symbol, seq, arrival, late, open, high, low, close, volume, crc"
                        + " FROM journal ORDER BY partition, time, symbol")
                .executeUpdate();
        statements.of("DELETE FROM journal").executeUpdate();
    }

    static int journalRows(SqliteStatements statements) throws SQLException {
        try (ResultSet row = statements.of("SELECT COUNT(*) FROM journal").executeQuery()) {
            return row.getInt(1);
        }
    }

    static List<LogEntry> find(SqliteStatements statements, int partition, Collection<? extends MarketEvent> events)
            throws SQLException {
        List<LogEntry> found = new ArrayList<>();
        Map<String, Set<Long>> wanted = new HashMap<>();
        for (MarketEvent event : events) {
            if (event instanceof Metadata metadata) {
                findMetadata(statements, partition, metadata, found);
            } else {
                wanted.computeIfAbsent(event.subject(), unused -> new HashSet<>())
                        .add(event.time());
            }
        }
        if (wanted.isEmpty()) {
            return found;
        }
        // The journal first: what moves between the two reads is seen twice, never missed.
        Set<Long> seqs = new HashSet<>();
        for (LogEntry entry : journal(statements, partition, 0, Integer.MAX_VALUE)) {
            if (wanted.getOrDefault(entry.event().subject(), Set.of())
                    .contains(entry.event().time())) {
                found.add(entry);
                seqs.add(entry.seq());
            }
        }
        PreparedStatement select = statements.of(CANDLES + "WHERE partition = ? AND symbol = ? AND time = ?");
        for (Map.Entry<String, Set<Long>> symbol : wanted.entrySet()) {
            for (long time : symbol.getValue()) {
                select.setInt(1, partition);
                select.setString(2, symbol.getKey());
                select.setLong(3, time);
                addUnseen(select, seqs, found);
            }
            SqliteHistory.find(statements, partition, symbol.getKey(), symbol.getValue(), found);
        }
        findCorrections(statements, partition, wanted, found);
        return found;
    }

    /** By ranges of time: there are few, and one look at the index says so. */
    private static void findCorrections(
            SqliteStatements statements, int partition, Map<String, Set<Long>> wanted, List<LogEntry> into)
            throws SQLException {
        PreparedStatement select = statements.of(
                DECISIONS + "WHERE kind = 'correction' AND subject = ? AND time >= ? AND time <= ? AND partition = ?"
                        + " ORDER BY seq");
        for (Map.Entry<String, Set<Long>> symbol : wanted.entrySet()) {
            select.setString(1, symbol.getKey());
            select.setLong(2, Collections.min(symbol.getValue()));
            select.setLong(3, Collections.max(symbol.getValue()));
            select.setInt(4, partition);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    LogEntry entry = decisionEntry(row);
                    if (symbol.getValue().contains(entry.event().time())) {
                        into.add(entry);
                    }
                }
            }
        }
    }

    static List<Candle> corrections(
            SqliteStatements statements, int partition, String symbol, long from, long to, long beforeSeq)
            throws SQLException {
        PreparedStatement select = statements.of(DECISIONS
                + "WHERE partition = ? AND seq IN (SELECT MAX(seq) FROM decision WHERE kind = 'correction' AND subject = ?"
                + " AND time >= ? AND time <= ? AND seq < ? GROUP BY time) ORDER BY time");
        select.setInt(1, partition);
        select.setString(2, symbol);
        select.setLong(3, from);
        select.setLong(4, to);
        select.setLong(5, beforeSeq);
        List<Candle> candles = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                candles.add(((Correction) decisionEntry(row).event()).candle());
            }
        }
        return candles;
    }

    /** Each source is read to the same limit and merged: at worst a few rows are read that the next call reads again. */
    static List<LogEntry> tail(SqliteStatements statements, int partition, long afterSeq, int limit)
            throws SQLException {
        List<LogEntry> entries = journal(statements, partition, afterSeq, limit);
        Set<Long> seqs = new HashSet<>();
        entries.forEach(entry -> seqs.add(entry.seq()));
        String rest = "WHERE partition = ? AND seq > ? ORDER BY seq LIMIT ?";
        addUnseen(afterSeq(statements.of(CANDLES + rest), partition, afterSeq, limit), seqs, entries);
        try (ResultSet row = afterSeq(statements.of(METADATA_COLUMNS + rest), partition, afterSeq, limit)
                .executeQuery()) {
            while (row.next()) {
                entries.add(metadataEntry(row));
            }
        }
        try (ResultSet row = afterSeq(statements.of(DECISIONS + rest), partition, afterSeq, limit)
                .executeQuery()) {
            while (row.next()) {
                entries.add(decisionEntry(row));
            }
        }
        entries.sort((a, b) -> Long.compare(a.seq(), b.seq()));
        List<LogEntry> first = entries.size() > limit ? new ArrayList<>(entries.subList(0, limit)) : entries;
        requireWithoutGap(statements, partition, first);
        return first;
    }

    /** An owner numbers what it appends without leaving a number out, so that a missing one is a lost row. */
    private static void requireWithoutGap(SqliteStatements statements, int partition, List<LogEntry> entries)
            throws SQLException {
        for (int i = 1; i < entries.size(); i++) {
            long before = entries.get(i - 1).seq();
            if (entries.get(i).seq() != before + 1 && before > removedUpTo(statements, partition)) {
                throw new StoreException(
                        StoreException.Kind.DAMAGED,
                        "the log of partition " + partition + " has no rows between " + before + " and "
                                + entries.get(i).seq());
            }
        }
    }

    /** What retention removes goes table by table: up to there rows may be missing. */
    private static long removedUpTo(SqliteStatements statements, int partition) throws SQLException {
        PreparedStatement select = statements.of("SELECT COALESCE(MAX(seq), 0) FROM log_base WHERE partition = ?");
        select.setInt(1, partition);
        try (ResultSet row = select.executeQuery()) {
            return row.getLong(1);
        }
    }

    static List<LogEntry> candles(
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
        for (String table : List.of(JOURNAL, CANDLES)) {
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
                    LogEntry entry = inPlace(candleEntry(row), generation);
                    candles.put(entry.event().time(), entry);
                }
            }
        }
        return range.cut(new ArrayList<>(candles.values()));
    }

    static List<Bar> bars(SqliteStatements statements, String symbol, Timeframe timeframe, Store.Range range)
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
                bars.add(bar);
            }
        }
        if (!range.oldest()) {
            Collections.reverse(bars);
        }
        return bars;
    }

    private static String order(Store.Range range) {
        return " ORDER BY time " + (range.oldest() ? "ASC" : "DESC") + " LIMIT ?";
    }

    static List<Metadata> metadata(
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
        PreparedStatement select = statements.of("SELECT * FROM (" + METADATA_COLUMNS + "WHERE " + about
                + " AND type <> 'economic_indicator'" + newest
                + " UNION ALL SELECT * FROM (" + METADATA_COLUMNS + "WHERE partition = ?4"
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
                items.add((Metadata) metadataEntry(row).event());
            }
        }
        return items;
    }

    static List<Store.SymbolInfo> symbols(SqliteStatements statements) throws SQLException {
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

    private static void insertBars(SqliteStatements statements, List<Store.ClosedBar> bars) throws SQLException {
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

    private static void insertSymbols(SqliteStatements statements, List<Store.SymbolInfo> symbols) throws SQLException {
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

    private static void bindCandle(PreparedStatement insert, LogEntry entry, Candle candle) throws SQLException {
        insert.setInt(1, entry.partition());
        insert.setLong(2, candle.time());
        insert.setString(3, candle.symbol());
        insert.setLong(4, entry.seq());
        insert.setLong(5, entry.arrival());
        insert.setInt(6, entry.late() ? 1 : 0);
        insert.setDouble(7, candle.open());
        insert.setDouble(8, candle.high());
        insert.setDouble(9, candle.low());
        insert.setDouble(10, candle.close());
        insert.setDouble(11, candle.volume());
        insert.setInt(12, RowChecksum.of(entry, candle));
        insert.addBatch();
    }

    private static void bindMetadata(PreparedStatement insert, LogEntry entry, Metadata metadata) throws SQLException {
        insert.setInt(1, entry.partition());
        insert.setLong(2, entry.seq());
        insert.setString(3, metadata.type().label());
        insert.setString(4, metadata.subject());
        insert.setLong(5, metadata.time());
        insert.setLong(6, entry.arrival());
        insert.setInt(7, entry.late() ? 1 : 0);
        String side = metadata instanceof OrderBookEntry order ? order.side().label() : null;
        insert.setString(8, side);
        insert.setDouble(9, metadata.first());
        insert.setDouble(10, metadata.second());
        insert.setInt(
                11,
                new RowChecksum()
                        .add(entry.partition())
                        .add(entry.seq())
                        .add(entry.arrival())
                        .add(entry.late() ? 1L : 0L)
                        .add(metadata.type().label())
                        .add(metadata.subject())
                        .add(metadata.time())
                        .add(side)
                        .add(metadata.first())
                        .add(metadata.second())
                        .value());
        insert.addBatch();
    }

    private static void bindDecision(PreparedStatement insert, LogEntry entry, Decision decision) throws SQLException {
        insert.setInt(1, entry.partition());
        insert.setLong(2, entry.seq());
        insert.setString(3, decision.kind().label());
        insert.setString(4, decision.subject());
        insert.setLong(5, decision.time());
        insert.setLong(6, entry.arrival());
        insert.setString(7, decision.body());
        insert.setInt(
                8,
                new RowChecksum()
                        .add(entry.partition())
                        .add(entry.seq())
                        .add(entry.arrival())
                        .add(decision.kind().label())
                        .add(decision.subject())
                        .add(decision.time())
                        .add(decision.body())
                        .value());
        insert.addBatch();
    }

    private static PreparedStatement afterSeq(PreparedStatement select, int partition, long afterSeq, int limit)
            throws SQLException {
        select.setInt(1, partition);
        select.setLong(2, afterSeq);
        select.setInt(3, limit);
        return select;
    }

    private static List<LogEntry> journal(SqliteStatements statements, int partition, long afterSeq, int limit)
            throws SQLException {
        List<LogEntry> entries = new ArrayList<>();
        PreparedStatement select = statements.of(JOURNAL + "WHERE partition = ? AND seq > ? ORDER BY position LIMIT ?");
        try (ResultSet row = afterSeq(select, partition, afterSeq, limit).executeQuery()) {
            while (row.next()) {
                entries.add(candleEntry(row));
            }
        }
        return entries;
    }

    private static void addUnseen(PreparedStatement select, Set<Long> seqs, List<LogEntry> into) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                LogEntry entry = candleEntry(row);
                if (seqs.add(entry.seq())) {
                    into.add(entry);
                }
            }
        }
    }

    private static void findMetadata(SqliteStatements statements, int partition, Metadata metadata, List<LogEntry> into)
            throws SQLException {
        PreparedStatement select =
                statements.of(METADATA_COLUMNS + "WHERE partition = ? AND subject = ? AND type = ? AND time = ?");
        select.setInt(1, partition);
        select.setString(2, metadata.subject());
        select.setString(3, metadata.type().label());
        select.setLong(4, metadata.time());
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                into.add(metadataEntry(row));
            }
        }
    }

    /** Loaded candles are ordered as their generation placed them. */
    private static LogEntry inPlace(LogEntry entry, long generation) {
        return entry.seq() < generation
                ? new LogEntry(entry.partition(), generation, entry.arrival(), false, entry.event())
                : entry;
    }

    private static LogEntry candleEntry(ResultSet row) throws SQLException {
        try {
            return checkedCandle(row);
        } catch (IllegalArgumentException e) {
            throw RowChecksum.wrong("candle of partition " + row.getInt(1) + " at " + row.getLong(6));
        }
    }

    private static LogEntry checkedCandle(ResultSet row) throws SQLException {
        Candle candle = new Candle(
                row.getString(5),
                row.getLong(6),
                row.getDouble(7),
                row.getDouble(8),
                row.getDouble(9),
                row.getDouble(10),
                row.getDouble(11));
        LogEntry entry = new LogEntry(row.getInt(1), row.getLong(2), row.getLong(3), row.getInt(4) != 0, candle);
        if (RowChecksum.isWrong(row.getInt(12), RowChecksum.of(entry, candle))) {
            throw RowChecksum.wrong(
                    "candle of " + candle.symbol() + " at " + candle.time() + ", partition " + entry.partition());
        }
        return entry;
    }

    private static LogEntry decisionEntry(ResultSet row) throws SQLException {
        RowChecksum.require(row, 1, DECISION_KINDS, "decision");
        Decision decision = DecisionKind.of(row.getString(4)).read(row.getString(5), row.getLong(6), row.getString(7));
        return new LogEntry(row.getInt(1), row.getLong(2), row.getLong(3), false, decision);
    }

    private static LogEntry metadataEntry(ResultSet row) throws SQLException {
        RowChecksum.require(row, 1, METADATA_KINDS, "metadata");
        Metadata metadata = MetadataColumns.read(
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                row.getString(8),
                row.getDouble(9),
                row.getDouble(10));
        return new LogEntry(row.getInt(1), row.getLong(2), row.getLong(3), row.getInt(4) != 0, metadata);
    }
}
