package dev.ticktide.store.sqlite.file;

import dev.ticktide.store.SchemaException;
import dev.ticktide.store.StoreException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Opens connections with the settings that durability depends on, and says what an error means. */
public final class SqliteConnections {

    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /** Pages in the write-ahead log after which a commit copies them into the database. */
    public static final int CHECKPOINT_PAGES = 4_000;

    private static final int CACHE_KIB = 32 * 1024;

    private final String url;
    private final File database;
    private final File log;

    /** @throws SchemaException if the folder or the file is not writable */
    public SqliteConnections(Path file) {
        this.url = "jdbc:sqlite:" + file.toAbsolutePath();
        this.database = file.toAbsolutePath().toFile();
        this.log = new File(file.toAbsolutePath() + "-wal");
        requireWritable(file);
    }

    /** FULL, because in WAL mode anything less lets a power cut take back a commit that was answered. */
    public Connection writer() throws SQLException {
        SQLiteConfig config = common();
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        makeShrinkable();
        // Pages that change in every commit are copied back once in a while rather than every few megabytes.
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
        return config.createConnection(url);
    }

    /** Lets a new file return free pages to the file system; SQLite accepts this only while the file is empty. */
    private void makeShrinkable() throws SQLException {
        if (database.length() > 0) {
            return;
        }
        try (Connection connection = new SQLiteConfig().createConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
        }
    }

    /** A connection that only reads, for use beside the writer. */
    public Connection reader() throws SQLException {
        SQLiteConfig config = common();
        config.setReadOnly(true);
        return config.createConnection(url);
    }

    /** A connection that changes nothing, not even the journal mode of a file that may not be ours. */
    public Connection looking() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        return config.createConnection(url);
    }

    /**
     * Whether the disk has room for a copy of the write-ahead log into the database. Without it a checkpoint fills the
     * disk, can't finish and frees nothing.
     */
    public boolean hasRoomForCheckpoint() {
        return log.getParentFile().getUsableSpace() >= log.length();
    }

    /** The bytes that have to be free for {@link #hasRoomForCheckpoint}. */
    public long checkpointBytes() {
        return log.length();
    }

    /** What a failure before a commit means: nothing was written. */
    public static StoreException explain(SQLException e) {
        return explain(e, false);
    }

    /**
     * What a failure means for the caller of the store.
     *
     * @param committing whether it was the commit itself that failed: an I/O error there leaves open what the disk
     *     holds
     */
    public static StoreException explain(SQLException e, boolean committing) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
        if (code == SQLiteErrorCode.SQLITE_FULL) {
            return new StoreException(StoreException.Kind.FULL, "no space left for the database", e);
        }
        if (meansDamage(code)) {
            return new StoreException(StoreException.Kind.DAMAGED, "SQLite says " + e.getMessage(), e);
        }
        if (committing && code.name().startsWith("SQLITE_IOERR")) {
            return new StoreException(StoreException.Kind.UNKNOWN, "the disk failed during a commit: " + code, e);
        }
        return new StoreException(StoreException.Kind.UNAVAILABLE, "the database failed: " + code, e);
    }

    private static boolean meansDamage(SQLiteErrorCode code) {
        return code.name().startsWith("SQLITE_CORRUPT")
                || code == SQLiteErrorCode.SQLITE_NOTADB
                || code == SQLiteErrorCode.SQLITE_READONLY_DBMOVED
                || code == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ;
    }

    private static SQLiteConfig common() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        config.setJournalSizeLimit(64 * 1024 * 1024);
        config.setGetGeneratedKeys(false);
        return config;
    }

    private static void requireWritable(Path file) {
        Path folder = SqliteFiles.folder(file);
        SqliteFiles.protectFolder(file);
        if (!Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
            throw new SchemaException(
                    "the data folder " + folder + " is not writable; set store.path to a writable place");
        }
    }
}
