package dev.ticktide.store.sqlite.tables;

import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Rows of indicators' states. */
public final class SqliteCheckpoints {

    private static final String INSERT = "INSERT INTO checkpoint (symbol, timeframe, time, seq, bars, body)"
            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (symbol, timeframe, time)"
            + " DO UPDATE SET seq = excluded.seq, bars = excluded.bars, body = excluded.body"
            + " WHERE excluded.seq >= checkpoint.seq";
    private static final String NEWEST = "SELECT time, seq, bars, body FROM checkpoint"
            + " WHERE symbol = ?1 AND timeframe = ?2 AND time < ?3 AND seq >"
            + " COALESCE((SELECT MAX(generation) FROM history_load WHERE symbol = ?1), 0) ORDER BY time DESC LIMIT 1";

    private SqliteCheckpoints() {}

    /** One of a bar that has one takes its place, unless that is of a later entry. */
    public static void insert(SqliteStatements statements, List<Store.Checkpoint> checkpoints) throws SQLException {
        if (checkpoints.isEmpty()) {
            return;
        }
        PreparedStatement insert = statements.of(INSERT);
        for (Store.Checkpoint checkpoint : checkpoints) {
            insert.setString(1, checkpoint.symbol());
            insert.setString(2, checkpoint.timeframe().name());
            insert.setLong(3, checkpoint.time());
            insert.setLong(4, checkpoint.seq());
            insert.setLong(5, checkpoint.bars());
            insert.setBytes(6, checkpoint.body());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    /** As {@link Store#checkpoint}. */
    public static Optional<Store.Checkpoint> newest(
            SqliteStatements statements, String symbol, Timeframe timeframe, long before) throws SQLException {
        PreparedStatement select = statements.of(NEWEST);
        select.setString(1, symbol);
        select.setString(2, timeframe.name());
        select.setLong(3, before);
        try (ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new Store.Checkpoint(
                            symbol, timeframe, row.getLong(1), row.getLong(2), row.getLong(3), row.getBytes(4)))
                    : Optional.empty();
        }
    }
}
