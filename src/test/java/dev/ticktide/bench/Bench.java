package dev.ticktide.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the benchmarks named on the command line, or all of them, and ends with 1 if a limit was missed. */
public final class Bench {

    private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();
    /** What is in one of the others already. */
    private static final Map<String, Benchmark> PARTS = new LinkedHashMap<>();
    /** Leaves the nodes' logs in {@code target/bench}. */
    private static final boolean KEEP = Boolean.getBoolean("ticktide.bench.keep");

    static {
        ALL.put("kernels", new KernelBench());
        ALL.put("start", new StartBench());
        ALL.put("post", new PostBench());
        ALL.put("array", new ArrayBench());
        ALL.put("latency", new LatencyBench());
        ALL.put("memory", new MemoryBench());
        ALL.put("cluster", new ClusterBench());
        ALL.put("page", new PageBench());
        ALL.put("web", new WebBench());
        PARTS.put("failover", new ClusterBench()::failover);
    }

    private Bench() {}

    /** The names that a command line may have. */
    public static List<String> known() {
        return Stream.of(ALL, PARTS).flatMap(each -> each.keySet().stream()).toList();
    }

    /** One group of figures. */
    interface Benchmark {
        List<Figure> run(Path folder) throws Exception;
    }

    /**
     * @param limit what it must be at most, or with {@code atLeast} at least; NaN: shown only
     */
    record Figure(String name, double value, String unit, double limit, boolean atLeast) {

        static Figure atMost(String name, double value, String unit, double limit) {
            return new Figure(name, value, unit, limit, false);
        }

        static Figure atLeast(String name, double value, String unit, double limit) {
            return new Figure(name, value, unit, limit, true);
        }

        static Figure shown(String name, double value, String unit) {
            return new Figure(name, value, unit, Double.NaN, false);
        }

        boolean holds() {
            return Double.isNaN(limit) || (atLeast ? value >= limit : value <= limit);
        }

        String line() {
            String goal = Double.isNaN(limit) ? "" : (atLeast ? "at least " : "at most ") + number(limit) + " " + unit;
            String verdict = Double.isNaN(limit) ? "" : holds() ? "ok" : "MISSED";
            return String.format("%-62s %12s %-12s %-24s %s", name, number(value), unit, goal, verdict);
        }

        private static String number(double value) {
            return Math.abs(value) >= 1_000 ? String.format("%,.0f", value) : String.format("%.3g", value);
        }
    }

    public static void main(String[] arguments) throws Exception {
        List<String> names = arguments.length == 0 ? List.copyOf(ALL.keySet()) : List.of(arguments);
        Map<String, Benchmark> known = new LinkedHashMap<>(ALL);
        known.putAll(PARTS);
        if (!known.keySet().containsAll(names)) {
            System.err.println("ticktide bench: known are " + String.join(", ", known.keySet()));
            System.exit(2);
        }
        System.out.printf(
                "%s, %d cores, load %s%n",
                "Java " + Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Files.exists(Path.of("/proc/loadavg"))
                        ? Files.readString(Path.of("/proc/loadavg")).strip()
                        : "unknown");
        List<Figure> figures = new ArrayList<>();
        for (String name : names) {
            // On the project's own disk, not on a memory file system that knows no fsync.
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target/bench")), name);
            List<Figure> part = known.get(name).run(folder);
            part.forEach(figure -> System.out.println(figure.line()));
            figures.addAll(part);
            if (!KEEP) {
                ServerProcess.delete(folder);
            }
        }
        long missed = figures.stream().filter(figure -> !figure.holds()).count();
        System.out.printf("%d figures, %d missed%n", figures.size(), missed);
        System.exit(missed == 0 ? 0 : 1);
    }
}
