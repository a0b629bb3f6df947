package dev.ticktide.store.sqlite.file;

import dev.ticktide.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the stored data is damaged, and remembers it: by what others report, and by looking four times a second whether the
 * files are still the ones that were opened. Thread-safe. What was found stays found until the process ends.
 */
public final class SqliteGuard {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteGuard.class);
    private static final int LOOK_MILLIS = 250;

    /**
     * Open headers by file, for as long as any store of this process has the file open: the system ends all locks that a process
     * has on a file when it closes that file once, SQLite's too.
     */
    private static final Map<Path, Header> HEADERS = new HashMap<>();

    private static final class Header {
        private final FileChannel channel;
        private int users;

        Header(FileChannel channel) {
            this.channel = channel;
        }
    }

    private final Path file;
    private final Path log;
    private final FileChannel header;
    private final Thread thread;
    private final Map<Path, Object> keys = new HashMap<>();
    private volatile @Nullable String damage;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile Runnable suspicion = () -> {};
    private long size;
    private int changeCounter;
    private int oddLooks;

    private SqliteGuard(Path file, FileChannel header) {
        this.file = file;
        this.log = SqliteFiles.log(file);
        this.header = header;
        this.thread = new Thread(this::loop, "ticktide-store-guard");
        thread.setDaemon(true);
    }

    /** Whether a store of this process has the file open already. */
    public static boolean isOpen(Path file) {
        synchronized (HEADERS) {
            return HEADERS.containsKey(file);
        }
    }

    /** To be called before SQLite opens the file. */
    public static SqliteGuard of(Path file) throws IOException {
        synchronized (HEADERS) {
            Header header = HEADERS.get(file);
            if (header == null) {
                header = new Header(FileChannel.open(file, StandardOpenOption.READ));
                HEADERS.put(file, header);
            }
            header.users++;
            return new SqliteGuard(file, header.channel);
        }
    }

    /**
     * Begins to look, once SQLite has made the files that belong to the database.
     *
     * @param suspicion run when the file has become smaller than its own header says
     */
    public void begin(Runnable suspicion) {
        this.suspicion = suspicion;
        look();
        thread.start();
    }

    /** What was found, for operators; {@code null} while nothing was. */
    @Nullable
    public String damage() {
        return damage;
    }

    /** The refusal of everything while the data is damaged; {@code null} while it is not. */
    @Nullable
    public StoreException refusal() {
        String now = damage;
        return now == null ? null : new StoreException(StoreException.Kind.DAMAGED, now);
    }

    /**
     * Reports damage; only the first report counts.
     *
     * @param what was found, for operators
     */
    public void report(String what) {
        synchronized (this) {
            if (damage != null) {
                return;
            }
            damage = what;
        }
        LOG.error(
                "The stored data is damaged: {}. Nothing more is stored; stop Ticktide and ask ./ticktide doctor --store"
                        + " what is whole",
                what);
    }

    /** Reports {@code failure} if it means damage. */
    public void note(Throwable failure) {
        if (failure instanceof StoreException store && store.kind() == StoreException.Kind.DAMAGED) {
            report(String.valueOf(store.getMessage()));
        }
    }

    /** Whether the files that were written to are those that a restart would open. A few microseconds. */
    public boolean filesAreThere() {
        if (damage == null) {
            sameFile(file);
            sameFile(log);
        }
        return damage == null;
    }

    /** To be called before SQLite closes the file, which deletes the files beside it. */
    public void stopLooking() {
        closing = true;
        closed.countDown();
    }

    /** To be called after SQLite has closed the file. */
    public void close() {
        stopLooking();
        synchronized (HEADERS) {
            Header shared = HEADERS.get(file);
            if (shared != null && --shared.users == 0) {
                HEADERS.remove(file);
                try {
                    shared.channel.close();
                } catch (IOException e) {
                    LOG.debug("Closing {}", file, e);
                }
            }
        }
    }

    private void loop() {
        try {
            while (damage == null && !closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        sameFile(file);
        sameFile(log);
        sameFile(SqliteFiles.index(file));
        if (closing || damage != null) {
            return;
        }
        try {
            SqliteFiles.Header now = SqliteFiles.header(header);
            long sizeNow = header.size();
            if (sizeNow == 0) {
                report("the file " + file + " was emptied");
            } else if (!now.isSqlite() || now.changeCounter() - changeCounter < 0) {
                // Once may be a write that is under way.
                if (++oddLooks > 1) {
                    report("the file " + file + " was overwritten with something else");
                }
            } else {
                oddLooks = 0;
                changeCounter = now.changeCounter();
            }
            if (sizeNow < size && sizeNow < now.bytes()) {
                suspicion.run();
            }
            size = sizeNow;
        } catch (IOException e) {
            LOG.debug("Looking at {} failed", file, e);
        }
    }

    private void sameFile(Path path) {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            synchronized (keys) {
                Object known = key == null ? null : keys.putIfAbsent(path, key);
                if (known != null && !known.equals(key) && !closing) {
                    report("the file " + path + " was replaced by another one");
                }
            }
        } catch (NoSuchFileException e) {
            synchronized (keys) {
                if (keys.containsKey(path) && !closing) {
                    report("the file " + path + " was deleted");
                }
            }
        } catch (IOException e) {
            LOG.debug("Looking at {} failed", path, e);
        }
    }
}
