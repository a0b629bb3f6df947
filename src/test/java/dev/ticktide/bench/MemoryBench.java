package dev.ticktide.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** 10,000 symbols at the default timeframes in a heap of 512 MB; the live heap from round to round when nothing is added. */
final class MemoryBench implements Bench.Benchmark {

    private static final int SYMBOLS = 10_000;
    private static final int WARM_UP = 60;
    private static final int ROUNDS = 6;
    private static final int CANDLES_A_ROUND = 10;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final Prices prices = new Prices();
    private long second = 1_700_000_000L;

    @Override
    public List<Bench.Figure> run(Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerProcess server = ServerProcess.start(folder, "512m")) {
            post(vertx, server, WARM_UP);
            List<Double> heaps = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                post(vertx, server, CANDLES_A_ROUND);
                heaps.add(liveMegabytes(server));
            }
            double first = heaps.get(0);
            double last = heaps.get(heaps.size() - 1);
            System.out.println("memory: live heap by round, MB: " + heaps);
            return List.of(
                    Bench.Figure.atMost("memory: live heap, 10,000 symbols x 5 timeframes", last, "MB", 512),
                    Bench.Figure.atMost(
                            "memory: growth over " + ROUNDS * CANDLES_A_ROUND * SYMBOLS + " more candles",
                            last / first,
                            "ratio",
                            1.1),
                    Bench.Figure.atLeast("memory: server still alive", server.isAlive() ? 1 : 0, "yes", 1));
        } finally {
            vertx.close();
        }
    }

    private void post(Vertx vertx, ServerProcess server, int candles) throws InterruptedException {
        Queue<Buffer> requests = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < candles; i++) {
            second += 60;
            for (int from = 0; from < SYMBOLS; from += 1_000) {
                requests.add(Load.request(server.ingestPort, "/ingest", array(from)));
            }
        }
        int wanted = requests.size();
        // One connection: the next minute of a symbol must not overtake the last.
        Load.Result result = Load.run(vertx, server.ingestPort, 1, 300, connection -> requests.poll());
        if (result.ok() != wanted) {
            throw new IllegalStateException(result.ok() + " of " + wanted + " arrays were taken");
        }
    }

    private byte[] array(int from) {
        StringBuilder body = new StringBuilder(150_000).append('[');
        for (int i = from; i < from + 1_000; i++) {
            body.append(i == from ? "" : ",");
            prices.append(body, "M" + i, second);
        }
        return body.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static double liveMegabytes(ServerProcess server) throws Exception {
        jcmd(server, "GC.run");
        Matcher used = USED.matcher(jcmd(server, "GC.heap_info"));
        double kilobytes = 0;
        while (used.find()) {
            kilobytes += Double.parseDouble(used.group(1));
            if (kilobytes > 0 && used.hitEnd()) {
                break;
            }
        }
        return kilobytes / 1_024;
    }

    private static String jcmd(ServerProcess server, String command) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.replaceAll("(?s)Metaspace.*", "");
    }
}
