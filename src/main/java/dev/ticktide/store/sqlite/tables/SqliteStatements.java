package dev.ticktide.store.sqlite.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Prepared statements kept for the life of a connection, by their text. Confined to the connection's thread. */
public final class SqliteStatements {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /** @param connection whose statements they are; closing it closes them */
    public SqliteStatements(Connection connection) {
        this.connection = connection;
    }

    /**
     * A statement ready to bind. The same text is the same statement, so a result must be read before it is used again.
     */
    public PreparedStatement of(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Closes every statement, as after a failure; those wanted again are made anew. */
    public void forget() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                throw new IllegalStateException("closing a statement touches no database", e);
            }
        }
        prepared.clear();
    }
}
