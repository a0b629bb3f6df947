package dev.ticktide.bench;

import java.nio.file.Path;
import java.util.List;

final class LatencyBench implements Bench.Benchmark {
    @Override
    public List<Bench.Figure> run(Path folder) throws Exception {
        return List.of();
    }
}
