package dev.ticktide.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Time and allocation of each of the {@link Kernels}, measured by JMH. They have no limits: both are compared before and after a change. */
final class KernelBench implements Bench.Benchmark {

    private static final int ROUNDS = 5;
    private static final TimeValue ROUND = TimeValue.milliseconds(800);
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Override
    public List<Bench.Figure> run(Path folder) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(Kernels.class.getName())
                .forks(1)
                .warmupIterations(ROUNDS)
                .warmupTime(ROUND)
                .measurementIterations(ROUNDS)
                .measurementTime(ROUND)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        List<Bench.Figure> figures = new ArrayList<>();
        for (RunResult kernel : new Runner(options).run()) {
            String name = "kernels: " + words(kernel.getPrimaryResult().getLabel());
            Result<?> allocated = kernel.getSecondaryResults().get(ALLOCATED);
            double median = kernel.getPrimaryResult().getStatistics().getPercentile(50);
            figures.add(Bench.Figure.shown(name, median, "ns"));
            figures.add(Bench.Figure.shown(name + ", allocated", allocated.getScore(), "bytes"));
        }
        return figures;
    }

    private static String words(String method) {
        return method.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
