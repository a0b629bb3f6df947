package dev.ticktide.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No library that was resolved, for the program, its tests or the page, is older than what closes a hole that is known. */
class KnownHolesTest {

    private static final Path FLOORS = Path.of("src/test/resources/security/floors.csv");
    private static final Pattern JAR =
            Pattern.compile("(?<group>[a-z0-9_/.-]+)/(?<artifact>[^/]+)/(?<version>[^/]+)/\\k<artifact>-[^/]+\\.jar$");
    private static final Pattern BANNED = Pattern.compile("<exclude>([^:<]+:[^:<]+):\\(,([^)]+)\\)</exclude>");

    private record Floor(String registry, String library, String least, String closes) {}

    @Test
    void everyJarIsAtOrAboveItsFloors() throws IOException {
        Map<String, List<String>> jars = jars(System.getProperty("java.class.path"));
        assertTrue(jars.size() > 50, () -> "the jars of the class path are recognised: " + jars);
        assertNone(below(floors(), "maven", jars));
    }

    @Test
    void everyLibraryOfThePageIsAtOrAboveItsFloors() throws IOException {
        assertNone(below(floors(), "npm", locked(Path.of("webroot/package-lock.json"))));
        assertNone(below(floors(), "npm", locked(Path.of("package-lock.json"))));
    }

    /** So that a floor does not outlive what it was for, and a misspelt one does not go unnoticed. */
    @Test
    void everyFloorIsOfALibraryInUse() throws IOException {
        Map<String, List<String>> used = new TreeMap<>(jars(System.getProperty("java.class.path")));
        used.putAll(locked(Path.of("webroot/package-lock.json")));
        floors().forEach(floor -> assertTrue(used.containsKey(floor.library), () -> floor.library + " is not in use"));
    }

    /** The enforcer's list stops also a build that runs no tests. */
    @Test
    void mavenItselfRefusesTheSame() throws IOException {
        Map<String, String> banned = new TreeMap<>();
        BANNED.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .forEach(found -> banned.put(found.group(1), found.group(2)));
        Map<String, String> highest = new TreeMap<>();
        floors().stream()
                .filter(floor -> floor.registry.equals("maven"))
                .forEach(floor -> highest.merge(floor.library, floor.least, (a, b) -> compare(a, b) >= 0 ? a : b));
        assertEquals(highest, banned, "the floors in pom.xml and in " + FLOORS);
    }

    @Test
    void aVersionBelowAFloorIsNamedWithWhatIsOpen() {
        List<Floor> floors =
                List.of(new Floor("maven", "a:b", "1.10.0", "CVE-1"), new Floor("npm", "c", "2.0.2", "CVE-2"));
        assertEquals(
                List.of("a:b 1.9.9 is below 1.10.0, which closes CVE-1"),
                below(floors, "maven", Map.of("a:b", List.of("1.9.9", "1.10.0"), "c", List.of("1"))));
        assertEquals(List.of(), below(floors, "npm", Map.of("c", List.of("2.0.2", "10.0"))));
    }

    @Test
    void versionsAreComparedByTheirNumbers() {
        assertTrue(compare("4.2.18.Final", "4.2.9.Final") > 0);
        assertTrue(compare("3.54.1.0", "3.41.2.2") > 0);
        assertTrue(compare("2.0", "2.0.1") < 0);
        assertTrue(compare("2.15.0-rc1", "2.15.0") < 0, "a candidate is older than what it is one for");
        assertEquals(0, compare("1.5.36", "1.5.36"));
    }

    private static void assertNone(List<String> below) {
        assertTrue(below.isEmpty(), () -> String.join("\n", below) + "\ndocs/security.md says what to do");
    }

    private static List<String> below(List<Floor> floors, String registry, Map<String, List<String>> used) {
        List<String> below = new ArrayList<>();
        for (Floor floor : floors) {
            for (String version : used.getOrDefault(floor.library, List.of())) {
                if (floor.registry.equals(registry) && compare(version, floor.least) < 0) {
                    below.add(floor.library + " " + version + " is below " + floor.least + ", which closes "
                            + floor.closes);
                }
            }
        }
        return below;
    }

    private static List<Floor> floors() throws IOException {
        try (Stream<String> lines = Files.lines(FLOORS)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(",", 4))
                    .map(cells -> new Floor(cells[0], cells[1], cells[2], cells[3]))
                    .toList();
        }
    }

    /** By the place in Maven's repository, which is made of group, artifact and version. */
    private static Map<String, List<String>> jars(String classPath) {
        Map<String, List<String>> jars = new TreeMap<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            Matcher jar = JAR.matcher(entry.replace(File.separatorChar, '/').replaceFirst(".*/repository/", ""));
            if (jar.find()) {
                String library = jar.group("group").replace('/', '.') + ":" + jar.group("artifact");
                jars.computeIfAbsent(library, any -> new ArrayList<>()).add(jar.group("version"));
            }
        }
        return jars;
    }

    private static Map<String, List<String>> locked(Path lock) throws IOException {
        Map<String, List<String>> locked = new TreeMap<>();
        JsonNode packages = new ObjectMapper().readTree(lock.toFile()).path("packages");
        packages.properties().forEach(each -> {
            String name = each.getKey().replaceFirst(".*node_modules/", "");
            locked.computeIfAbsent(name, any -> new ArrayList<>())
                    .add(each.getValue().path("version").asText());
        });
        assertFalse(locked.isEmpty());
        return locked;
    }

    private static int compare(String a, String b) {
        String[] one = a.split("[.-]");
        String[] other = b.split("[.-]");
        for (int i = 0; i < Math.max(one.length, other.length); i++) {
            int difference = Long.compare(number(one, i), number(other, i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /** What follows the numbers of a version, other than "Final", makes it an earlier one. */
    private static long number(String[] parts, int i) {
        if (i >= parts.length) {
            return 0;
        }
        return parts[i].matches("[0-9]+") ? Long.parseLong(parts[i]) : parts[i].equals("Final") ? 0 : -1;
    }
}
