package dev.ticktide.store.sqlite;

import dev.ticktide.store.sqlite.tables.SqliteStatements;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends the writer's transactions, and keeps the owners in step with them. Confined to the writer's thread. */
final class SqliteTransaction {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteTransaction.class);

    /** Spoken by hand: the driver's own transactions begin the next one, with its write lock, as soon as one ends. */
    private static final String BEGIN = "BEGIN IMMEDIATE";

    private static final String COMMIT = "COMMIT";
    private static final String ROLLBACK = "ROLLBACK";

    private final Connection connection;
    private final SqliteStatements statements;
    private final SqliteOwners owners;

    SqliteTransaction(Connection connection, SqliteStatements statements, SqliteOwners owners) {
        this.connection = connection;
        this.statements = statements;
        this.owners = owners;
    }

    void begin() throws SQLException {
        statements.of(BEGIN).execute();
        owners.refresh();
    }

    void commit() throws SQLException {
        statements.of(COMMIT).execute();
    }

    void rollback() {
        owners.forget();
        // The driver closes a statement that fails for want of space, and leaves it to us to find that out.
        statements.forget();
        try {
            if (!connection.isClosed()) {
                statements.of(ROLLBACK).execute();
            }
        } catch (SQLException e) {
            // SQLite rolls back by itself after some failures, and then has nothing left to roll back.
            LOG.debug("Rolling back: {}", e.getMessage());
        }
    }
}
