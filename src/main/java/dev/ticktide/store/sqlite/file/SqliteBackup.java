package dev.ticktide.store.sqlite.file;

import dev.ticktide.store.FileTrouble;
import dev.ticktide.store.SchemaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Copies a database file while others write to it, puts a copy in the place of a database that is not in use, and
 * reports what a file contains. Every method blocks, and fails with a {@link SchemaException} whose message is for
 * people.
 */
public final class SqliteBackup {

    private static final int BUSY_TIMEOUT_MILLIS = 30_000;

    private SqliteBackup() {}

    /**
     * What a database file holds.
     *
     * @param newest time of the newest candle, epoch microseconds; empty without candles
     */
    public record Contents(
            int partitions, long candles, long metadata, long signals, OptionalLong newest, long bytes) {}

    /**
     * Copies what has been committed until now, without blocking writers. The copy appears under its name when it is whole
     * and on the disk, readable by its owner only.
     *
     * @param overwrite whether {@code to} may exist
     */
    public static Contents backup(Path from, Path to, boolean overwrite) {
        requireFile(from, "there is no database");
        if (!overwrite && Files.exists(to)) {
            throw new SchemaException(to + " exists; choose another name, or replace it with --force");
        }
        Path part = PartFile.part(to);
        try {
            Files.deleteIfExists(part);
            PartFile.create(part);
            try (Connection connection = openShared(from);
                    Statement settings = connection.createStatement();
                    PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
                requireOurs(connection, from);
                // Applies to the copy: it can return free pages, even if an older version created the original.
                settings.execute("PRAGMA auto_vacuum = INCREMENTAL");
                copy.setString(1, part.toString());
                copy.execute();
            }
            Contents contents = check(part, false);
            PartFile.appear(part, to);
            return contents;
        } catch (SQLException e) {
            throw new SchemaException("the database " + from + " can't be copied: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new SchemaException(to + " can't be written: " + FileTrouble.reason(e), e);
        } finally {
            PartFile.remove(part);
        }
    }

    /**
     * Reads a database file and fails unless it is whole.
     *
     * @param thorough whether also every index is compared with its table, and no log misses an entry
     */
    public static Contents check(Path file, boolean thorough) {
        requireFile(file, "there is no backup");
        try (Connection connection = open(file);
                Statement statement = connection.createStatement()) {
            requireOurs(connection, file);
            String found = text(statement, thorough ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)");
            if (!"ok".equals(found)) {
                throw new SchemaException(file + " is damaged: " + found.replace('\n', ' '));
            }
            if (thorough) {
                requireGapless(statement, file);
            }
            long newest = number(
                    statement,
                    "SELECT MAX(time) FROM (SELECT MAX(time) AS time FROM candle"
                            + " UNION ALL SELECT MAX(time) FROM journal)");
            long candles = number(statement, "SELECT (SELECT COUNT(*) FROM candle) + (SELECT COUNT(*) FROM journal)");
            return new Contents(
                    (int) number(statement, "SELECT value FROM setting WHERE name = 'partitions'"),
                    candles,
                    number(statement, "SELECT COUNT(*) FROM metadata"),
                    number(statement, "SELECT COUNT(*) FROM signal"),
                    candles == 0 ? OptionalLong.empty() : OptionalLong.of(newest),
                    Files.size(file));
        } catch (SQLException e) {
            throw new SchemaException(file + " can't be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new SchemaException(file + " can't be read: " + FileTrouble.reason(e), e);
        }
    }

    /**
     * Copies a backup into the place of a database that is not in use, which the caller ensures. What was there is kept beside it.
     *
     * @param aside where the files of the old database go, with what follows the name of each
     */
    public static void restore(Path backup, Path to, Path aside) {
        Path part = PartFile.part(to);
        try {
            Files.deleteIfExists(part);
            PartFile.create(part);
            Files.copy(backup, part, StandardCopyOption.REPLACE_EXISTING);
            PartFile.restrict(part);
            // The old write-ahead log first: beside a new database it would be taken for its own.
            for (String suffix : List.of("-wal", "-shm", "")) {
                Path old = PartFile.sibling(to, suffix);
                if (Files.exists(old)) {
                    Files.move(old, PartFile.sibling(aside, suffix), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            PartFile.appear(part, to);
        } catch (IOException e) {
            throw new SchemaException(to + " can't be written: " + FileTrouble.reason(e), e);
        } finally {
            PartFile.remove(part);
        }
    }

    /** Whether there is something at a database's place that a restore would replace. */
    public static boolean isTaken(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            throw new SchemaException(file + " can't be read: " + FileTrouble.reason(e), e);
        }
    }

    private static void requireGapless(Statement statement, Path file) throws SQLException {
        List<String> wrong = new ArrayList<>();
        boolean hasBases = number(statement, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'log_base'") > 0;
        boolean hasDecisions = number(statement, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'decision'") > 0;
        try (ResultSet row = statement.executeQuery(
                "SELECT entry.partition, COUNT(*), COUNT(DISTINCT entry.seq), MAX(entry.seq), COALESCE(MAX(base.seq), 0)"
                        + " FROM (SELECT partition, seq FROM candle UNION ALL SELECT partition, seq FROM journal"
                        + " UNION ALL SELECT partition, seq FROM metadata"
                        + (hasDecisions ? " UNION ALL SELECT partition, seq FROM decision" : "") + ") AS entry"
                        + " LEFT JOIN " + (hasBases ? "log_base" : "(SELECT 0 AS partition, 0 AS seq WHERE FALSE)")
                        + " AS base ON base.partition = entry.partition"
                        + " WHERE entry.seq > COALESCE(base.seq, 0) GROUP BY entry.partition")) {
            while (row.next()) {
                long entries = row.getLong(2);
                long begin = row.getLong(5);
                if (entries != row.getLong(3) || entries != row.getLong(4) - begin) {
                    wrong.add("log " + row.getInt(1) + " has " + entries + " entries after number " + begin
                            + " up to number " + row.getLong(4));
                }
            }
        }
        if (!wrong.isEmpty()) {
            throw new SchemaException(file + " is not whole: " + String.join(", ", wrong));
        }
    }

    private static Connection open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    /** As one more of those who use it: without any, a database that was left with a write-ahead log has to be recovered first. */
    private static Connection openShared(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    private static void requireOurs(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long tables = number(
                    statement,
                    "SELECT COUNT(*) FROM sqlite_master WHERE name IN ('setting', 'partition_owner', 'candle')");
            if (tables != 3) {
                throw new SchemaException(file + " is not a database of Ticktide");
            }
            SqliteSchema.requireKnown((int) number(statement, "PRAGMA user_version"));
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        }
    }

    private static void requireFile(Path file, String otherwise) {
        if (!Files.isRegularFile(file)) {
            throw new SchemaException(otherwise + " at " + file);
        }
    }
}
