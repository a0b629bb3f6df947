package dev.ticktide.bench;

import dev.ticktide.web.FanOutServer;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The live feed with many clients, against Vert.x's own bridge in the same process: processor time of the server per delivered
 * update, one symbol's newest value at one client. And what clients that do not read cost the others.
 */
final class WebBench implements Bench.Benchmark {

    private static final int CLIENTS = 1_000;
    private static final int SYMBOLS_EACH = 20;
    private static final int ONE_STALLED_IN = 50;
    private static final int ROUNDS = 2;
    private static final double WINDOW_MILLIS = 200;
    private static final double TICKS_A_SECOND = 100;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private record Measured(double delivered, double microsEach, double p50, double p99) {}

    @Override
    public List<Bench.Figure> run(Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FanOutServer.class.getName())
                .redirectError(folder.resolve("fanout.log").toFile())
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the server ended: " + Files.readString(folder.resolve("fanout.log")));
            }
            int port = Integer.parseInt(line.trim());
            List<Measured> stock = new ArrayList<>();
            List<Measured> ours = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                say(server, "stock");
                stock.add(measure(vertx, server, port, "/stock"));
                say(server, "ours");
                ours.add(measure(vertx, server, port, "/eventbus"));
            }
            List<Bench.Figure> figures = new ArrayList<>();
            double stockMicros = median(stock, Measured::microsEach);
            double ourMicros = median(ours, Measured::microsEach);
            figures.add(Bench.Figure.shown(
                    "web: stock bridge, updates delivered", median(stock, Measured::delivered), "1/s"));
            figures.add(Bench.Figure.shown("web: stock bridge, server CPU per delivered update", stockMicros, "us"));
            figures.add(Bench.Figure.shown("web: stock bridge, age p99", median(stock, Measured::p99), "ms"));
            figures.add(
                    Bench.Figure.shown("web: live feed, updates delivered", median(ours, Measured::delivered), "1/s"));
            figures.add(Bench.Figure.shown("web: live feed, server CPU per delivered update", ourMicros, "us"));
            figures.add(Bench.Figure.atMost(
                    "web: CPU per delivered update, live feed / stock bridge", ourMicros / stockMicros, "ratio", 0.2));
            stalled(vertx, server, port, figures);
            return figures;
        } finally {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
            vertx.close();
        }
    }

    private static Measured measure(Vertx vertx, Process server, int port, String path) throws Exception {
        try (Watchers watchers = new Watchers(vertx, port, path, CLIENTS, SYMBOLS_EACH, FanOutServer.SYMBOLS, 0)) {
            Thread.sleep(2_000);
            watchers.ages();
            long before = watchers.messages();
            double cpu = cpuSeconds(server);
            long began = System.nanoTime();
            Thread.sleep(6_000);
            double took = (System.nanoTime() - began) / 1e9;
            long delivered = watchers.messages() - before;
            double used = cpuSeconds(server) - cpu;
            double[] ages = watchers.ages();
            return new Measured(
                    delivered / took,
                    used * 1e6 / delivered,
                    Statistics.quantile(ages, 0.5),
                    Statistics.quantile(ages, 0.99));
        }
    }

    private static void stalled(Vertx vertx, Process server, int port, List<Bench.Figure> figures) throws Exception {
        try (Watchers watchers =
                new Watchers(vertx, port, "/eventbus", CLIENTS, SYMBOLS_EACH, FanOutServer.SYMBOLS, ONE_STALLED_IN)) {
            Thread.sleep(4_000);
            double before = liveMegabytes(server);
            Thread.sleep(500);
            watchers.ages();
            Thread.sleep(10_000);
            double[] ages = watchers.ages();
            double after = liveMegabytes(server);
            figures.add(Bench.Figure.shown(
                    "web: one in 50 stalled, age at the others, p50", Statistics.quantile(ages, 0.5), "ms"));
            figures.add(Bench.Figure.atMost(
                    "web: one in 50 stalled, age at the others, p99",
                    Statistics.quantile(ages, 0.99),
                    "ms",
                    WINDOW_MILLIS + 50));
            figures.add(Bench.Figure.shown("web: one in 50 stalled, live heap", after, "MB"));
            figures.add(Bench.Figure.atMost(
                    "web: one in 50 stalled, live heap after 14 s / after 4 s", after / before, "ratio", 1.1));
        }
    }

    private static double median(List<Measured> rounds, ToDoubleFunction<Measured> value) {
        return Statistics.median(rounds.stream().mapToDouble(value).toArray());
    }

    private static void say(Process server, String line) throws IOException {
        OutputStream in = server.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private static double cpuSeconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    private static double liveMegabytes(Process server) throws Exception {
        jcmd(server, "GC.run");
        Matcher used = USED.matcher(jcmd(server, "GC.heap_info"));
        double kilobytes = 0;
        while (used.find()) {
            kilobytes += Double.parseDouble(used.group(1));
        }
        return kilobytes / 1_024;
    }

    private static String jcmd(Process server, String command) throws Exception {
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
