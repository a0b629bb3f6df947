package dev.ticktide.store.sqlite;

import dev.ticktide.store.sqlite.tables.RowChecksum;
import dev.ticktide.store.sqlite.tables.SqliteEntries;
import dev.ticktide.store.sqlite.tables.SqliteHistory;
import dev.ticktide.store.sqlite.tables.SqliteMarketData;
import dev.ticktide.store.sqlite.tables.SqliteOutbox;
import dev.ticktide.store.sqlite.tables.SqliteSignals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A table whose rows have checksums, and how to walk it in the order of its key, a few thousand rows at a time. */
enum CheckedTable {
    CANDLE(
            "partition, seq, arrival, late, symbol, time, open, high, low, close, volume",
            SqliteEntries.CANDLE_KINDS,
            "partition",
            "time",
            "symbol"),
    JOURNAL(
            "partition, seq, arrival, late, symbol, time, open, high, low, close, volume",
            SqliteEntries.CANDLE_KINDS,
            "position"),
    METADATA(
            "partition, seq, arrival, late, type, subject, time, side, first, second",
            SqliteEntries.METADATA_KINDS,
            "partition",
            "seq"),
    DECISION("partition, seq, arrival, kind, subject, time, body", SqliteEntries.DECISION_KINDS, "partition", "seq"),
    BAR(
            "symbol, timeframe, time, open, high, low, close, volume, candles",
            SqliteMarketData.BAR_KINDS,
            "symbol",
            "timeframe",
            "time"),
    HISTORY_CANDLE("symbol, time, load, open, high, low, close, volume", SqliteHistory.KINDS, "symbol", "time", "load"),
    HISTORY_BAR(
            "(SELECT symbol FROM history_load WHERE id = load), timeframe, time, open, high, low, close, volume, candles",
            SqliteMarketData.BAR_KINDS,
            "load",
            "timeframe",
            "time"),
    SYMBOL("symbol, partition, name, sector", SqliteMarketData.SYMBOL_KINDS, "symbol"),
    SIGNAL(
            "id, partition, seq, symbol, timeframe, strategy, version, side, bar_time, generated_at, price, strength,"
                    + " explain, inputs",
            SqliteSignals.KINDS,
            "rowid"),
    SIGNAL_SCORE("signal_id, horizon_bars, symbol, side, forward_return", SqliteSignals.SCORE_KINDS, "rowid"),
    OUTBOX(
            "id, signal_id, symbol, side, channel, recipient, subject, text, created_at, signal_json",
            SqliteOutbox.KINDS,
            "rowid");

    private static final int WRONG_SHOWN = 20;

    private final String columns;
    private final String kinds;

    @SuppressWarnings("ImmutableEnumChecker") // List.of() is.
    private final List<String> key;

    CheckedTable(String columns, String kinds, String... key) {
        this.columns = columns;
        this.kinds = kinds;
        this.key = List.of(key);
    }

    String table() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * The result of a walk over a table so far.
     *
     * @param unchecked rows written by versions without checksums
     * @param wrong the first rows whose checksum is wrong, by their key
     * @param position the key of the last row, from which the walk continues; empty when it is over
     */
    record Walk(long rows, long unchecked, long wrongRows, List<String> wrong, List<Object> position) {

        static final Walk START = new Walk(0, 0, 0, List.of(), List.of());
    }

    /** Reads up to {@code limit} more rows, in a transaction of its own. */
    Walk step(Connection connection, Walk walk, int limit) throws SQLException {
        String order = String.join(", ", key);
        long rows = walk.rows;
        long unchecked = walk.unchecked;
        long wrongRows = walk.wrongRows;
        List<String> wrong = new ArrayList<>(walk.wrong);
        List<Object> position = List.of();
        try (PreparedStatement select = connection.prepareStatement(select(walk, limit))) {
            for (int i = 0; i < walk.position.size(); i++) {
                select.setObject(i + 1, walk.position.get(i));
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows++;
                    position = position(row);
                    int stored = row.getInt(kinds.length() + 1);
                    if (stored == 0) {
                        unchecked++;
                    } else if (RowChecksum.isWrong(stored, RowChecksum.of(row, 1, kinds))) {
                        wrongRows++;
                        if (wrong.size() < WRONG_SHOWN) {
                            wrong.add(order + " = " + position);
                        }
                    }
                }
            }
        }
        boolean over = rows - walk.rows < limit;
        return new Walk(rows, unchecked, wrongRows, List.copyOf(wrong), over ? List.of() : position);
    }

    private String select(Walk walk, int limit) {
        String order = String.join(", ", key);
        String after = walk.position.isEmpty()
                ? ""
                : " WHERE (" + order + ") > ("
                        + String.join(", ", key.stream().map(each -> "?").toList()) + ")";
        return "SELECT " + columns + ", crc, " + order + " FROM " + table() + after + " ORDER BY " + order + " LIMIT "
                + limit;
    }

    private List<Object> position(ResultSet row) throws SQLException {
        List<Object> position = new ArrayList<>(key.size());
        for (int i = 0; i < key.size(); i++) {
            Object value = row.getObject(kinds.length() + 2 + i);
            position.add(value == null ? "NULL" : value);
        }
        return List.copyOf(position);
    }
}
