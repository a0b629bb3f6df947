package dev.ticktide.bench;

import dev.ticktide.crash.Cluster;
import dev.ticktide.testing.PostgresServer;
import dev.ticktide.testing.SymbolsOf;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three nodes on this machine over one file: what a candle costs against one node, how messages grow, and how long clients
 * wait when a node joins, is killed or stands still. {@code -Dticktide.kills=N} kills more often.
 */
final class ClusterBench implements Bench.Benchmark {

    private static final int KILLS = Integer.getInteger("ticktide.kills", 12);
    private static final int NODES = 3;
    private static final int PARTITIONS = 64;
    private static final double TICKS_PER_SECOND = 100;
    private static final int CONNECTIONS = 12;
    private static final int SYMBOLS_EACH = 8;

    /** For each JVM: a third of the load warms it up three times as slowly. */
    private static final double WARM_SECONDS = 30;

    private static final double SECONDS = 10;
    private static final List<String> OPTIMISED = List.of("-Xmx512m");
    private static final List<String> SIGNALS_OFF = List.of("--set", "signals.strategies=[]");

    private final Prices prices = new Prices();
    private final AtomicLong second = new AtomicLong(1_700_000_000L);
    private final AtomicLongArray sent = new AtomicLongArray(CONNECTIONS);
    private final Random random = new Random(7);

    @Override
    public List<Bench.Figure> run(Path folder) throws Exception {
        List<Bench.Figure> figures = new ArrayList<>();
        cost(folder, figures);
        figures.addAll(failover(folder));
        return figures;
    }

    /** The part in which nodes join, die and stand still. */
    List<Bench.Figure> failover(Path folder) throws Exception {
        List<Bench.Figure> figures = new ArrayList<>();
        interruptions(folder, figures);
        standstill(folder, figures);
        return figures;
    }

    private record Cost(double microsPerCandle, double messagesPerCandle) {}

    private void cost(Path folder, List<Bench.Figure> figures) throws Exception {
        Vertx vertx = Vertx.vertx();
        List<Cost> alone = new ArrayList<>();
        List<Cost> together = new ArrayList<>();
        Cost large;
        try (Cluster one = cluster(folder, "one", 1, SIGNALS_OFF);
                Cluster three = cluster(folder, "three", NODES, SIGNALS_OFF)) {
            load(vertx, one, 1_000, WARM_SECONDS);
            load(vertx, three, 1_000, NODES * WARM_SECONDS);
            for (int i = 0; i < 3; i++) {
                alone.add(load(vertx, one, 1_000, SECONDS));
                together.add(load(vertx, three, 1_000, SECONDS));
            }
            large = load(vertx, three, 5_000, SECONDS);
        } finally {
            vertx.close();
        }
        double[] ratios = new double[alone.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = together.get(i).microsPerCandle / alone.get(i).microsPerCandle;
        }
        double at1000 = together.get(1).messagesPerCandle;
        figures.add(Bench.Figure.shown("cluster: CPU per candle, one JVM", alone.get(1).microsPerCandle, "us"));
        figures.add(Bench.Figure.shown("cluster: CPU per candle, three JVMs", together.get(1).microsPerCandle, "us"));
        figures.add(Bench.Figure.atMost(
                "cluster: CPU per candle, three JVMs / one (median)", Statistics.median(ratios), "", 1.4));
        figures.add(Bench.Figure.shown("cluster: messages between nodes per candle, arrays of 1,000", at1000, ""));
        figures.add(Bench.Figure.shown(
                "cluster: messages between nodes per candle, arrays of 5,000", large.messagesPerCandle, ""));
        figures.add(Bench.Figure.atMost(
                "cluster: messages per candle, arrays of 5,000 / of 1,000", large.messagesPerCandle / at1000, "", 0.5));
    }

