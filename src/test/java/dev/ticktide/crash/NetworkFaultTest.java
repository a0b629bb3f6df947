package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on hosts of their own over one database, and something happens to the network between them. While it lasts, what
 * can go on must; afterwards everything must be as before by itself, and the invariants hold. The faults that take long are run
 * with {@code -Dticktide.network.faults=all} only; {@code -Dticktide.seed=S} repeats a run's load and victims.
 */
@Tag("alone")
class NetworkFaultTest {

    private static final String FAULTS = "ticktide.network.faults";
    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int NODES = 3;
    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final int CLIENTS = 4;

    /** So much is stored under load before something happens to the nodes, and after it. */
    private static final int LOADED = 25 * CLIENTS;

    private static final long FLAP_MILLIS = 2_000;
    private static final long SHOWN_WITHIN_MILLIS = 500;
    private static final int PARTITIONS = 64;

    /** What the nodes are given to be whole again after the network is. */
    private static final Duration WHOLE_AGAIN = Duration.ofSeconds(30);

    /** How long a node must be silent until it is taken for gone, with some reserve. */
    private static final Duration NOTICED = Duration.ofSeconds(9);

    private final Random random = new Random(SEED);
    private PostgresServer server;
    private Network network;
    private FaultProxy relay;
    private Path names;
    private Cluster cluster;
    private Trial trial;
    private long probeTime = 1_700_000_000;

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
        System.out.printf("NetworkFaultTest: -Dticktide.seed=%d%n", SEED);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {trial, cluster, relay, network}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private Setup setup(int node) {
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

    private void load(String name, boolean watchLife) throws Exception {
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
    }

    @Test
    void halvesGoOnAndComeTogether() throws Exception {
        load("F9, F13", true);
        Owners before = new Owners();
        List<String> symbols =
                before.all().stream().map(NetworkFaultTest::symbolIn).toList();
        try (Screen screenOfA = new Screen(URI.create(cluster.ports(A).webUrl()), symbols);
                Screen screenOfB = new Screen(URI.create(cluster.ports(B).webUrl()), symbols)) {
            String ofA = symbolIn(before.of(A).iterator().next());
            String ofB = symbolIn(before.of(B).iterator().next());
            shows("before the split", screenOfA, ofB, screenOfB, ofA);

            network.cut(A, B);
            network.cut(A, C);
            long cut = System.nanoTime();
            // Each half with what it has, at once: no request has to wait for the other half to be given up.
            assertTrue(untilTaken(A, before.of(A), NOTICED) < 2_000, "A's own partitions at A");
            assertTrue(untilTaken(B, before.of(B), NOTICED) < 2_000, "B's own partitions at B");
            until("each half to see itself only", NOTICED, () -> members(A) == 1 && members(B) == 2 && members(C) == 2);
            long noticed = since(cut);
            Set<Integer> ofBAndC = new TreeSet<>(before.of(B));
            ofBAndC.addAll(before.of(C));
            while (since(cut) < 12_000) {
                untilTaken(A, before.of(A), Duration.ofSeconds(2));
                untilTaken(B, ofBAndC, Duration.ofSeconds(2));
                untilTaken(C, ofBAndC, Duration.ofSeconds(2));
                Thread.sleep(200);
            }
            Answer across = post(A, before.of(B));
            assertEquals(503, across.status, across.body);
            assertEquals(Map.of(), before.movesNow(), "partitions that moved during the split");
            assertTrue(across.millis < 1_000, "a request across was refused after " + across.millis + " ms");
            for (int node = 0; node < NODES; node++) {
                assertTrue(ready(node), "a half serves what it has, so node " + node + " is ready");
            }
            network.heal();
            long healed = System.nanoTime();
            untilWhole();
            long whole = since(healed);
            untilAllTakeAll(WHOLE_AGAIN);
            long taking = since(healed);
            shows("after the split", screenOfA, ofB, screenOfB, ofA);
            long showing = since(healed);
            System.out.printf(
                    "F9, F13: halves noticed each other's absence after %d ms; a request across answered %d %s after %d"
                            + " ms; healed: one cluster, all ready after %d ms, every node takes every"
                            + " partition after %d ms, pages hear across after %d ms; moved meanwhile: %s%n",
                    noticed, across.status, across.code(), across.millis, whole, taking, showing, before.movesNow());
            assertTrue(showing < WHOLE_AGAIN.toMillis(), "whole again after " + showing + " ms");
        }
        trial.end("PROBE");
    }

    @Test
    void aNodeThatIsNotHeardByAnother() throws Exception {
        load("F10", true);
        Owners before = new Owners();
        int mute = random.nextInt(NODES);
        int deaf = (mute + 1 + random.nextInt(NODES - 1)) % NODES;
        network.cutOneWay(mute, deaf);
        long cut = System.nanoTime();
        Map<Integer, Long> moved = new HashMap<>();
        while (since(cut) < 11_000) {
            before.movesNow().forEach((partition, times) -> moved.merge(partition, times, Math::max));
            Thread.sleep(250);
        }
        long acked = trial.history().acked();
        network.heal();
        long healed = System.nanoTime();
        untilWhole();
        untilAllTakeAll(WHOLE_AGAIN);
        System.out.printf(
                "F10: what %d says does not reach %d: %d partitions moved, at most %d times; %d acked by then; whole"
                        + " %d ms after%n",
                mute,
                deaf,
                moved.size(),
                moved.values().stream().mapToLong(Long::longValue).max().orElse(0),
                acked,
                since(healed));
        moved.forEach((partition, times) -> assertTrue(times <= 1, partition + " moved " + times + " times"));
        trial.end("PROBE");
    }

    @Test
    void aNodeThatIsCutFromTheDatabase() throws Exception {
        load("F11", true);
        Owners before = new Owners();
        Set<Integer> lost = before.of(A);
        Set<Integer> kept = before.of(B);
        assertTrue(!lost.isEmpty(), "A owns nothing");
        network.cut(A, network.database());
        long cut = System.nanoTime();
        CompletableFuture<Answer> reading = CompletableFuture.supplyAsync(() -> read(A, "/api/v1/signals"));
        Answer refused = post(A, lost);
        assertEquals(503, refused.status, refused.body);
        assertTrue(untilTaken(B, kept, Duration.ofSeconds(2)) < 2_000, "B's own partitions at B");
        untilTaken(B, lost, Duration.ofSeconds(15));
        long elsewhere = since(cut);
        until("A to say that it is not ready", Duration.ofSeconds(10), () -> !ready(A));
        long unready = since(cut);
        Answer away = post(A, lost);
        Answer read = reading.get();
        assertEquals(503, read.status, () -> "what a node can't read it must not give out as nothing: " + read);
        String readiness = cluster.get(A, "/health/ready").body().strip();
        network.heal();
        long healed = System.nanoTime();
        untilWhole();
        until("A to have its share", WHOLE_AGAIN, () -> !new Owners().of(A).isEmpty());
        untilAllTakeAll(WHOLE_AGAIN);
        System.out.printf(
                "F11: first answer of A %d %s after %d ms; its partitions taken elsewhere after %d ms; not ready after at"
                        + " most %d ms (%s); then A answered %d %s, a read there"
                        + " %d after %d ms; whole %d ms after%n",
                refused.status,
                refused.code(),
                refused.millis,
                elsewhere,
                unready,
                readiness,
                away.status,
                away.code(),
                read.status,
                read.millis,
                since(healed));
        assertTrue(elsewhere < 8_000, "taken elsewhere after " + elsewhere + " ms");
        assertTrue(since(healed) < WHOLE_AGAIN.toMillis(), "whole again after " + since(healed) + " ms");
        trial.end("PROBE");
    }

    @Test
    @EnabledIfSystemProperty(named = FAULTS, matches = "all")
    void aThirdOfAllPacketsIsLost() throws Exception {
        load("F10 loss", false);
        Owners before = new Owners();
        int victim = random.nextInt(NODES);
        network.lose(victim, 0.30);
        goOn("F10: 30 % of what reaches node " + victim + " from the others is lost", 30, before, 1);
        trial.end("PROBE");
    }

    @Test
    @EnabledIfSystemProperty(named = FAULTS, matches = "all")
    void aCableThatIsLooseNowAndThen() throws Exception {
        load("F12 flaps", false);
        Owners before = new Owners();
        int victim = random.nextInt(NODES);
        int flaps = 30;
        Thread flapping = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < flaps; i++) {
                            network.unplug(victim);
                            Thread.sleep(FLAP_MILLIS);
                            network.plug(victim);
                            Thread.sleep(FLAP_MILLIS);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "flapping");
        flapping.start();
        goOn("F12: the cable of node " + victim + " is out 2 s of every 4", flaps * 4, before, flaps);
        flapping.join();
        trial.end("PROBE");
    }

