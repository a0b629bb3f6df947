package dev.ticktide.store.sqlite.file;

import dev.ticktide.store.FileTrouble;
import dev.ticktide.store.SchemaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database's files and their folder: their permissions, and whether the file is one of Ticktide's. Blocks. */
public final class SqliteFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteFiles.class);

    static final int HEADER_BYTES = 100;

    /** As {@code migrations/sqlite} set it: "tick". */
    static final int APPLICATION = 0x7469636b;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int PAGE_SIZE_AT = 16;
    private static final int COUNTER_AT = 24;
    private static final int PAGES_AT = 28;
    private static final int APPLICATION_AT = 68;
    private static final Set<PosixFilePermission> OWNERS = EnumSet.copyOf(PosixFilePermissions.fromString("rwx------"));

    private SqliteFiles() {}

    /**
     * The header of a database file, as far as it says whose it is.
     *
     * @param bytes how long the file should be at least
     */
    record Header(boolean isSqlite, int application, int changeCounter, long bytes) {

        static Header of(ByteBuffer bytes) {
            if (bytes.limit() < HEADER_BYTES) {
                return new Header(false, 0, 0, 0);
            }
            for (int i = 0; i < MAGIC.length; i++) {
                if (bytes.get(i) != MAGIC[i]) {
                    return new Header(false, 0, 0, 0);
                }
            }
            // The value 1 means 65,536.
            long pageSize = bytes.getShort(PAGE_SIZE_AT) == 1 ? 65_536 : bytes.getShort(PAGE_SIZE_AT) & 0xffff;
            return new Header(
                    true, bytes.getInt(APPLICATION_AT), bytes.getInt(COUNTER_AT), pageSize * bytes.getInt(PAGES_AT));
        }
    }

    /** The write-ahead log of a database file. */
    public static Path log(Path file) {
        return beside(file, "-wal");
    }

    static Path index(Path file) {
        return beside(file, "-shm");
    }

    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /**
     * Refuses what can't be this program's data, before SQLite touches it.
     *
     * @return whether there is a file
     */
    public static boolean requireOurs(Path file) {
        try {
            if (!Files.exists(file)) {
                requireNoLog(file);
                return false;
            }
            if (Files.isDirectory(file)) {
                throw new SchemaException("the database " + file + " is a folder; set store.path to a file, such as "
                        + file + "/ticktide.db");
            }
            if (Files.size(file) == 0) {
                throw new SchemaException("the database " + file + " is empty (0 bytes), so what was in it is lost;"
                        + " restore a backup, or delete the file to begin anew");
            }
            requireOurs(file, header(file));
            return true;
        } catch (IOException e) {
            throw new SchemaException("the database " + file + " can't be read: " + FileTrouble.reason(e), e);
        }
    }

    private static void requireNoLog(Path file) throws IOException {
        Path log = log(file);
        if (Files.exists(log) && Files.size(log) > 0) {
            throw new SchemaException("the database " + file + " is gone, but " + log + " beside it still holds "
                    + Files.size(log) + " bytes of it; put the file back or restore a backup, or move "
                    + log.getFileName() + " away to begin anew");
        }
    }

    private static void requireOurs(Path file, Header header) {
        if (!header.isSqlite) {
            throw new SchemaException("the file " + file + " is no database of Ticktide (it does not begin as one);"
                    + " set store.path to another place, or restore a backup if it once was one");
        }
        if (header.application != APPLICATION && header.application != 0) {
            throw new SchemaException("the file " + file + " is the database of another program (application id "
                    + header.application + "); set store.path to another place");
        }
    }

    private static Header header(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return header(channel);
        }
    }

    static Header header(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES);
        channel.read(bytes, 0);
        return Header.of(bytes.flip());
    }

    /** Creates the folder for its owner only; restricts an existing one if it contains only files of Ticktide. */
    public static void protectFolder(Path file) {
        Path folder = folder(file);
        try {
            if (Files.notExists(folder)) {
                Path parent = folder.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                if (isPosix(folder)) {
                    Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNERS));
                } else {
                    Files.createDirectory(folder);
                }
            }
        } catch (IOException e) {
            throw new SchemaException(
                    "the data folder " + folder + " can't be made; set store.path to a writable place", e);
        }
        if (holdsOnly(folder, file)) {
            tighten(folder);
        }
    }

    /** Makes an empty file that only its owner may read; SQLite makes those beside it alike. */
    static void create(Path file) throws IOException {
        if (isPosix(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    /** Takes from everybody but its owner the right to read what is stored. */
    public static void protectFiles(Path file) {
        for (Path each : List.of(file, log(file), index(file), beside(file, ".lock"))) {
            if (Files.exists(each)) {
                tighten(each);
            }
        }
    }

    private static boolean holdsOnly(Path folder, Path file) {
        String name = file.getFileName().toString();
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.allMatch(entry -> entry.getFileName().toString().startsWith(name));
        } catch (IOException e) {
            LOG.debug("Looking into {} failed", folder, e);
            return false;
        }
    }

    private static void tighten(Path path) {
        try {
            if (!isPosix(path)) {
                return;
            }
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
            Set<PosixFilePermission> narrow = EnumSet.noneOf(PosixFilePermission.class);
            now.stream().filter(OWNERS::contains).forEach(narrow::add);
            if (!narrow.equals(now)) {
                Files.setPosixFilePermissions(path, narrow);
                if (Files.isRegularFile(path) && Files.size(path) == 0) {
                    return;
                }
                LOG.info(
                        "{} could be read by others ({}); now it is its owner's only ({})",
                        path,
                        PosixFilePermissions.toString(now),
                        PosixFilePermissions.toString(narrow));
            }
        } catch (IOException e) {
            LOG.warn("{} may be read by others; its rights can't be changed: {}", path, e.toString());
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new SchemaException("the database can't be " + file + "; set store.path to a file in a folder");
        }
        return folder;
    }
}