    private static Cluster cluster(Path folder, String name, int nodes, List<String> more) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        return new Cluster(own, nodes, own.resolve("bench.db"), OPTIMISED, more);
    }

    /** Arrays from twelve connections, spread over the nodes, each with the candles of its own symbols in their order. */
    private Cost load(Vertx vertx, Cluster cluster, int candles, double seconds) throws Exception {
        int nodes = cluster.size();
        double cpu = cpuSeconds(cluster);
        double messages = messages(cluster);
        double events = events(cluster);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            int port = cluster.ingestPort(i);
            int first = i * CONNECTIONS / nodes;
            Thread thread = new Thread(() -> {
                try {
                    Load.run(
                            vertx,
                            port,
                            CONNECTIONS / nodes,
                            seconds,
                            connection -> array(port, first + connection, candles));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double stored = events(cluster) - events;
        return new Cost(
                (cpuSeconds(cluster) - cpu) * 1e6 / stored, (messages(cluster) - messages) / Math.max(1, stored));
    }

    private Buffer array(int port, int connection, int candles) {
        StringBuilder body = new StringBuilder("[");
        int each = candles / SYMBOLS_EACH;
        long from = 1_700_000_000L + sent.getAndAdd(connection, each);
        for (int i = 0; i < each * SYMBOLS_EACH; i++) {
            String symbol = "S" + (connection * SYMBOLS_EACH + i % SYMBOLS_EACH);
            body.append(i == 0 ? "" : ",").append(prices.candle(symbol, from + i / SYMBOLS_EACH));
        }
        return Load.request(port, "/ingest", body.append(']').toString().getBytes(StandardCharsets.UTF_8));
    }

    private static double cpuSeconds(Cluster cluster) throws IOException {
        double ticks = 0;
        for (int i = 0; i < cluster.size(); i++) {
            String stat = Files.readString(Path.of("/proc/" + cluster.pid(i) + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static double messages(Cluster cluster) throws Exception {
        double sum = 0;
        for (int i = 0; i < cluster.size(); i++) {
            sum += cluster.metric(i, "ticktide_bus_messages_total");
        }
        return sum;
    }

    private static double events(Cluster cluster) throws Exception {
        double sum = 0;
        for (int i = 0; i < cluster.size(); i++) {
            sum += cluster.metric(i, "ticktide_ingest_events_total");
        }
        return sum;
    }

    private void interruptions(Path folder, List<Bench.Figure> figures) throws Exception {
        double[] gaps = new double[KILLS];
        try (Cluster cluster = cluster(folder, "faults", NODES, List.of())) {
            Background background = new Background(cluster);
            try {
                for (int i = 0; i < KILLS; i++) {
                    int victim = random.nextInt(NODES);
                    int other = (victim + 1) % NODES;
                    Set<Integer> owned = cluster.owned(other, victim, "indicator");
                    cluster.kill(victim);
                    gaps[i] = untilAccepted(cluster, other, owned, System.nanoTime());
                    System.out.printf(
                            "  %s kill %d of %d, node %d: accepted again after %.0f ms%n",
                            LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS),
                            i + 1,
                            KILLS,
                            victim,
                            gaps[i]);
                    cluster.startAgain(victim);
                    cluster.awaitReady(victim);
                    Thread.sleep(1_000);
                }
                figures.add(Bench.Figure.atMost(
                        "cluster: kill -9, until partitions accept (median of " + KILLS + ")",
                        Statistics.median(gaps),
                        "ms",
                        1_500));
                figures.add(
                        Bench.Figure.atMost("cluster: kill -9, slowest", Statistics.quantile(gaps, 1), "ms", 3_000));
            } finally {
                background.stop();
            }
            figures.add(Bench.Figure.atMost(
                    "cluster: a node joins, longest wait of a client", joinGap(cluster), "ms", 1_000));
        }
    }

    /** Over PostgreSQL: a process that stands still with SQLite's lock in its hand keeps it, and everybody waits. */
    private void standstill(Path folder, List<Bench.Figure> figures) throws Exception {
        PostgresServer server = PostgresServer.shared();
        List<String> store =
                List.of("--set", "store.url=" + server.url(), "--set", "store.password=" + PostgresServer.PASSWORD);
        try (Cluster cluster = cluster(folder, "standstill", NODES, store)) {
            Background background = new Background(cluster);
            try {
                Thread.sleep(2_000);
                int victim = random.nextInt(NODES);
                int other = (victim + 1) % NODES;
                Set<Integer> owned = cluster.owned(other, victim, "indicator");
                cluster.signal(victim, "STOP");
                long stopped = System.nanoTime();
                double accepted = untilAccepted(cluster, other, owned, stopped);
                Thread.sleep(Math.max(0, 12_000 - (System.nanoTime() - stopped) / 1_000_000));
                cluster.signal(victim, "CONT");
                Thread.sleep(10_000);
                figures.add(Bench.Figure.atMost(
                        "cluster: SIGSTOP, until partitions accept (PostgreSQL)", accepted, "ms", 8_000));
                figures.add(Bench.Figure.shown(
                        "cluster: writes of the woken node that the fence refused",
                        cluster.metric(victim, "ticktide_fenced_writes_total"),
                        ""));
            } finally {
                background.stop();
            }
        }
    }

    /** The longest time between two answers of 200 to a sender of candles for every partition, while a node joins. */
    private double joinGap(Cluster cluster) throws Exception {
        Set<Integer> all = IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toCollection(TreeSet::new));
        untilAccepted(cluster, 0, all, System.nanoTime());
        AtomicBoolean joined = new AtomicBoolean();
        Thread joining = new Thread(() -> {
            cluster.join();
            cluster.awaitReady(NODES);
            joined.set(true);
        });
        joining.start();
        double longest = 0;
        long last = System.nanoTime();
        while (!joined.get()) {
            untilAccepted(cluster, 0, all, last);
            long now = System.nanoTime();
            longest = Math.max(longest, (now - last) / 1e6);
            last = now;
        }
        joining.join();
        return longest;
    }

    private double untilAccepted(Cluster cluster, int through, Set<Integer> partitions, long begun) throws Exception {
        long time = second.incrementAndGet();
        String json = partitions.stream()
                .map(partition -> prices.candle(symbolIn(partition), time))
                .collect(Collectors.joining(",", "[", "]"));
        while (true) {
            try {
                HttpResponse<String> answer = cluster.post(through, json, Duration.ofSeconds(10));
                if (answer.statusCode() == 200) {
                    return (System.nanoTime() - begun) / 1e6;
                }
            } catch (IOException e) {
                // Asked again.
            }
            if (System.nanoTime() - begun > 60_000_000_000L) {
                throw new IllegalStateException("not accepted within a minute");
            }
        }
    }

    private static String symbolIn(int partition) {
        return SymbolsOf.partition("PROBE", partition, PARTITIONS);
    }

    /** Some load all the time, to whatever node takes it. */
    private final class Background {

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Background(Cluster cluster) {
            for (int i = 0; i < 4; i++) {
                int first = i;
                Thread thread = new Thread(() -> send(cluster, first));
                threads.add(thread);
                thread.start();
            }
        }

        private void send(Cluster cluster, int first) {
            int node = first % NODES;
            while (!stopped.get()) {
                long time = second.incrementAndGet();
                String[] candles = new String[20];
                Arrays.setAll(candles, i -> prices.candle("S" + (first * 20 + i), time));
                try {
                    cluster.post(node, "[" + String.join(",", candles) + "]", Duration.ofSeconds(5));
                    Thread.sleep(10);
                } catch (IOException e) {
                    node = (node + 1) % NODES;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