    @Test
    @EnabledIfSystemProperty(named = FAULTS, matches = "all")
    void aThinLineBetweenNodes() throws Exception {
        load("F12 throttled", false);
        Owners before = new Owners();
        for (int node = 0; node < NODES; node++) {
            network.throttle(node, 256);
        }
        goOn("F12: 256 kbit/s from each node to the others", 30, before, 1);
        trial.end("PROBE");
    }

    @Test
    @EnabledIfSystemProperty(named = FAULTS, matches = "all")
    void aNodeWithATwentiethOfAProcessor() throws Exception {
        load("F8", false);
        Owners before = new Owners();
        int victim = random.nextInt(NODES);
        try (Starvation starvation = new Starvation(cluster.pid(victim))) {
            // Once away, and once back when the others see that it lives.
            during("F8: node " + victim + " starves by " + starvation.means(), 30, before, 1);
        }
        healed("F8", before);
        trial.end("PROBE");
    }

    /** Lets a fault of the network last, while something must be stored in every ten seconds, then heals it. */
    private void goOn(String what, int seconds, Owners before, long moves) throws Exception {
        during(what, seconds, before, moves);
        network.heal();
        healed(what, before);
    }

    private void during(String what, int seconds, Owners before, long moves) throws Exception {
        Map<Integer, Long> moved = new HashMap<>();
        List<Long> acked = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < seconds; i += 10) {
            long from = System.nanoTime();
            while (since(from) < 10_000) {
                before.movesNow().forEach((partition, times) -> moved.merge(partition, times, Math::max));
                Thread.sleep(250);
            }
            acked.add(trial.history().ackedBetween(from, System.nanoTime()));
            trial.load().requireNoFailures();
        }
        long most = moved.values().stream().mapToLong(Long::longValue).max().orElse(0);
        System.out.printf(
                "%s for %d s: operations acked in every 10 s %s, refusals %s; %d partitions moved, at most %d times%n",
                what, since(begun) / 1_000, acked, trial.codes(), moved.size(), most);
        acked.forEach(count -> assertTrue(count > 0, "acked in every 10 s: " + acked));
        assertTrue(most <= moves, "a partition moved " + most + " times");
    }

    private void healed(String what, Owners before) throws Exception {
        long healed = System.nanoTime();
        untilWhole();
        long whole = since(healed);
        untilAllTakeAll(WHOLE_AGAIN);
        System.out.printf(
                "%s: over; whole again %d ms after, every node takes every partition %d ms after; moved by then %s%n",
                what,
                whole,
                since(healed),
                before.movesNow().values().stream()
                        .collect(Collectors.groupingBy(times -> times, Collectors.counting())));
    }

    private static long since(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /** What a node said to a candle for each of some partitions. */
    private record Answer(int status, String body, long millis) {

        String code() {
            int at = body.indexOf("\"code\":\"");
            return at < 0 ? "" : body.substring(at + 8, body.indexOf('"', at + 8));
        }
    }

    private Answer post(int node, Set<Integer> partitions) throws InterruptedException {
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

    private Answer read(int node, String path) {
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
    private long untilTaken(int through, Set<Integer> partitions, Duration limit) throws InterruptedException {
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

    private void untilAllTakeAll(Duration limit) throws InterruptedException {
        Set<Integer> all = new TreeSet<>(IntStream.range(0, PARTITIONS).boxed().toList());
        for (int node = 0; node < NODES; node++) {
            untilTaken(node, all, limit);
        }
    }

    private void untilWhole() throws InterruptedException {
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
    private void shows(String when, Screen ofA, String symbolOfB, Screen ofB, String symbolOfA)
            throws InterruptedException {
        until("A's page to hear of B's symbol " + when, WHOLE_AGAIN, () -> shows(ofA, B, symbolOfB));
        until("B's page to hear of A's symbol " + when, WHOLE_AGAIN, () -> shows(ofB, A, symbolOfA));
    }

    private boolean shows(Screen screen, int owner, String symbol) throws InterruptedException {
        Answer answer = post(owner, Set.of(StableHash.partition(symbol, PARTITIONS)));
        Thread.sleep(SHOWN_WITHIN_MILLIS);
        return answer.status == 200 && screen.hasSeen(symbol, probeTime);
    }

    private int members(int node) throws IOException, InterruptedException {
        return cluster.state(node).get("nodes").size();
    }

    private boolean ready(int node) throws IOException, InterruptedException {
        return cluster.get(node, "/health/ready").statusCode() == 200;
    }

    /** Who owns the partitions of the indicator stage that have symbols, as the database has it. */
    private final class Owners {

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

    private final Map<Integer, String> ids = new HashMap<>();

    private String id(int node) throws IOException, InterruptedException {
        if (!ids.containsKey(node)) {
            for (JsonNode each : cluster.state(node).get("nodes")) {
                if (each.get("pid").asLong() == cluster.pid(node)) {
                    ids.put(node, each.get("node").asText());
                }
            }
        }
        return ids.get(node);
    }

    private static String candle(String symbol, long time) {
        return "{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":1,\"closing_price\":1,\"high\":1,\"low\":1,"
                + "\"volume\":1,\"timestamp\":" + time + "}";
    }

    private static String symbolIn(int partition) {
        return SymbolsOf.partition("PROBE", partition, PARTITIONS);
    }

    /** Something that may fail for a while. */
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** How things stand where a condition does not hold. */
    private interface Detail {
        String say() throws IOException, InterruptedException;
    }

    private static void until(String what, Duration limit, Condition condition) throws InterruptedException {
        until(what, limit, condition, () -> "no");
    }

    private static void until(String what, Duration limit, Condition condition, Detail detail)
            throws InterruptedException {
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
