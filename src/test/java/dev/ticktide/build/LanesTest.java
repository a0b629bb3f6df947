package dev.ticktide.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lanes of {@code ./ticktide test}: quick leaves out what browser and faults run, and each test belongs to a lane. */
class LanesTest {

    /** Surefire takes {@code .*} at the end of a pattern for a file's ending, so each has to end in a name. */
    private static final Pattern CLASSES = Pattern.compile("'(!?)dev\\.ticktide\\.(\\w+)\\.\\*Test'");

    private static final Path TESTS = Path.of("src/test/java/dev/ticktide");

    @Test
    void quickLeavesOutWhatTheOthersRun() throws IOException {
        Set<String> leftOut = new TreeSet<>();
        Set<String> run = new TreeSet<>();
        List<String> unreadable = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("ticktide"))) {
            if (line.contains("lanes+=('")) {
                Matcher matcher = CLASSES.matcher(line);
                int found = 0;
                for (; matcher.find(); found++) {
                    (matcher.group(1).isEmpty() ? run : leftOut).add(matcher.group(2));
                }
                if (found != line.split("'dev|'!dev", -1).length - 1) {
                    unreadable.add(line.strip());
                }
            }
        }
        assertEquals(List.of(), unreadable, "patterns that do not end in *Test");
        assertEquals(run, leftOut);
        assertEquals(Set.of("crash", "deploy", "flow"), run);
    }

    @Test
    void everyTestOfThoseLanesIsNamedAsTheirPatternsSay() throws IOException {
        List<String> misnamed = new ArrayList<>();
        for (String lane : List.of("crash", "deploy", "flow")) {
            try (Stream<Path> files = Files.walk(TESTS.resolve(lane))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = Files.readString(file);
                    boolean hasTests = text.contains("@Test\n") || text.contains("@ParameterizedTest");
                    boolean isBase = text.contains("abstract class ");
                    if (hasTests && !isBase && !file.toString().endsWith("Test.java")) {
                        misnamed.add(file.toString());
                    }
                }
            }
        }
        assertEquals(List.of(), misnamed);
        assertTrue(Files.exists(TESTS.resolve("flow")));
    }
}
