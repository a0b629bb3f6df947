package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.Plans;
import dev.ticktide.testing.SymbolsOf;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes behind a fourth that only balances, with everybody outside at its one port: senders, pages in a browser, a client of
 * the live feed. Nodes are killed and restarted under them. {@code -Dticktide.seed=S} repeats a run's load.
 */
@Tag("alone")
class BalancedClusterTest {

    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int NODES = 3;
    private static final int CLIENTS = 3;
    private static final int PAUSE_MILLIS = 250;
    private static final int PARTITIONS = 64;
    private static final int SIGTERM = 143;

    /** From a node's death until a page is live again at another one. */
    private static final Duration BACK = Duration.ofSeconds(20);

    /** What happened in a break longer than this is printed. */
    private static final Duration LONG = Duration.ofMillis(1_500);

    private static final int STORY_SECONDS = 15;

    /** From a takeover, or the last candle, until a page shows what there is. */
    private static final Duration EQUAL = Duration.ofSeconds(20);

    /** One for each node's page; no late candles come to them. */
    private static final List<String> SHOWN = List.of("CALM0", "CALM1");

    private static final List<String> TIMEFRAMES = List.of("raw", "1m");
    private static final int SENDERS = 6;
    private static final long SHARE_MILLIS = 4_000;
    private static final long BEAT_MILLIS = 200;

    /** Of candles that are no load; nobody else has these. */
    private static final AtomicLong SECOND = new AtomicLong(1_650_000_000);

    private static final String PROBE = "PROBE";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String READER = "student1@example.org";

    /** So few that their mails are no load of their own. */
    private static final Subscription MAILED =
            new Subscription(Plans.to(READER), List.of("CALM0", "CALM1", "LATE2"), List.of(), List.of("*"), null);

    @TempDir
    static Path folder;

    private static GreenMail mail;
    private static Path file;
    private static Cluster cluster;
    private static URI balancer;

    @RegisterExtension
    final Browser browser = new Browser();

    private final Random random = new Random(SEED);

    @BeforeAll
    static void start() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        file = folder.resolve("data/ticktide.db");
        cluster = new Cluster(folder, NODES, file, configuration());
        balancer = startBalancer();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        mail.stop();
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    @Test
    void whoeverIsBehindTheBalancerLosesNothingWhenNodesDieAndRestart() throws Exception {
        System.out.printf("BalancedClusterTest: -Dticktide.seed=%d%n", SEED);
        try (History history = new History(folder.resolve("history.log"))) {
            Load load = new Load(List.of(balancer.resolve("/ingest")), history, random, CLIENTS, PAUSE_MILLIS, true);
            load.start();
            List<String> ofEachNode = symbolsOfAllNodes();
            List<WatchedPage> pages = new ArrayList<>();
            for (int i = 0; i < SHOWN.size(); i++) {
                WatchedPage page = new WatchedPage(browser, balancer, id(i), SHOWN.get(i), TIMEFRAMES.get(i));
                pages.add(page);
                Await.until("symbols of all nodes", EQUAL, page::watchlist, list -> list.containsAll(ofEachNode));
            }
            try (LiveClient client = new LiveClient(balancer, SHOWN)) {
                for (WatchedPage page : pages) {
                    kill(index(page.node()), pages, load);
                }
                int before = history.operations().size();
                for (int i = 0; i < NODES; i++) {
                    restart(i, pages);
                }
                load.stop();
                awaitEqual("after the rolling restart", pages);
                assertEquals(
                        List.of(),
                        history
                                .operations()
                                .subList(before, history.operations().size())
                                .stream()
                                .filter(operation -> operation.attempts() > 2)
                                .toList(),
                        "requests of the rolling restart that took more than one retry");
                pages.get(0).shoot("after-failover");
                StoredData all = ClusterFaultTest.settled(() -> StoredData.read(file), cluster.nodes());
                check(history, all);
                Await.until(
                        "the client of the feed to have every signal",
                        EQUAL,
                        () -> missing(all, client),
                        missing -> client.isInStep() && missing.startsWith("0 "));
                assertShown(all, pages, client);
            }
        }
        List<String> trouble = browser.takeTrouble().stream()
                .filter(line -> !line.contains("/eventbus/")
                        && !line.contains("status of 50")
                        && !line.contains("WebSocket is already in CLOSING"))
                .toList();
        assertEquals(List.of(), trouble, "what went wrong in the pages");
    }

    /** SIGKILL under load; soon after it nothing comes any more that could hide what is missing. */
    private void kill(int victim, List<WatchedPage> pages, Load load) throws Exception {
        Map<WatchedPage, String> feeds = new HashMap<>();
        pages.forEach(page -> feeds.put(page, page.feed()));
        pages.forEach(WatchedPage::longestBreak);
        cluster.node(victim).kill();
        long killed = System.nanoTime();
        pages.forEach(page -> page.awaitAnotherFeed(feeds.get(page), BACK));
        System.out.printf(
                "BalancedClusterTest: killed node %d; all pages live with another feed after %d ms%n",
                victim, (System.nanoTime() - killed) / 1_000_000);
        load.stop();
        awaitEqual("after a kill", pages);
        pages.get(0).shoot("after-kill-" + victim);
        assertBreaks(pages);
        load.start();
        cluster.startAgain(victim);
        cluster.node(victim).awaitReady();
    }

