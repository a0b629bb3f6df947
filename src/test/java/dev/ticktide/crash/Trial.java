package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Plans;
import dev.ticktide.testing.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Nodes and the load on them, to be held against the invariants at the end. No mail server; what the nodes compute and whom
 * they would tell is {@link Consistency}'s.
 */
final class Trial implements AutoCloseable {

    static final String PUBLIC_URL = "http://127.0.0.1:8080";
    private static final String RECIPIENT = "student1@example.org";

    private static final int PAUSE_MILLIS = 40;
    private static final int ENOUGH_SIGNALS = 20;
    private static final Duration UNDER_LOAD = Duration.ofSeconds(60);
    private static final long RSS_LIMIT_KILOBYTES = 900_000;

    /** What a node may take to say that it lives. Printed with what it took; a busy machine is given some more. */
    private static final long LIVE_MILLIS = 3_000;

    private final String name;
    private final Supplier<List<ChildProcess>> nodes;
    private final List<URI> web;
    private final Supplier<StoredData> data;
    private final History history;
    private final Load load;
    private final AtomicLong slowestLive = new AtomicLong();
    private final Thread watch;
    private boolean withMail;
    private volatile boolean ended;

    /**
     * Begins the load.
     *
     * @param web where the nodes say that they live; may be empty
     */
    Trial(
            String name,
            Path folder,
            Supplier<List<ChildProcess>> nodes,
            List<URI> ingest,
            List<URI> web,
            Supplier<StoredData> data,
            Random random,
            int clients)
            throws IOException {
        this.name = name;
        this.nodes = nodes;
        this.web = web;
        this.data = data;
        history = new History(folder.resolve("history.log"));
        load = new Load(ingest, history, random, clients, PAUSE_MILLIS);
        load.start();
        watch = new Thread(this::watch, "watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Over a whole cluster. */
    static Trial of(String name, Path folder, Cluster cluster, Supplier<StoredData> data, Random random, int clients)
            throws IOException {
        List<URI> web = new ArrayList<>();
        for (int i = 0; i < cluster.size(); i++) {
            web.add(URI.create(cluster.ports(i).webUrl()));
        }
        return new Trial(name, folder, cluster::nodes, cluster.ingestUrls(), web, data, random, clients);
    }

    /** The nodes' configuration, as arguments. */
    static List<String> arguments(Path folder) throws IOException {
        return arguments(folder, 0);
    }

    /**
     * As above.
     *
     * @param smtpPort of a mail server on this machine; 0: none
     */
    static List<String> arguments(Path folder, int smtpPort) throws IOException {
        Path config = folder.resolve("ticktide.yaml");
        String smtp = smtpPort == 0 ? "" : "\n  smtp: {smarthost: \"127.0.0.1:" + smtpPort + "\"}";
        Files.writeString(
                config,
                Consistency.configuration() + "notifications:" + smtp + "\n  subscriptions: [{recipient: " + RECIPIENT
                        + ", timeframes: [\"*\"], max_age: 36500d}]\nweb: {public_url: \"" + PUBLIC_URL + "\"}\n");
        return List.of("--config", config.toString());
    }

    /** As above, with the data in PostgreSQL. */
    static List<String> arguments(Path folder, String url) throws IOException {
        return arguments(folder, url, 0);
    }

    static List<String> arguments(Path folder, String url, int smtpPort) throws IOException {
        List<String> arguments = new ArrayList<>(arguments(folder, smtpPort));
        arguments.addAll(List.of("--set", "store.url=" + url, "--set", "store.password=" + PostgresServer.PASSWORD));
        return arguments;
    }

    /** There is a mail server, and every mail must have been sent at the end. */
    Trial withMail() {
        withMail = true;
        return this;
    }

    History history() {
        return history;
    }

    Load load() {
        return load;
    }

    /** Waits for the first 200 after a moment; milliseconds from there. */
    long untilAcked(long from, Duration limit) throws InterruptedException {
        while (history.firstAckAfter(from) == Long.MAX_VALUE) {
            load.requireNoFailures();
            assertTrue(
                    System.nanoTime() - from < limit.toNanos(),
                    () -> name + ": nothing stored within " + limit.toMillis() + " ms; refusals: " + codes());
            Thread.sleep(10);
        }
        return (history.firstAckAfter(from) - from) / 1_000_000;
    }

    /** Waits for so many more answers with 200, so that there is load before something happens, or after it. */
    void untilMoreAcked(int more) {
        int before = history.acked();
        Await.until(
                name + ": " + more + " more stored",
                UNDER_LOAD,
                () -> {
                    load.requireNoFailures();
                    return history.acked() - before;
                },
                acked -> acked >= more);
    }

    /** The codes of all refusals so far, each with how often. */
    String codes() {
        Map<String, Integer> counts = new TreeMap<>();
        history.refusals().forEach(refusal -> counts.merge(refusal.code(), 1, Integer::sum));
        return counts.toString();
    }

    /** Of refusals after a moment: the milliseconds that all but one in a hundred took at most. */
    long slowRefusal(long from, String code) {
        List<Long> millis = history.refusals().stream()
                .filter(refusal -> refusal.nanos() >= from && refusal.code().equals(code))
                .map(History.Refusal::millis)
                .sorted()
                .toList();
        return millis.isEmpty() ? -1 : millis.get((millis.size() * 99 - 1) / 100);
    }

    long slowestRefusal() {
        return history.refusals().stream()
                .mapToLong(History.Refusal::millis)
                .max()
                .orElse(0);
    }

    /** Ends the load, waits until everything that follows is done and checks it; what is stored. */
    StoredData end(String ignoredSymbols) throws Exception {
        load.stop();
        StoredData all = ClusterFaultTest.settled(data, nodes.get());
        OfflineFold fold = new OfflineFold(all.log(), Consistency.INDICATORS, Consistency.ENGINE);
        Consistency.log(all);
        Consistency.derived(all, fold, Plans.plan(withMail, Subscription.all(Plans.to(RECIPIENT)))::plan);
        Consistency.historyAndLog(
                history.operations(),
                ignoredSymbols.isEmpty() ? all : all.without(ignoredSymbols),
                nodes.get().size() > 1);
        Consistency.snapshots(all, fold);
        System.out.printf(
                "%s: %d operations, %d acked, refusals %s; %d log entries, %d signals; slowest /health/live %d ms,"
                        + " RSS %s MB%n",
                name,
                history.operations().size(),
                history.acked(),
                codes(),
                all.entries().size(),
                fold.signals().size(),
                slowestLive.get(),
                nodes.get().stream().map(node -> rss(node) / 1_000).toList());
        assertEquals(0, history.timeouts(), "requests that nobody answered");
        assertTrue(fold.signals().size() > ENOUGH_SIGNALS, "the load raised too few signals to say anything");
        assertTrue(slowestLive.get() < LIVE_MILLIS, "slowest /health/live: " + slowestLive.get() + " ms");
        nodes.get().forEach(node -> assertTrue(rss(node) < RSS_LIMIT_KILOBYTES, "RSS " + rss(node) + " KB"));
        return all;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        watch.interrupt();
        history.close();
    }

    private static long rss(ChildProcess node) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(node.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void watch() {
        HttpClient http = HttpClient.newHttpClient();
        while (!ended) {
            try {
                for (URI node : web) {
                    long begun = System.nanoTime();
                    http.send(
                            HttpRequest.newBuilder(node.resolve("/health/live"))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
                    slowestLive.accumulateAndGet((System.nanoTime() - begun) / 1_000_000, Math::max);
                }
                Thread.sleep(200);
            } catch (IOException e) {
                // It has just been killed, which others notice.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
