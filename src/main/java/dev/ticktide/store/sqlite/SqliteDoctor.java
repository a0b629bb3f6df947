package dev.ticktide.store.sqlite;

import dev.ticktide.store.SchemaException;
import dev.ticktide.store.sqlite.file.SqliteConnections;
import dev.ticktide.store.sqlite.file.SqliteFiles;
import dev.ticktide.store.sqlite.file.SqliteSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Examines a whole database file and changes nothing: which tables are right, which are damaged, what to do. Blocks;
 * may take minutes.
 */
public final class SqliteDoctor {

    private static final int MESSAGES = 50;
    private static final int ROWS_AT_ONCE = 5_000;
    private static final Set<CheckedTable> LOG = EnumSet.of(
            CheckedTable.CANDLE,
            CheckedTable.JOURNAL,
            CheckedTable.METADATA,
            CheckedTable.DECISION,
            CheckedTable.HISTORY_CANDLE);
    private static final Pattern TREE = Pattern.compile("^(Tree|Page|On tree page) (\\d+)\\b");

    private final List<String> lines = new ArrayList<>();
    private final Path file;
    private boolean whole = true;
    private boolean logWhole = true;

    private SqliteDoctor(Path file) {
        this.file = file;
    }

    /**
     * What an examination found.
     *
     * @param whole whether nothing is wrong
     * @param lines for people, the last ones saying what to do
     */
    public record Report(boolean whole, List<String> lines) {}

    /** Examines a file that others may be using. Never fails: what goes wrong is in the report. */
    public static Report examine(Path where) {
        SqliteDoctor doctor = new SqliteDoctor(where.toAbsolutePath().normalize());
        doctor.examine();
        return new Report(doctor.whole, List.copyOf(doctor.lines));
    }

    private void examine() {
        lines.add("store      " + file);
        try {
            if (!SqliteFiles.requireOurs(file)) {
                wrong("there is no such file; a start would make a new, empty one");
                return;
            }
            Path log = SqliteFiles.log(file);
            lines.add("size       " + Files.size(file) + " bytes"
                    + (Files.exists(log) ? ", and " + Files.size(log) + " in " + log.getFileName() : ""));
            try (Connection connection = new SqliteConnections(file).looking()) {
                SqliteSchema.requireOurs(connection);
                structure(connection);
                rows(connection);
                gaps(connection);
            }
        } catch (SchemaException | IOException e) {
            wrong(String.valueOf(e.getMessage()));
            return;
        } catch (SQLException e) {
            logWhole = false;
            wrong("it can't be read: " + e.getMessage());
        }
        advise();
    }

    private void structure(Connection connection) throws SQLException {
        try {
            List<String> messages = SqliteCheck.messages(connection, "PRAGMA integrity_check(" + MESSAGES + ")");
            lines.add("structure  " + (messages.isEmpty() ? "whole" : messages.size() + " findings"));
            Map<Integer, String> trees = messages.isEmpty() ? Map.of() : trees(connection);
            for (String message : messages) {
                wrong(named(message, trees));
                // What is wrong with the pages of the log may hide rows, so that their number proves nothing.
                logWhole &= !concernsLog(named(message, trees));
            }
        } catch (SQLException e) {
            logWhole = false;
            wrong("its structure can't be read: " + e.getMessage());
        }
    }

    private static Map<Integer, String> trees(Connection connection) throws SQLException {
        Map<Integer, String> trees = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT rootpage, type || ' ' || name FROM sqlite_schema WHERE rootpage > 0")) {
            while (row.next()) {
                trees.put(row.getInt(1), row.getString(2));
            }
        }
        return trees;
    }

    /** SQLite names a table or index by the number of its first page. */
    private static String named(String message, Map<Integer, String> trees) {
        Matcher tree = TREE.matcher(message);
        String name = tree.find() ? trees.get(Integer.parseInt(tree.group(2))) : null;
        return name == null ? message : name + ": " + message;
    }

    private static boolean concernsLog(String message) {
        return LOG.stream().anyMatch(table -> message.contains(table.table())) || !message.contains("table ");
    }

    private void rows(Connection connection) {
        for (CheckedTable table : CheckedTable.values()) {
            CheckedTable.Walk walk = CheckedTable.Walk.START;
            String unreadable = "";
            try {
                do {
                    walk = table.step(connection, walk, ROWS_AT_ONCE);
                } while (!walk.position().isEmpty());
            } catch (SQLException e) {
                unreadable = "; what comes after "
                        + (walk.position().isEmpty() ? "its beginning" : "the row " + walk.position())
                        + " can't be read: " + e.getMessage();
            }
            String line = String.format("%-13s %,d rows", table.table(), walk.rows())
                    + (walk.unchecked() > 0
                            ? String.format(", %,d of them of before there were checksums", walk.unchecked())
                            : "")
                    + (walk.wrongRows() > 0 ? String.format(", %,d with a wrong checksum", walk.wrongRows()) : "")
                    + unreadable;
            lines.add("rows       " + line);
            if (walk.wrongRows() > 0 || !unreadable.isEmpty()) {
                whole = false;
                logWhole &= !LOG.contains(table);
                walk.wrong().forEach(row -> lines.add("  DAMAGED  " + table.table() + ": " + row));
            }
        }
    }

    private void gaps(Connection connection) {
        // What is older than the base of its log is removed, or is about to be.
        String sql = "SELECT entry.partition, COUNT(*), MIN(entry.seq), MAX(entry.seq) FROM (SELECT partition, seq FROM"
                + " candle UNION ALL SELECT partition, seq FROM journal UNION ALL SELECT partition, seq FROM metadata"
                + " UNION ALL SELECT partition, seq FROM decision) AS entry LEFT JOIN log_base AS base ON base.partition = entry.partition"
                + " WHERE entry.seq > COALESCE(base.seq, 0) GROUP BY entry.partition";
        int partitions = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                partitions++;
                long missing = row.getLong(4) - row.getLong(3) + 1 - row.getLong(2);
                if (missing != 0) {
                    logWhole = false;
                    wrong("partition " + row.getInt(1) + ": " + Math.abs(missing)
                            + (missing > 0 ? " rows are missing" : " rows are too many") + " between seq "
                            + row.getLong(3) + " and " + row.getLong(4));
                }
            }
            lines.add("sequence   of " + partitions + " partitions looked at");
        } catch (SQLException e) {
            logWhole = false;
            wrong("the sequence of the log can't be read: " + e.getMessage());
        }
    }

    private void wrong(String what) {
        whole = false;
        lines.add("  DAMAGED  " + what);
    }

    private void advise() {
        if (whole) {
            lines.add("The stored data is whole.");
            return;
        }
        lines.add("The stored data is damaged. Ticktide takes nothing more into it.");
        if (logWhole) {
            lines.add(
                    "All candles and metadata are whole: only rows computed from them, or unrelated rows, are damaged.");
        } else {
            lines.add("Candles or metadata are among what is damaged.");
        }
        lines.add("What to do:");
        lines.add("  1. Stop Ticktide and copy " + file.getFileName() + ", " + file.getFileName() + "-wal and "
                + file.getFileName() + "-shm away, as they are.");
        lines.add("  2. Look for the cause: the disk (dmesg, smartctl), or a program that wrote to the file.");
        lines.add("  3. With a backup: ./ticktide restore FILE --verify, and send again what came after it.");
        lines.add("  4. Without one: sqlite3 " + file.getFileName() + " .recover | sqlite3 recovered.db saves the rows"
                + " that can be read; ./ticktide doctor --store --data recovered.db says which are right.");
    }
}
