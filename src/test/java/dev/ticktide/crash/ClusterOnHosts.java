package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.crash.ChildProcess.Ports;
import dev.ticktide.crash.ChildProcess.Setup;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.testing.PostgresServer;
import dev.ticktide.testing.SymbolsOf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on hosts of their own over one database, and something happens to the network between them. While it lasts, what
 * can go on must; afterwards everything must be as before by itself, and the invariants hold. {@code -Dticktide.seed=S} repeats a
 * run's load and victims.
 */
abstract class ClusterOnHosts {

    static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    static final int NODES = 3;
    static final int A = 0;
    static final int B = 1;
    static final int C = 2;
    static final int CLIENTS = 4;

    /** So much is stored under load before something happens to the nodes, and after it. */
    static final int LOADED = 25 * CLIENTS;

    /** A fault hits nodes that have been under load for a while: cold ones take longer than what is allowed. */
    static final int UNDER_LOAD_MILLIS = 1_500;

    static final long SHOWN_WITHIN_MILLIS = 500;
    static final int PARTITIONS = 64;

    /** What the nodes are given to be whole again after the network is. */
    static final Duration WHOLE_AGAIN = Duration.ofSeconds(30);

    /** How long a node must be silent until it is taken for gone, with some reserve. */
    static final Duration NOTICED = Duration.ofSeconds(9);

