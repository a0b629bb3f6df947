package dev.ticktide.app;

import dev.ticktide.app.config.ConfigException;
import dev.ticktide.formula.NearestName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the launcher does itself in a source checkout, here for the help and so that a wrong option is refused. */
final class SourceCommands {

    private SourceCommands() {}

    private static int elsewhere(String command) {
        throw new ConfigException("./ticktide " + command + " works in a folder with Ticktide's sources only;"
                + " this program has none");
    }

    /** All tests, by Maven. */
    @SuppressWarnings("UnusedVariable") // The launcher, which has the sources, reads the options.
    @Command(
            name = "test",
            description =
                    "Set up what the tests need (a Chromium) and run all of them, or those named; needs the sources.",
            mixinStandardHelpOptions = true)
    static final class Test implements Callable<Integer> {

        @Parameters(
                arity = "0..*",
                paramLabel = "LANE|CLASS",
                description = "quick, browser, faults, or a class of tests such as KillTest.")
        private List<String> lanes = List.of();

        @Option(names = "-o", description = "Fetch nothing from the network.")
        private boolean offline;

        @Option(names = "-D", paramLabel = "NAME=VALUE", description = "For Maven, such as -Dticktide.kills=40.")
        private Map<String, String> properties = Map.of();

        @Override
        public Integer call() {
            return elsewhere("test");
        }
    }

    /** The benchmarks. */
    @SuppressWarnings("UnusedVariable") // The launcher, which has the sources, reads the properties.
    @Command(
            name = "bench",
            description = "Measure every speed goal, or those named; needs the sources.",
            mixinStandardHelpOptions = true)
    static final class Bench implements Callable<Integer> {

        static final List<String> NAMES =
                List.of("kernels", "start", "post", "array", "latency", "memory", "cluster", "page", "web", "failover");

        @Parameters(
                arity = "0..*",
                paramLabel = "NAME",
                description = "Of: kernels, start, post, array, latency, memory, cluster, page, web, failover.")
        private List<String> names = List.of();

        @Option(
                names = "-D",
                paramLabel = "NAME=VALUE",
                description = "For the benchmarks, such as -Dticktide.kills=100.")
        private Map<String, String> properties = Map.of();

        @Override
        public Integer call() {
            names.stream().filter(name -> !NAMES.contains(name)).findFirst().ifPresent(name -> {
                throw new ConfigException("there is no benchmark \"" + name + "\"" + NearestName.hint(name, NAMES)
                        + " Known: " + String.join(", ", NAMES));
            });
            return elsewhere("bench");
        }
    }

    /** Figures about the code. */
    @Command(
            name = "stats",
            description = "Print figures about the shape of the code, each with its goal; needs the sources.",
            mixinStandardHelpOptions = true)
    static final class Stats implements Callable<Integer> {

        @Override
        public Integer call() {
            return elsewhere("stats");
        }
    }

    /** The pictures of the docs. */
    @Command(
            name = "pictures",
            description = "Make the pictures of README and docs anew; needs the sources.",
            mixinStandardHelpOptions = true)
    static final class Pictures implements Callable<Integer> {

        @Override
        public Integer call() {
            return elsewhere("pictures");
        }
    }
}
