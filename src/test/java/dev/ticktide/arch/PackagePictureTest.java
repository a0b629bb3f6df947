package dev.ticktide.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} and its picture are those of the code. */
class PackagePictureTest {

    private static final Path PICTURE = Path.of("docs/architecture.svg");
    private static final Path DOCUMENT = Path.of("docs/architecture.md");
    private static final Path SOURCES = Path.of("src/main/java/dev/ticktide");

    /** A row of the table of packages: its name, what it holds, what it uses. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| [^|]+ \\| ([^|]*) \\|$");

    private static final Pattern WAY = Pattern.compile("(?m)^### .*: (\\d+) files$");
    private static final Pattern FILE = Pattern.compile("`([\\w./-]+\\.(?:java|js))`");

    private static Map<String, Set<String>> uses = Map.of();

    @BeforeAll
    static void read() {
        uses = PackagePicture.dependencies();
    }

    @Test
    void thePictureIsThatOfTheCode() throws IOException {
        String drawn = new PackagePicture(uses).svg();
        if (Boolean.getBoolean("ticktide.draw")) {
            Files.writeString(PICTURE, drawn);
        }
        assertEquals(
                drawn,
                Files.readString(PICTURE),
                "the packages depend on each other in another way than drawn; draw " + PICTURE
                        + " again with ./ticktide test PackagePictureTest -Dticktide.draw=true, and look at it");
    }

    @Test
    void theTableNamesEveryPackageAndWhatItUses() throws IOException {
        Map<String, Set<String>> code = new TreeMap<>();
        uses.forEach((from, targets) -> {
            Set<String> others = code.computeIfAbsent(top(from), name -> new TreeSet<>());
            targets.stream()
                    .map(PackagePictureTest::top)
                    .filter(to -> !to.equals(top(from)))
                    .forEach(others::add);
        });
        if (Boolean.getBoolean("ticktide.draw")) {
            Files.writeString(DOCUMENT, ROW.matcher(Files.readString(DOCUMENT)).replaceAll(row -> {
                Set<String> others = code.getOrDefault(row.group(1), Set.of());
                String cell = others.isEmpty() ? "–" : "`" + String.join("`, `", others) + "`";
                return Matcher.quoteReplacement(row.group().substring(0, row.start(2) - row.start()) + cell + " |");
            }));
        }
        Map<String, Set<String>> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(DOCUMENT));
        while (row.find()) {
            Set<String> others =
                    new TreeSet<>(List.of(row.group(2).replace("`", "").split(", ")));
            others.remove("–");
            documented.put(row.group(1), others);
        }
        assertEquals(
                code,
                documented,
                "a row for each top package, with what it uses; -Dticktide.draw=true writes the last column");
    }

    @Test
    void everyFileOnAWayExistsAndIsCounted() throws IOException {
        String text = Files.readString(DOCUMENT);
        List<String> wrong = new ArrayList<>();
        Matcher way = WAY.matcher(text);
        int ways = 0;
        while (way.find()) {
            ways++;
            int end = text.indexOf("\n#", way.end());
            Set<String> files = new TreeSet<>();
            Matcher file = FILE.matcher(text.substring(way.end(), end < 0 ? text.length() : end));
            while (file.find()) {
                files.add(file.group(1));
            }
            for (String name : files) {
                if (!Files.exists(SOURCES.resolve(name)) && !Files.exists(Path.of(name))) {
                    wrong.add(name + " does not exist");
                }
            }
            if (files.size() != Integer.parseInt(way.group(1))) {
                wrong.add("\"" + way.group() + "\" names " + files.size());
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(3, ways);
    }

    private static String top(String name) {
        return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    }
}
