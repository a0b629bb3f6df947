package dev.ticktide.store.sqlite.tables;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Decision;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes an append. Candles are written to the journal first, whose rows are moved to the candle table from time to
 * time.
 */
public final class SqliteAppend {

    private static final String INSERT_CANDLE =
            "INSERT INTO journal (partition, time, symbol, seq, arrival, late, open, high, low, close, volume, crc)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_METADATA =
            "INSERT INTO metadata (partition, seq, type, subject, time, arrival, late, side, first, second, crc)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_DECISION =
            "INSERT INTO decision (partition, seq, kind, subject, time, arrival, body, crc)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    private SqliteAppend() {}

    /** Returns the number of candles, which are in the journal now. */
    public static int append(SqliteStatements statements, Store.Append append) throws SQLException {
        int candles = insertEntries(statements, append.entries());
        SqliteMarketData.insertBars(statements, append.bars());
        SqliteCheckpoints.insert(statements, append.checkpoints());
        SqliteMarketData.insertSymbols(statements, append.newSymbols());
        SqliteSignals.insert(statements, append.raised());
        for (Store.Generation generation : append.generations()) {
            SqliteHistory.change(statements, generation);
        }
        return candles;
    }

    private static int insertEntries(SqliteStatements statements, List<LogEntry> entries) throws SQLException {
        PreparedStatement candles = statements.of(INSERT_CANDLE);
        PreparedStatement metadata = statements.of(INSERT_METADATA);
        PreparedStatement decisions = statements.of(INSERT_DECISION);
        int candleCount = 0;
        int metadataCount = 0;
        int decisionCount = 0;
        for (LogEntry entry : entries) {
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
        executeUnlessEmpty(candles, candleCount);
        executeUnlessEmpty(metadata, metadataCount);
        executeUnlessEmpty(decisions, decisionCount);
        return candleCount;
    }

    private static void executeUnlessEmpty(PreparedStatement batch, int rows) throws SQLException {
        if (rows > 0) {
            batch.executeBatch();
        }
    }

    /** Moves the journal to the candle table. Sorted, so that each page is written once. */
    public static void moveJournal(SqliteStatements statements) throws SQLException {
        statements
                .of("INSERT INTO candle (partition, time, symbol, seq, arrival, late, open, high, low, close, volume,"
                        + " crc) SELECT partition, time, symbol, seq, arrival, late, open, high, low, close, volume, crc"
                        + " FROM journal ORDER BY partition, time, symbol")
                .executeUpdate();
        statements.of("DELETE FROM journal").executeUpdate();
    }

    /** How many candles wait in the journal. */
    public static int journalRows(SqliteStatements statements) throws SQLException {
        try (ResultSet row = statements.of("SELECT COUNT(*) FROM journal").executeQuery()) {
            return row.getInt(1);
        }
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
}
