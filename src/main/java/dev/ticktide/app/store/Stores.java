package dev.ticktide.app.store;

import dev.ticktide.store.SchemaException;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreConfig;
import dev.ticktide.store.postgres.PostgresStore;
import dev.ticktide.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the store that the settings name: a PostgreSQL database, or else a file, which one process alone may use or the nodes
 * of one cluster together.
 */
public final class Stores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

    /** Bytes of the lock file: whose hold is on them says who uses the data, and who is just opening them. */
    private static final long USING = 0;

    private static final long OPENING = 1;

    private final Store store;
    private final @Nullable FileLock lock;

    private Stores(Store store, @Nullable FileLock lock) {
        this.store = store;
        this.lock = lock;
    }

    /** @param shared whether other nodes of a cluster on this machine use the same file */
    static Stores open(StoreConfig config, boolean shared) {
        String url = config.url();
        if (url != null) {
            return new Stores(
                    PostgresStore.open(url, config.password(), config.partitions(), config.requireSyncReplica()), null);
        }
        Path file = Path.of(config.path()).toAbsolutePath();
        FileLock lock = lock(file, shared);
        return new Stores(sqlite(file, config.partitions(), lock, shared), lock);
    }

    /** The open store. */
    public Store store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
        try {
            if (lock != null) {
                lock.release();
            }
        } catch (IOException e) {
            LOG.debug("The lock goes with the process", e);
        }
    }

    /** Keeps every Ticktide from a file's data until it is released; fails if one uses them. */
    static FileLock lockAlone(Path file) {
        return lock(file, false);
    }

    /**
     * Taken before the data is touched, so that a second start leaves it alone. The operating system ends the lock with the
     * process, however it ends.
     */
    private static FileLock lock(Path file, boolean shared) {
        Path place = lockFile(file);
        SqliteStore.makeFolder(file);
        FileLock lock;
        try {
            lock = FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)
                    .tryLock(USING, 1, shared);
        } catch (IOException e) {
            throw new SchemaException(
                    "the lock file " + place + " can't be made; set store.path to a writable place", e);
        }
        if (lock == null) {
            throw new SchemaException(
                    shared
                            ? "a Ticktide that runs alone uses " + file + "; stop it and start it again with --cluster"
                            : "another Ticktide uses " + file + "; stop it or use another --data for this one");
        }
        return lock;
    }

    private static Path lockFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    /** One node after the other: the first makes the tables, and two that make them at once would disturb each other. */
    private static Store sqlite(Path file, int partitions, FileLock lock, boolean shared) {
        try (FileLock opening = lock.channel().lock(OPENING, 1, false)) {
            LOG.debug("Opening {} under {}", file, opening);
            return SqliteStore.open(file, partitions);
        } catch (IOException e) {
            throw new SchemaException("the lock file " + lockFile(file) + " can't be used: " + e.getMessage(), e);
        } catch (SchemaException e) {
            if (!shared) {
                forget(file, lock, e);
            }
            throw e;
        }
    }

    /** Not ours: no trace of the attempt stays beside it. */
    private static void forget(Path file, FileLock lock, SchemaException failure) {
        try {
            Files.deleteIfExists(lockFile(file));
            lock.release();
        } catch (IOException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }
}
