package dev.ticktide.store.sqlite;

import dev.ticktide.store.sqlite.tables.SqliteAppend;
import dev.ticktide.store.sqlite.tables.SqliteStatements;
import java.sql.SQLException;

/** How many candles are in the journal, and when they are to be moved to their table. Confined to the writing thread. */
final class SqliteJournal {

    /** Enough that each page of the candle table gets many rows at once, few enough that commits wait some milliseconds. */
    private static final int MOVE_ROWS = 4_096;

    private static final long MOVE_AGAIN_NANOS = 5_000_000_000L;

    private final SqliteStatements statements;
    private int rows;
    private long notBefore;

    /** @param now as for the other methods: nanoseconds of the stopwatch */
    SqliteJournal(SqliteStatements statements, long now) throws SQLException {
        this.statements = statements;
        this.notBefore = now;
        this.rows = SqliteAppend.journalRows(statements);
    }

    boolean isEmpty() {
        return rows == 0;
    }

    void added(int candles) {
        rows += candles;
    }

    /** @param idle whether no write waits */
    boolean isDue(boolean idle, long now) {
        return (rows >= MOVE_ROWS || (idle && rows > 0)) && now - notBefore >= 0;
    }

    /** Moves all rows in a transaction of their own; if that fails, it is not due for some seconds. */
    void move(SqliteTransaction transaction, long now) throws SQLException {
        try {
            transaction.begin();
            SqliteAppend.moveJournal(statements);
            transaction.commit();
            rows = 0;
        } catch (SQLException e) {
            transaction.rollback();
            notBefore = now + MOVE_AGAIN_NANOS;
            throw e;
        }
    }
}
