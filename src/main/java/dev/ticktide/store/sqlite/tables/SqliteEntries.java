package dev.ticktide.store.sqlite.tables;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Decision;
import dev.ticktide.market.DecisionKind;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.MetadataColumns;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Rows of candles, metadata and decisions as entries of the log. */
public final class SqliteEntries {

    private static final String CANDLE_FIELDS =
            "SELECT partition, seq, arrival, late, symbol, time, open, high, low, close, volume, crc FROM ";
    static final String CANDLES = CANDLE_FIELDS + "candle ";
    static final String JOURNAL = CANDLE_FIELDS + "journal ";
    static final String METADATA_COLUMNS =
            "SELECT partition, seq, arrival, late, type, subject, time, side, first, second, crc FROM metadata ";
    static final String DECISIONS = "SELECT partition, seq, arrival, kind, subject, time, body, crc FROM decision ";

    /** The kinds of the columns of metadata, for {@link RowChecksum}. */
    public static final String METADATA_KINDS = "iiiittitrr";

    /** The kinds of the columns of a candle. */
    public static final String CANDLE_KINDS = "iiiitirrrrr";

    /** The kinds of the columns of a decision. */
    public static final String DECISION_KINDS = "iiittit";

    private SqliteEntries() {}

    static LogEntry candleEntry(ResultSet row) throws SQLException {
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

    static LogEntry decisionEntry(ResultSet row) throws SQLException {
        RowChecksum.require(row, 1, DECISION_KINDS, "decision");
        Decision decision = DecisionKind.of(row.getString(4)).read(row.getString(5), row.getLong(6), row.getString(7));
        return new LogEntry(row.getInt(1), row.getLong(2), row.getLong(3), false, decision);
    }

    static LogEntry metadataEntry(ResultSet row) throws SQLException {
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