    private void restart(int node, List<WatchedPage> pages) {
        long begun = System.nanoTime();
        cluster.node(node).terminate();
        assertEquals(SIGTERM, cluster.node(node).awaitEnd(), "exit code after SIGTERM");
        long ended = System.nanoTime();
        cluster.startAgain(node);
        cluster.node(node).awaitReady();
        System.out.printf(
                "BalancedClusterTest: node %d stopped in %d ms, ready again after %d ms%n",
                node, (ended - begun) / 1_000_000, (System.nanoTime() - ended) / 1_000_000);
        assertBreaks(pages);
    }

    private static void assertBreaks(List<WatchedPage> pages) {
        List<Long> breaks = pages.stream().map(WatchedPage::longestBreak).toList();
        System.out.printf("BalancedClusterTest: pages were not live for %s ms at most%n", breaks);
        for (WatchedPage page : pages) {
            if (breaks.get(pages.indexOf(page)) > LONG.toMillis()) {
                System.out.println("BalancedClusterTest: " + page.story(STORY_SECONDS));
            }
        }
        assertTrue(Collections.max(breaks) <= BACK.toMillis(), "a page was not live for " + breaks + " ms");
    }

    private static void awaitEqual(String when, List<WatchedPage> pages) {
        long begun = System.nanoTime();
        for (WatchedPage page : pages) {
            Await.until(
                    page.symbol + "'s page to show what there is " + when, EQUAL, page::difference, String::isEmpty);
        }
        System.out.printf(
                "BalancedClusterTest: all pages show what there is %s, %d ms after the last candle%n",
                when, (System.nanoTime() - begun) / 1_000_000);
    }

    private void check(History history, StoredData all) {
        OfflineFold fold = new OfflineFold(all.log(), Consistency.INDICATORS, Consistency.ENGINE);
        Consistency.log(all);
        Consistency.derived(all, fold, Plans.mail(MAILED)::plan);
        Consistency.historyAndLog(history.operations(), all.without(PROBE), true);
        assertEquals(Map.of(), all.unsent(), "mails that are not sent");
        assertTrue(fold.signals().size() > 50, "the load raised too few signals to say anything");
        long repeated = history.operations().stream()
                .filter(operation -> operation.attempts() > 1)
                .count();
        System.out.printf(
                "BalancedClusterTest: %d operations, %d of them sent more than once, %d signals%n",
                history.operations().size(), repeated, fold.signals().size());
    }

    private static String missing(StoredData all, LiveClient client) {
        Set<String> missing = new TreeSet<>(all.signals().keySet());
        missing.removeAll(client.signals());
        return missing.size() + " missing, " + client + "; "
                + missing.stream().limit(5).map(id -> all.signals().get(id)).toList();
    }

    /** Nothing was shown that is not stored, nothing is stored that was not shown to a client that shows everything. */
    private static void assertShown(StoredData all, List<WatchedPage> pages, LiveClient client) {
        for (WatchedPage page : pages) {
            Set<String> invented = new TreeSet<>(page.everShown());
            assertTrue(invented.size() > 50, "the page showed only " + invented.size() + " signals");
            invented.removeAll(all.signals().keySet());
            assertEquals(Set.of(), invented, "signals that the page showed and that are not stored");
        }
        System.out.println("BalancedClusterTest: the client of the feed has " + client);
        assertEquals(List.of(), client.contradictions(), "bars that were told twice, and differently");
        assertEquals(new TreeSet<>(all.signals().keySet()), new TreeSet<>(client.signals()), "signals told");
        Map<String, String> due = new TreeMap<>();
        OfflineFold fold = new OfflineFold(all.log(), Consistency.INDICATORS, Consistency.ENGINE);
        for (String symbol : SHOWN) {
            for (String timeframe : LiveClient.TIMEFRAMES) {
                for (BarUpdate update : fold.closed(symbol, Timeframe.parse(timeframe))) {
                    Bar bar = update.bar();
                    due.put(
                            LiveClient.key(symbol, timeframe, bar.time() / 1_000.0),
                            LiveClient.bar(bar.open(), bar.high(), bar.low(), bar.close(), bar.volume()));
                }
            }
        }
        assertTrue(due.size() > 200, "too few bars to say anything");
        assertEquals(due, client.bars(), "bars told");
    }

