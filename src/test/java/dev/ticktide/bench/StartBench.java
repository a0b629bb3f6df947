package dev.ticktide.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** From launching the process with an empty store to its ready line. */
final class StartBench implements Bench.Benchmark {

    private static final int STARTS = 5;

    @Override
    public List<Bench.Figure> run(Path folder) throws Exception {
        double[] seconds = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            try (ServerProcess server =
                    ServerProcess.start(Files.createDirectory(folder.resolve("start" + i)), "512m")) {
                seconds[i] = server.readySeconds;
            }
        }
        return List.of(
                Bench.Figure.atMost(
                        "start: process to ready, empty store (median of " + STARTS + ")",
                        Statistics.median(seconds),
                        "s",
                        3),
                Bench.Figure.shown("start: process to ready, slowest", Statistics.quantile(seconds, 1), "s"));
    }
}
