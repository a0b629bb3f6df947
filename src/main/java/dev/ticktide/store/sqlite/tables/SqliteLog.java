package dev.ticktide.store.sqlite.tables;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.log.LogEntry;
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

/** Entries of the log, by seq or by the identity of their events. */
public final class SqliteLog {

    private SqliteLog() {}

    /** As {@link dev.ticktide.store.Store#find}. */
    public static List<LogEntry> find(
            SqliteStatements statements, int partition, Collection<? extends MarketEvent> events) throws SQLException {
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
        findCandles(statements, partition, wanted, found);
        findCorrections(statements, partition, wanted, found);
        return found;
    }

    private static void findCandles(
            SqliteStatements statements, int partition, Map<String, Set<Long>> wanted, List<LogEntry> found)
            throws SQLException {
        // The journal first: what moves between the two reads is seen twice, never missed.
        Set<Long> seqs = new HashSet<>();
        for (LogEntry entry : journal(statements, partition, 0, Integer.MAX_VALUE)) {
            if (wanted.getOrDefault(entry.event().subject(), Set.of())
                    .contains(entry.event().time())) {
                found.add(entry);
                seqs.add(entry.seq());
            }
        }
        PreparedStatement select =
                statements.of(SqliteEntries.CANDLES + "WHERE partition = ? AND symbol = ? AND time = ?");
        for (Map.Entry<String, Set<Long>> symbol : wanted.entrySet()) {
            for (long time : symbol.getValue()) {
                select.setInt(1, partition);
                select.setString(2, symbol.getKey());
                select.setLong(3, time);
                addUnseen(select, seqs, found);
            }
            SqliteHistory.find(statements, partition, symbol.getKey(), symbol.getValue(), found);
        }
    }

    private static void findMetadata(SqliteStatements statements, int partition, Metadata metadata, List<LogEntry> into)
            throws SQLException {
        PreparedStatement select = statements.of(
                SqliteEntries.METADATA_COLUMNS + "WHERE partition = ? AND subject = ? AND type = ? AND time = ?");
        select.setInt(1, partition);
        select.setString(2, metadata.subject());
        select.setString(3, metadata.type().label());
        select.setLong(4, metadata.time());
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                into.add(SqliteEntries.metadataEntry(row));
            }
        }
    }

    /** By ranges of time: there are few corrections, so a look at the index is enough for most symbols. */
    private static void findCorrections(
            SqliteStatements statements, int partition, Map<String, Set<Long>> wanted, List<LogEntry> into)
            throws SQLException {
        PreparedStatement select = statements.of(SqliteEntries.DECISIONS
                + "WHERE kind = 'correction' AND subject = ? AND time >= ? AND time <= ? AND partition = ?"
                + " ORDER BY seq");
        for (Map.Entry<String, Set<Long>> symbol : wanted.entrySet()) {
            select.setString(1, symbol.getKey());
            select.setLong(2, Collections.min(symbol.getValue()));
            select.setLong(3, Collections.max(symbol.getValue()));
            select.setInt(4, partition);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    LogEntry entry = SqliteEntries.decisionEntry(row);
                    if (symbol.getValue().contains(entry.event().time())) {
                        into.add(entry);
                    }
                }
            }
        }
    }

    /** As {@link dev.ticktide.store.Store#corrections}. */
    public static List<Candle> corrections(
            SqliteStatements statements, int partition, String symbol, long from, long to, long beforeSeq)
            throws SQLException {
        PreparedStatement select = statements.of(SqliteEntries.DECISIONS
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
                candles.add(((Correction) SqliteEntries.decisionEntry(row).event()).candle());
            }
        }
        return candles;
    }

    /**
     * As {@link dev.ticktide.store.Store#tail}. Each source is read to the same limit and merged: at worst a few rows
     * are read that the next call reads again. Fails as damaged if an entry is missing.
     */
    public static List<LogEntry> tail(SqliteStatements statements, int partition, long afterSeq, int limit)
            throws SQLException {
        List<LogEntry> entries = journal(statements, partition, afterSeq, limit);
        Set<Long> seqs = new HashSet<>();
        entries.forEach(entry -> seqs.add(entry.seq()));
        String rest = "WHERE partition = ? AND seq > ? ORDER BY seq LIMIT ?";
        addUnseen(afterSeq(statements.of(SqliteEntries.CANDLES + rest), partition, afterSeq, limit), seqs, entries);
        try (ResultSet row = afterSeq(statements.of(SqliteEntries.METADATA_COLUMNS + rest), partition, afterSeq, limit)
                .executeQuery()) {
            while (row.next()) {
                entries.add(SqliteEntries.metadataEntry(row));
            }
        }
        try (ResultSet row = afterSeq(statements.of(SqliteEntries.DECISIONS + rest), partition, afterSeq, limit)
                .executeQuery()) {
            while (row.next()) {
                entries.add(SqliteEntries.decisionEntry(row));
            }
        }
        entries.sort((a, b) -> Long.compare(a.seq(), b.seq()));
        List<LogEntry> first = entries.size() > limit ? new ArrayList<>(entries.subList(0, limit)) : entries;
        requireWithoutGap(statements, partition, first);
        return first;
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
        PreparedStatement select =
                statements.of(SqliteEntries.JOURNAL + "WHERE partition = ? AND seq > ? ORDER BY position LIMIT ?");
        try (ResultSet row = afterSeq(select, partition, afterSeq, limit).executeQuery()) {
            while (row.next()) {
                entries.add(SqliteEntries.candleEntry(row));
            }
        }
        return entries;
    }

    private static void addUnseen(PreparedStatement select, Set<Long> seqs, List<LogEntry> into) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                LogEntry entry = SqliteEntries.candleEntry(row);
                if (seqs.add(entry.seq())) {
                    into.add(entry);
                }
            }
        }
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

    /** Retention removes rows table by table: up to this entry some may be missing. */
    private static long removedUpTo(SqliteStatements statements, int partition) throws SQLException {
        PreparedStatement select = statements.of("SELECT COALESCE(MAX(seq), 0) FROM log_base WHERE partition = ?");
        select.setInt(1, partition);
        try (ResultSet row = select.executeQuery()) {
            return row.getLong(1);
        }
    }
}
