package dev.ticktide.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.Lanes;
import dev.ticktide.testing.Lanes.Lane;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The lanes of {@code ./ticktide test}, as JUnit selects them: each test is in one, and without a lane all of them run. */
class LanesTest {

    private static final Set<Path> CLASSES = Set.of(Path.of("target/test-classes"));

    /** What the launcher looks for before it calls Maven. */
    private static final List<String> PROGRAMS = List.of(
            "mvn", "npm", "python3", "chromium", "flake8", "black", "haproxy", "faketime", "iptables", "tc", "ip");

    @TempDir
    Path programs;

    @Test
    void eachTestIsInOneLane() {
        Set<String> all = found("");
        Set<String> inLanes = new TreeSet<>();
        for (Lane lane : Lane.values()) {
            Set<String> some = found(lane.label());
            assertFalse(some.isEmpty(), lane::label);
            some.forEach(test -> assertTrue(inLanes.add(test), () -> "in two lanes: " + test));
        }
        assertEquals(all, inLanes);
    }

    @Test
    void lanesAreAddedAndNoneIsMadeUp() {
        Set<String> both = found("quick");
        both.addAll(found("faults"));
        assertEquals(both, found("quick,faults"));
        assertThrows(IllegalArgumentException.class, () -> new Lanes("fast"));
    }

    /** Surefire runs no other classes than those whose name ends in Test, and none within another. */
    @Test
    void surefireFindsEveryClass() {
        for (String test : found("")) {
            assertTrue(test.matches("\\[engine:[^/]*/\\[class:[\\w.]*Test]/.*"), test);
        }
        List<Class<?>> filters = ServiceLoader.load(PostDiscoveryFilter.class).stream()
                .<Class<?>>map(ServiceLoader.Provider::type)
                .toList();
        assertEquals(List.of(Lanes.class), filters);
    }

    /** One run of Surefire takes what has the tag, the other what does not have it. */
    @Test
    void whatRunsAloneIsTheRestOfWhatRunsTwoAtATime() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertEquals(2, pom.split("[gG]roups>alone</", -1).length - 1);
        assertTrue(pom.contains("<groups>alone</groups>") && pom.contains("<excludedGroups>alone</excludedGroups>"));
    }

    @Test
    void theLauncherNamesTheLanesToMaven() throws Exception {
        assertEquals("-B verify", maven());
        assertEquals("-B verify -Dticktide.lanes=quick", maven("quick"));
        assertEquals("-B verify -Dticktide.lanes=slow,faults -Dscripts.skip=true", maven("slow", "faults"));
        assertEquals(
                "-B verify -Dtest=LanesTest -Dsurefire.failIfNoSpecifiedTests=false -Dscripts.skip=true",
                maven("LanesTest"));
        assertTrue(maven("quick", "LanesTest").contains("lanes or classes, not both"));
        for (Lane lane : Lane.values()) {
            assertTrue(maven("--help").contains("\n  " + lane.label() + " "), lane::label);
        }
    }

    /** What the launcher calls Maven with, or says. */
    private String maven(String... words) throws IOException, InterruptedException {
        for (String program : PROGRAMS) {
            Path file = Files.writeString(programs.resolve(program), "#!/bin/sh\necho \"$@\"\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<String> line = new ArrayList<>(List.of("./ticktide", "test"));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + File.pathSeparator + path);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text.strip();
    }

    /** The ids of the tests in some lanes. */
    private static Set<String> found(String lanes) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClasspathRoots(CLASSES))
                .filters(new Lanes(lanes))
                .build();
        // Without the filter of the run that this test is part of.
        LauncherConfig config = LauncherConfig.builder()
                .enablePostDiscoveryFilterAutoRegistration(false)
                .build();
        TestPlan plan = LauncherFactory.create(config).discover(request);
        Set<String> tests = new TreeSet<>();
        for (TestIdentifier root : plan.getRoots()) {
            for (TestIdentifier test : plan.getDescendants(root)) {
                if (plan.getChildren(test).isEmpty()) {
                    tests.add(test.getUniqueId());
                }
            }
        }
        return tests;
    }
}
