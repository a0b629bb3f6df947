package dev.ticktide.formula.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files in the formula language: their texts by their names without the ending, in the order of the names. Thread-safe. */
public final class TideFiles {

    /** What the name of such a file ends with. */
    public static final String ENDING = ".tide";

    private TideFiles() {}

    /**
     * Those beside this class, in its folder or its jar: a jar need not have an entry for a folder, so the class loader cannot
     * list it. Fails with {@link UncheckedIOException} if they cannot be read.
     */
    public static SortedMap<String, String> inJar(String folder) {
        try {
            URI place = TideFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            if (Files.isDirectory(Path.of(place))) {
                return in(Path.of(place).resolve(folder));
            }
            try (FileSystem jar = FileSystems.newFileSystem(Path.of(place))) {
                return in(jar.getPath(folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those of a folder; none if there is no such folder. Fails with {@link IOException} if one cannot be read as UTF-8. */
    public static SortedMap<String, String> in(Path folder) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return texts;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(ENDING)).toList()) {
                String name = String.valueOf(file.getFileName());
                texts.put(name.substring(0, name.length() - ENDING.length()), Files.readString(file));
            }
        }
        return texts;
    }
}