    final Random random = new Random(SEED);
    PostgresServer server;
    Network network;
    FaultProxy relay;
    Path names;
    Cluster cluster;
    Trial trial;
    long probeTime = 1_700_000_000;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        network = Network.of(NODES);
        server = PostgresServer.shared();
        server.clear();
        relay = new FaultProxy(InetAddress.getByName(network.database()), server.port(), SEED);
        names = folder.resolve("hosts");
        Files.writeString(
                names,
                IntStream.range(0, NODES)
                        .mapToObj(node -> network.address(node) + " node-" + node + "\n")
                        .collect(Collectors.joining("", "127.0.0.1 localhost\n", "")));
        cluster = new Cluster(IntStream.range(0, NODES).mapToObj(this::setup).toList());
        untilWhole();
        System.out.printf("%s: -Dticktide.seed=%d%n", getClass().getSimpleName(), SEED);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {trial, cluster, relay, network}) {
            if (each != null) {
                each.close();
            }
        }
    }

    Setup setup(int node) {
        String host = network.address(node);
        List<String> arguments = new ArrayList<>(List.of("--cluster", "--set", "behind_tls_proxy=true"));
        for (String setting : List.of("cluster.host", "web.host", "ingest.host")) {
            arguments.addAll(List.of("--set", setting + "=" + host));
        }
        arguments.addAll(List.of("--set", "cluster.members=[node-0, node-1, node-2]"));
        try {
            arguments.addAll(Trial.arguments(folder, server.url(network.database(), relay.port())));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Setup(
                folder.resolve("unused.db"),
                folder.resolve("node-" + node + ".log"),
                new Ports(host, 8080, 5000),
                network.on(node),
                List.of("-XX:TieredStopAtLevel=1", "-Djdk.net.hosts.file=" + names),
                arguments);
    }

    void load(String name, boolean watchLife) throws Exception {
        List<URI> web = new ArrayList<>();
        for (int node = 0; watchLife && node < NODES; node++) {
            web.add(URI.create(cluster.ports(node).webUrl()));
        }
        trial = new Trial(
                name,
                folder,
                cluster::nodes,
                cluster.ingestUrls(),
                web,
                () -> StoredData.read(server),
                random,
                CLIENTS);
        trial.untilMoreAcked(LOADED);
        Thread.sleep(UNDER_LOAD_MILLIS);
    }

    static long since(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /** What a node said to a candle for each of some partitions. */
    record Answer(int status, String body, long millis) {

        String code() {
            int at = body.indexOf("\"code\":\"");
            return at < 0 ? "" : body.substring(at + 8, body.indexOf('"', at + 8));
        }
    }

    Answer post(int node, Set<Integer> partitions) throws InterruptedException {
        probeTime++;
        String json = partitions.stream()
                .map(partition -> candle(symbolIn(partition), probeTime))
                .collect(Collectors.joining(",", "[", "]"));
        long begun = System.nanoTime();
        try {
            HttpResponse<String> answer = cluster.post(node, json, Duration.ofSeconds(20));
            return new Answer(answer.statusCode(), answer.body(), since(begun));
        } catch (IOException e) {
            return new Answer(0, e.toString(), since(begun));
        }
    }

    Answer read(int node, String path) {
        long begun = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(cluster.ports(node).webUrl() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> new Answer(answer.statusCode(), answer.body(), since(begun)))
                .join();
    }

    /** Posts a candle to each of some partitions until all were accepted; how long the last of these requests took. */
    long untilTaken(int through, Set<Integer> partitions, Duration limit) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            Answer answer = post(through, partitions);
            if (answer.status == 200) {
                return answer.millis;
            }
            assertTrue(
                    since(begun) < limit.toMillis(),
                    () -> "node " + through + " did not take " + partitions.size() + " partitions within "
                            + limit.toMillis() + " ms: " + answer);
        }
    }

    void untilAllTakeAll(Duration limit) throws InterruptedException {
        Set<Integer> all = new TreeSet<>(IntStream.range(0, PARTITIONS).boxed().toList());
        for (int node = 0; node < NODES; node++) {
            untilTaken(node, all, limit);
        }
    }

    void untilWhole() throws InterruptedException {
        for (int node = 0; node < NODES; node++) {
            int each = node;
            until(
                    "node " + each + " to be one of three and ready",
                    WHOLE_AGAIN,
                    () -> members(each) == NODES && ready(each),
                    () -> members(each) + " nodes, "
                            + cluster.get(each, "/health/ready").body().strip());
        }
    }

    /** Posts new candles at the symbols' owners until the other node's page has been shown one. */
    void shows(String when, Screen ofA, String symbolOfB, Screen ofB, String symbolOfA) throws InterruptedException {
        until("A's page to hear of B's symbol " + when, WHOLE_AGAIN, () -> shows(ofA, B, symbolOfB));
        until("B's page to hear of A's symbol " + when, WHOLE_AGAIN, () -> shows(ofB, A, symbolOfA));
    }

    boolean shows(Screen screen, int owner, String symbol) throws InterruptedException {
        Answer answer = post(owner, Set.of(StableHash.partition(symbol, PARTITIONS)));
        Thread.sleep(SHOWN_WITHIN_MILLIS);
        return answer.status == 200 && screen.hasSeen(symbol, probeTime);
    }

    int members(int node) throws IOException, InterruptedException {
        return cluster.state(node).get("nodes").size();
    }

    boolean ready(int node) throws IOException, InterruptedException {
        return cluster.get(node, "/health/ready").statusCode() == 200;
    }

    /** Who owns the partitions of the indicator stage that have symbols, as the database has it. */
    final class Owners {

        private final Map<Integer, Long> epochs = new HashMap<>();
        private final Map<Integer, Set<Integer>> nodes = new HashMap<>();

        Owners() throws IOException, InterruptedException {
            Map<String, Integer> indexes = new HashMap<>();
            for (int node = 0; node < NODES; node++) {
                indexes.put(id(node), node);
            }
            for (String row : rows()) {
                String[] columns = row.split(" ", -1);
                int partition = Integer.parseInt(columns[0]);
                epochs.put(partition, Long.parseLong(columns[1]));
                nodes.computeIfAbsent(indexes.getOrDefault(columns[2], -1), unused -> new TreeSet<>())
                        .add(partition);
            }
        }

        Set<Integer> all() {
            return epochs.keySet();
        }

        Set<Integer> of(int node) {
            return nodes.getOrDefault(node, Set.of());
        }

        /** Partitions that have another epoch by now, and how often each was claimed since. */
        Map<Integer, Long> movesNow() {
            Map<Integer, Long> moved = new HashMap<>();
            for (String row : rows()) {
                String[] columns = row.split(" ", -1);
                int partition = Integer.parseInt(columns[0]);
                long times = Long.parseLong(columns[1]) - epochs.getOrDefault(partition, 0L);
                if (times != 0) {
                    moved.put(partition, times);
                }
            }
            return moved;
        }

        private String[] rows() {
            return server.query("SELECT string_agg(partition || ' ' || epoch || ' ' || node, ',')"
                            + " FROM partition_owner WHERE stage = 'indicator' AND partition < " + PARTITIONS)
                    .split(",");
        }
    }

    final Map<Integer, String> ids = new HashMap<>();

    String id(int node) throws IOException, InterruptedException {
        if (!ids.containsKey(node)) {
            for (JsonNode each : cluster.state(node).get("nodes")) {
                if (each.get("pid").asLong() == cluster.pid(node)) {
                    ids.put(node, each.get("node").asText());
                }
            }
        }
        return ids.get(node);
    }

    static String candle(String symbol, long time) {
        return "{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":1,\"closing_price\":1,\"high\":1,\"low\":1,"
                + "\"volume\":1,\"timestamp\":" + time + "}";
    }

    static String symbolIn(int partition) {
        return SymbolsOf.partition("PROBE", partition, PARTITIONS);
    }

    /** Something that may fail for a while. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** How things stand where a condition does not hold. */
    interface Detail {
        String say() throws IOException, InterruptedException;
    }

    static void until(String what, Duration limit, Condition condition) throws InterruptedException {
        until(what, limit, condition, () -> "no");
    }

    static void until(String what, Duration limit, Condition condition, Detail detail) throws InterruptedException {
        long begun = System.nanoTime();
        String last = "no";
        while (since(begun) < limit.toMillis()) {
            try {
                if (condition.holds()) {
                    return;
                }
                last = detail.say();
            } catch (IOException e) {
                last = e.toString();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("waited " + limit.toMillis() + " ms for " + what + ": " + last);
    }
}
