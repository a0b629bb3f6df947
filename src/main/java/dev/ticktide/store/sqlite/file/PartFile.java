package dev.ticktide.store.sqlite.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that is written under another name and gets its own when it is whole and on the disk, readable by its owner only. */
final class PartFile {

    private PartFile() {}

    static Path part(Path file) {
        return sibling(file, ".part");
    }

    static Path sibling(Path file, String suffix) {
        return file.toAbsolutePath().resolveSibling(file.getFileName() + suffix);
    }

    static void create(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file);
        restrict(file);
    }

    static void restrict(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** On the disk first, then under its name. */
    static void appear(Path part, Path file) throws IOException {
        sync(part, StandardOpenOption.WRITE);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            sync(folder, StandardOpenOption.READ);
        }
    }

    private static void sync(Path place, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(place, how)) {
            channel.force(true);
        }
    }

    static void remove(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            part.toFile().deleteOnExit();
        }
    }
}
