package dev.ticktide.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Prepared statements kept for the life of a connection, by their text. Confined to the connection's thread. */
final class SqliteStatements {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    SqliteStatements(Connection connection) {
        this.connection = connection;
    }

    PreparedStatement of(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Forgets rows added but not executed, as after a failure. */
    void clearBatches() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.clearBatch();
            } catch (SQLException e) {
                throw new IllegalStateException("clearing a batch touches no database", e);
            }
        }
    }
}