    /** A symbol of each node, with one candle, so that every node has something to show. */
    private static List<String> symbolsOfAllNodes() throws Exception {
        List<String> symbols = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            int partition = cluster.owned(0, i, "indicator").iterator().next();
            symbols.add(symbolIn(partition));
            assertEquals(200, post(candle(symbols.get(i), SECOND.incrementAndGet())));
        }
        return symbols;
    }

    private static String symbolIn(int partition) {
        return SymbolsOf.partition(PROBE, partition, PARTITIONS);
    }

    private static String candle(String symbol, long time) {
        return "{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":1,\"closing_price\":1,\"high\":1,\"low\":1,"
                + "\"volume\":1,\"timestamp\":" + time + "}";
    }

    private static int post(String json) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(balancer.resolve("/ingest"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void aNodeThatIsSlowIsGivenLess() throws Exception {
        int slow = random.nextInt(NODES);
        List<String> symbols = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            // Of the others' partitions, for whoever takes one in has to wait for its owner.
            if (i != slow) {
                cluster.owned(slow, i, "indicator").forEach(partition -> symbols.add(symbolIn(partition)));
            }
        }
        double[] even = shares(symbols, () -> Thread.sleep(SHARE_MILLIS));
        double[] uneven = shares(symbols, () -> {
            for (long spent = 0; spent < SHARE_MILLIS; spent += 2 * BEAT_MILLIS) {
                cluster.signal(slow, "STOP");
                try {
                    Thread.sleep(BEAT_MILLIS);
                } finally {
                    cluster.signal(slow, "CONT");
                }
                Thread.sleep(BEAT_MILLIS);
            }
        });
        System.out.printf(
                "BalancedClusterTest: requests taken by each node %s, and with node %d standing still half of the time %s%n",
                Arrays.toString(even), slow, Arrays.toString(uneven));
        assertTrue(ofTheOthers(even, slow) > 0.7, () -> "not even: " + Arrays.toString(even));
        assertTrue(
                ofTheOthers(uneven, slow) < 0.8,
                () -> "as much for the slow node " + slow + ": " + Arrays.toString(uneven));
    }

    /** What a node took, as a part of what the others took on average. */
    private static double ofTheOthers(double[] taken, int node) {
        return taken[node] * (NODES - 1) / (Arrays.stream(taken).sum() - taken[node]);
    }

    /** Something that takes a while. */
    private interface Phase {
        void pass() throws Exception;
    }

    /** How many requests each node takes in while several senders are never without one under way. */
    private double[] shares(List<String> symbols, Phase phase) throws Exception {
        double[] before = taken();
        AtomicBoolean stop = new AtomicBoolean();
        List<String> failures = new CopyOnWriteArrayList<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Thread sender = new Thread(() -> send(symbols, stop, failures), "sender-" + i);
            senders.add(sender);
            sender.start();
        }
        try {
            phase.pass();
        } finally {
            stop.set(true);
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertEquals(List.of(), failures);
        double[] after = taken();
        return IntStream.range(0, NODES).mapToDouble(i -> after[i] - before[i]).toArray();
    }

    private void send(List<String> symbols, AtomicBoolean stop, List<String> failures) {
        try {
            while (!stop.get() && failures.isEmpty()) {
                long second = SECOND.incrementAndGet();
                int status = post(candle(symbols.get((int) (second % symbols.size())), second));
                if (status != 200) {
                    failures.add("answered " + status);
                }
            }
        } catch (Exception e) {
            failures.add(e.toString());
        }
    }

    private static double[] taken() throws Exception {
        double[] taken = new double[NODES];
        for (int i = 0; i < NODES; i++) {
            taken[i] = cluster.metric(i, "ticktide_ingest_events_total");
        }
        return taken;
    }

    /** Starts the node that balances; where it is. */
    private static URI startBalancer() {
        int port = ChildProcess.Ports.free().web();
        cluster.join(List.of("--roles", "balance", "--set", "balance.port=" + port));
        cluster.awaitReady(cluster.size() - 1);
        return URI.create("http://127.0.0.1:" + port);
    }

    private static int index(String id) throws Exception {
        for (int i = 0; i < NODES; i++) {
            if (id(i).equals(id)) {
                return i;
            }
        }
        throw new AssertionError("no node is " + id);
    }

    private static String id(int index) throws Exception {
        for (JsonNode node : cluster.state(index).get("nodes")) {
            if (node.get("pid").asLong() == cluster.pid(index)) {
                return node.get("node").asText();
            }
        }
        throw new AssertionError("node " + index + " does not know itself");
    }

    private static List<String> configuration() throws Exception {
        Path config = folder.resolve("ticktide.yaml");
        Files.writeString(
                config,
                Consistency.configuration() + "notifications:\n  smtp: {smarthost: \"127.0.0.1:"
                        + mail.getSmtp().getPort() + "\"}\n  subscriptions: [{recipient: " + READER
                        + ", symbols: [CALM0, CALM1, LATE2], timeframes: [\"*\"], max_age: 36500d}]\n"
                        + "web: {public_url: \"http://127.0.0.1:8080\", conflation: 500ms}\n");
        return List.of("--config", config.toString());
    }
}
