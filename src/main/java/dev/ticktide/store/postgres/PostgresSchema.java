package dev.ticktide.store.postgres;

import dev.ticktide.store.Migrations;
import dev.ticktide.store.SchemaException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * Brings a database to this program's schema by the numbered scripts under {@code migrations/postgres}, all in one
 * transaction, or refuses it. The version is in the table {@code setting}.
 */
final class PostgresSchema {

    /** Any number that no other program's advisory lock has. */
    private static final long LOCK = 0x7469636b74696465L;

    private PostgresSchema() {}

    /** Migrates and returns the number of partitions, which is fixed when the tables are created. */
    static Future<Integer> prepare(SqlConnection connection, int partitions) {
        return connection
                // A second process waits, however long the migration of the first one takes.
                .query("BEGIN; SET LOCAL lock_timeout = 0")
                .execute()
                .compose(begun -> connection
                        .query("SELECT pg_advisory_xact_lock(" + LOCK + ")")
                        .execute())
                .compose(locked -> version(connection))
                .compose(version -> migrate(connection, version))
                .compose(migrated -> fixedPartitions(connection, partitions))
                .compose(fixed -> connection.query("COMMIT").execute().map(committed -> fixed));
    }

    private static Future<Integer> version(SqlConnection connection) {
        return connection
                .query("SELECT to_regclass('setting') IS NULL")
                .execute()
                .compose(rows -> rows.iterator().next().getBoolean(0)
                        ? Future.succeededFuture(0)
                        : connection
                                .query("SELECT value FROM setting WHERE name = 'schema_version'")
                                .execute()
                                .map(PostgresSchema::known));
    }

    private static int known(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw new SchemaException("the database has a table \"setting\" without a schema version, so it is not"
                    + " Ticktide's; use a database of its own for Ticktide");
        }
        int version = Integer.parseInt(rows.iterator().next().getString(0));
        if (version < 1 || version > Migrations.ALL.size()) {
            throw new SchemaException("the data has schema version " + version + ", this program knows 1 to "
                    + Migrations.ALL.size() + "; start it with another Ticktide or another database");
        }
        return version;
    }

    private static Future<?> migrate(SqlConnection connection, int version) {
        if (version == Migrations.ALL.size()) {
            return Future.succeededFuture();
        }
        Future<?> done = Future.succeededFuture();
        for (String script : Migrations.ALL.subList(version, Migrations.ALL.size())) {
            done = done.compose(previous ->
                    connection.query(Migrations.read("postgres/" + script)).execute());
        }
        return done.compose(migrated -> connection
                .query("INSERT INTO setting (name, value) VALUES ('schema_version', '" + Migrations.ALL.size() + "')"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value")
                .execute());
    }

    private static Future<Integer> fixedPartitions(SqlConnection connection, int wanted) {
        return connection
                .preparedQuery("INSERT INTO setting (name, value) VALUES ('partitions', $1) ON CONFLICT DO NOTHING")
                .execute(Tuple.of(Integer.toString(wanted)))
                .compose(there -> connection
                        .query("SELECT value FROM setting WHERE name = 'partitions'")
                        .execute())
                .map(rows -> Integer.parseInt(rows.iterator().next().getString(0)));
    }
}
