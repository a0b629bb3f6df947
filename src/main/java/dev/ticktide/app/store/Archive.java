package dev.ticktide.app.store;

import dev.ticktide.app.config.ConfigException;
import dev.ticktide.store.StoreConfig;
import dev.ticktide.store.sqlite.file.SqliteBackup;
import dev.ticktide.store.sqlite.file.SqliteBackup.Contents;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code ticktide backup} and {@code ticktide restore} do. Fails with a message for people. */
public final class Archive {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final StoreConfig store;

    /** @param store which data */
    public Archive(StoreConfig store) {
        this.store = store;
    }

    /** Returns the report for the user. */
    public String backup(Path to, boolean overwrite) {
        requireFile("pg_dump --format=custom --no-owner --file=" + to + " " + store.url());
        Path from = Path.of(store.path()).toAbsolutePath();
        return "backed up " + from + " to " + to + ": " + summary(SqliteBackup.backup(from, to, overwrite));
    }

    /**
     * As above.
     *
     * @param thorough whether the backup is looked through from end to end first
     * @param overwrite whether data that are there may be put aside
     */
    @SuppressWarnings("try") // The lock is held rather than used.
    public String restore(Path from, boolean thorough, boolean overwrite) {
        requireFile(
                "pg_restore --clean --if-exists --no-owner --single-transaction --dbname=" + store.url() + " " + from);
        Path to = Path.of(store.path()).toAbsolutePath();
        Contents contents = SqliteBackup.check(from, thorough);
        try (FileLock lock = Stores.lockAlone(to)) {
            boolean taken = SqliteBackup.isTaken(to);
            if (taken && !overwrite) {
                throw new ConfigException("there are data at " + to + "; name another place with --data, or move them"
                        + " aside with --force");
            }
            Path aside = to.resolveSibling(to.getFileName() + ".before-" + NAME.format(Instant.now()));
            SqliteBackup.restore(from, to, aside);
            return "restored " + to + " from " + from + ": " + summary(contents)
                    + (thorough ? "; every page, index and log is whole" : "")
                    + (taken ? "; what was there is now " + aside : "");
        } catch (java.io.IOException e) {
            throw new ConfigException("the lock beside " + to + " can't be given back: " + e.getMessage());
        }
    }

    private void requireFile(String otherwise) {
        @Nullable String url = store.url();
        if (url != null) {
            throw new ConfigException(
                    "the data are in PostgreSQL (store.url), whose own tools do this, also while Ticktide" + " runs: "
                            + otherwise);
        }
    }

    private static String summary(Contents contents) {
        return String.format(
                Locale.ROOT,
                "%d partitions, %,d candles%s, %,d metadata, %,d signals, %,d bytes",
                contents.partitions(),
                contents.candles(),
                contents.newest().isPresent()
                        ? ", the newest of "
                                + Instant.EPOCH.plus(
                                        contents.newest().getAsLong(), java.time.temporal.ChronoUnit.MICROS)
                        : "",
                contents.metadata(),
                contents.signals(),
                contents.bytes());
    }
}
