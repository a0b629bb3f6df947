package dev.ticktide.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program's own sources in a checkout: Java of {@code src/main/java}, and the page of {@code webroot} without its libraries. */
record Sources(List<Source> files) {

    /** One file: its path below the checkout with {@code /} between the parts, and its lines. */
    record Source(String path, List<String> lines) {

        boolean isJava() {
            return path.endsWith(".java");
        }
    }

    static Sources of(Path checkout) throws IOException {
        List<Source> files = new ArrayList<>();
        for (String root : List.of("src/main/java", "webroot")) {
            Path folder = checkout.resolve(root);
            if (Files.isDirectory(folder)) {
                try (var paths = Files.walk(folder)) {
                    paths.filter(Sources::isOwnCode)
                            .sorted()
                            .forEach(path -> files.add(new Source(
                                    checkout.relativize(path).toString().replace('\\', '/'), readLines(path))));
                }
            }
        }
        return new Sources(files);
    }

    List<Source> java() {
        return files.stream().filter(Source::isJava).toList();
    }

    List<Source> page() {
        return files.stream().filter(file -> !file.isJava()).toList();
    }

    /** All but style sheets, in which a media query and a selector can't share what they declare. */
    List<Source> scripts() {
        return files.stream().filter(file -> !file.path().endsWith(".css")).toList();
    }

    private static boolean isOwnCode(Path path) {
        String text = path.toString().replace('\\', '/');
        return text.matches(".*\\.(java|js|css)") && !text.contains("/node_modules/") && !text.contains("/vendor/");
    }

    private static List<String> readLines(Path path) {
        try {
            return Files.readAllLines(path, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
