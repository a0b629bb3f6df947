package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Plans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Everybody is outside, at the one port of the balancer: senders, pages in a browser, a client of the live feed. Nodes are killed
 * and restarted under them. {@code -Dticktide.seed=S} repeats a run's load.
 */
@Tag("alone")
class BalancedClusterTest extends BalancedCluster {

    /** From a node's death until a page is live again at another one. */
    private static final Duration BACK = Duration.ofSeconds(20);

    /** What happened in a break longer than this is printed. */
    private static final Duration LONG = Duration.ofMillis(1_500);

    private static final int STORY_SECONDS = 15;

    /** From a takeover, or the last candle, until a page shows what there is. */
    private static final Duration EQUAL = Duration.ofSeconds(20);

    private static final int SENDERS = 6;
    private static final long SHARE_MILLIS = 4_000;
    private static final long BEAT_MILLIS = 200;

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
}
