package dev.ticktide.store.sqlite.file;

import dev.ticktide.store.Migrations;
import dev.ticktide.store.SchemaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/**
 * Brings a database file to this program's schema by the numbered scripts under {@code migrations/sqlite}, each in a
 * transaction of its own, or refuses it. The version is in {@code PRAGMA user_version}.
 */
public final class SqliteSchema {

    private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");

    private SqliteSchema() {}

    /** Makes a database if there is no file, and refuses a file that is not this program's. */
    public static void makeUnlessOurs(SqliteConnections connections, Path file, int wantedPartitions)
            throws SQLException, IOException {
        if (!SqliteFiles.requireOurs(file)) {
            make(file, wantedPartitions);
            return;
        }
        try (Connection looking = connections.looking()) {
            requireOurs(looking);
        } catch (SchemaException e) {
            throw new SchemaException("the file " + file + " is no database of Ticktide: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a new database under another name first, so that a file of this name is never an empty or half-made one.
     */
    static void make(Path file, int partitions) throws SQLException, IOException {
        Path beginning = SqliteFiles.beside(file, ".new");
        Files.deleteIfExists(beginning);
        Files.deleteIfExists(SqliteFiles.log(beginning));
        Files.deleteIfExists(SqliteFiles.index(beginning));
        SqliteFiles.create(beginning);
        try (Connection connection = new SqliteConnections(beginning).writer()) {
            prepare(connection, partitions);
        }
        Files.move(beginning, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(SqliteFiles.folder(file), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Migrates and returns the number of partitions, which is fixed when the file is made. */
    public static int prepare(Connection connection, int partitions) throws SQLException {
        int version = version(connection);
        requireKnown(version);
        connection.setAutoCommit(false);
        try {
            for (int next = version; next < Migrations.ALL.size(); next++) {
                migrate(connection, next);
            }
            return fixedPartitions(connection, partitions);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Fails if a newer program wrote the data. */
    static void requireKnown(int version) {
        if (version > Migrations.ALL.size()) {
            throw new SchemaException("the data has schema version " + version + ", this program knows up to "
                    + Migrations.ALL.size() + "; start it with a newer Ticktide or another data folder");
        }
    }

    private static void migrate(Connection connection, int index) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String script = COMMENT.matcher(Migrations.read("sqlite/" + Migrations.ALL.get(index)))
                    .replaceAll("");
            for (String sql : script.split(";")) {
                if (!sql.isBlank()) {
                    statement.executeUpdate(sql);
                }
            }
            statement.executeUpdate("PRAGMA user_version = " + (index + 1));
        }
        connection.commit();
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    /** Refuses a database of another program, given by a connection that changes nothing. */
    public static void requireOurs(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT COUNT(*), COALESCE(SUM(name = 'partition_owner'), 0) FROM sqlite_schema")) {
            if (row.getInt(1) > 0 && row.getInt(2) == 0) {
                throw new SchemaException("it holds tables of another program; set store.path to another place");
            }
        }
    }

    private static int fixedPartitions(Connection connection, int wanted) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO setting (name, value) VALUES ('partitions', '" + wanted + "') ON CONFLICT DO NOTHING");
            connection.commit();
            try (ResultSet row = statement.executeQuery("SELECT value FROM setting WHERE name = 'partitions'")) {
                return Integer.parseInt(row.getString(1));
            }
        }
    }
}
