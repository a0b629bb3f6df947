package dev.ticktide.testing;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Runs the lanes that {@code -Dticktide.lanes=quick,faults} names, and every test where it names none. JUnit finds this class
 * itself; it creates it in each JVM that looks for tests.
 */
public final class Lanes implements PostDiscoveryFilter {

    /** Part of the tests. Each test is in one of them. */
    public enum Lane {
        /** All that is in no other lane. */
        QUICK,
        /** Classes tagged {@code slow}: they take seconds however fast the code under test is. */
        SLOW,
        /** The whole program, most of it in a browser. */
        BROWSER,
        /** Processes that die, networks, disks and databases that fail. */
        FAULTS;

        /** The lane of a test method. */
        public static Lane of(TestDescriptor test) {
            String name = className(test);
            if (name.startsWith("dev.ticktide.flow.")) {
                return BROWSER;
            }
            if (name.startsWith("dev.ticktide.crash.") || name.startsWith("dev.ticktide.deploy.")) {
                return FAULTS;
            }
            return test.getTags().contains(TestTag.create("slow")) ? SLOW : QUICK;
        }

        /** As one writes it in a command. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Set<Lane> lanes;

    /** Of this run. */
    public Lanes() {
        this(System.getProperty("ticktide.lanes", ""));
    }

    /**
     * @param names labels with commas between them; empty for all lanes
     * @throws IllegalArgumentException if there is no such lane
     */
    public Lanes(String names) {
        lanes = names.isEmpty()
                ? EnumSet.allOf(Lane.class)
                : Arrays.stream(names.split(",", -1))
                        .map(name -> Lane.valueOf(name.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Lane.class)));
    }

    @Override
    public FilterResult apply(TestDescriptor test) {
        return FilterResult.includedIf(test.isRoot() || lanes.contains(Lane.of(test)));
    }

    /** The full name of the outermost class of a test. */
    public static String className(TestDescriptor test) {
        return test.getUniqueId().getSegments().get(1).getValue();
    }
}
