package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ticktide.cluster.Stage;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.notify.plan.NotificationPlan;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Plans;
import dev.ticktide.testing.PostgresServer;
import dev.ticktide.testing.SymbolsOf;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes under load, and something happens to one of them again and again: it is killed, stands still or is restarted in
 * good order. Then everything there is is held against the invariants. {@code -Dticktide.cluster.faults=N} does it more often,
 * {@code -Dticktide.seed=S} repeats a run's load and victims; {@code -Dticktide.cluster.pause=MILLIS} lets clients wait longer,
 * so that a long run does not end with hours of mails.
 */
@Tag("alone")
class ClusterFaultTest {

    private static final int FAULTS = Integer.getInteger("ticktide.cluster.faults", 2);

    /** So much is stored under load before anything happens to the nodes. */
    private static final int LOADED = 60;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SUSPENDED_MILLIS = 12_000;
    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int NODES = 3;

    /** Every stage at two nodes, never all at one; the first takes data and shows them, so that it can be asked. */
    private static final List<String> ROLES = List.of(
            "ingest,indicator,web", "ingest,signal,notify,web", "indicator,aggregate", "signal,aggregate,notify");

    private static final int CLIENTS = 6;
    private static final int PAUSE_MILLIS = Integer.getInteger("ticktide.cluster.pause", 40);
    private static final int PARTITIONS = 64;
    private static final long STALLED_NANOS = 30_000_000_000L;
    private static final int MAILS_AT_ONCE = 2;

    /** Far above what it takes here; the figures are the benchmark's. */
    private static final long TAKEOVER_MILLIS = 15_000;

    private static final String RECIPIENT = "student1@example.org";

    /** Some of each kind of the load's symbols: every mail is waited for. */
    private static final List<String> MAILED = List.of("SHARED1", "CALM0", "CALM1", "LATE2");

    private static final Subscription SUBSCRIPTION =
            new Subscription(Plans.to(RECIPIENT), MAILED, List.of(), List.of("*"), null);

    private final Random random = new Random(SEED);
    private final List<Long> gaps = new ArrayList<>();
    private int probes;

    @Test
    void killedOwnersOverOneFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("data/ticktide.db");
        run(folder, file, List.of(), () -> StoredData.read(file), this::kill);
    }

    /** Nodes with a few roles each, so that a kill takes one link out of the chain rather than a whole one. */
    @Test
    void killedRolesOverOneFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("data/ticktide.db");
        run(folder, ROLES, file, List.of(), () -> StoredData.read(file), this::killRoles);
    }

    @Test
    void killedOwnersOverPostgres(@TempDir Path folder) throws Exception {
        overPostgres(folder, this::kill);
    }

    @Test
    void ownersThatStandStillAndWakeUpOverPostgres(@TempDir Path folder) throws Exception {
        overPostgres(folder, this::pause);
    }

    @Test
    void nodesRestartedOneByOneOverOneFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("data/ticktide.db");
        List<History.Operation> operations = run(folder, file, List.of(), () -> StoredData.read(file), this::restart);
        assertEquals(
                List.of(),
                operations.stream()
                        .filter(operation -> operation.attempts() > 2)
                        .toList(),
                "requests that took more than one retry");
    }

    private void overPostgres(Path folder, Fault fault) throws Exception {
        PostgresServer server = PostgresServer.shared();
        server.clear();
        List<String> store =
                List.of("--set", "store.url=" + server.url(), "--set", "store.password=" + PostgresServer.PASSWORD);
        run(folder, folder.resolve("unused.db"), store, () -> StoredData.read(server), fault);
    }

    /** What happens to a node. */
    private interface Fault {
        void strike(Cluster cluster, int victim, int round) throws Exception;
    }

    private List<History.Operation> run(
            Path folder, Path file, List<String> store, Supplier<StoredData> data, Fault fault) throws Exception {
        return run(folder, Collections.nCopies(NODES, Cluster.ALL_ROLES), file, store, data, fault);
    }

    private List<History.Operation> run(
            Path folder, List<String> roles, Path file, List<String> store, Supplier<StoredData> data, Fault fault)
            throws Exception {
        System.out.printf("ClusterFaultTest: %d faults, -Dticktide.seed=%d%n", FAULTS, SEED);
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        Path config = folder.resolve("ticktide.yaml");
        Files.writeString(
                config,
                Consistency.configuration() + "notifications:\n  smtp: {smarthost: \"127.0.0.1:"
                        + mail.getSmtp().getPort() + "\"}\n  subscriptions: [{recipient: " + RECIPIENT
                        + ", symbols: " + MAILED
                        + ", timeframes: [\"*\"], max_age: 36500d}]\nweb: {public_url: \"http://127.0.0.1:8080\"}\n");
        List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
        arguments.addAll(store);
        try (Cluster cluster = new Cluster(folder, roles, file, arguments);
                History history = new History(folder.resolve("history.log"))) {
            // Four nodes share the two that send mails, and every mail is waited for.
            int clients = roles.contains(Cluster.ALL_ROLES) ? CLIENTS : CLIENTS / 2;
            Load load = new Load(cluster.ingestUrls(), history, random, clients, PAUSE_MILLIS);
            load.start();
            Await.until("load", PATIENCE, history::acked, acked -> acked >= LOADED);
            int faults = Math.max(FAULTS, roles.contains(Cluster.ALL_ROLES) ? 1 : roles.size());
            for (int i = 0; i < faults; i++) {
                fault.strike(cluster, random.nextInt(cluster.size()), i);
                load.requireNoFailures();
                Thread.sleep(300 + random.nextInt(700));
            }
            load.stop();
            System.out.printf(
                    "ClusterFaultTest: %d operations, %d acked, gaps %s ms%n",
                    history.operations().size(), history.acked(), gaps);
            assertTrue(history.acked() > 50, "too little load to say anything");
            StoredData settled = settled(data, cluster.nodes());
            check(history, settled, mail);
            return history.operations();
        } finally {
            mail.stop();
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
    }

    private void kill(Cluster cluster, int victim, int round) throws Exception {
        int other = (victim + 1) % NODES;
        Set<Integer> owned = cluster.owned(other, victim, "indicator");
        assertTrue(!owned.isEmpty(), "the victim owns nothing");
        cluster.node(victim).kill();
        long killed = System.nanoTime();
        gaps.add(untilAccepted(cluster, other, owned, killed));
        cluster.startAgain(victim);
        cluster.node(victim).awaitReady();
    }

    /** Its share of each stage goes to the one other node with that role, and comes back. */
    private void killRoles(Cluster cluster, int unused, int round) throws Exception {
        int victim = round % cluster.size();
        int other = victim == 0 ? 1 : 0;
        String id = cluster.id(other, victim);
        Set<String> stages = shares(cluster, other, id);
        assertTrue(!stages.isEmpty(), "the victim owns nothing");
        cluster.node(victim).kill();
        long killed = System.nanoTime();
        Set<Integer> all = IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toSet());
        gaps.add(untilAccepted(cluster, other, all, killed));
        await("everything of the dead to be taken over", () -> shares(cluster, other, id)
                .isEmpty());
        cluster.startAgain(victim);
        cluster.node(victim).awaitReady();
        await("its share to be back", () -> shares(cluster, other, cluster.id(other, victim))
                .equals(stages));
    }

    /** The stages of which a node owns something. */
    private static Set<String> shares(Cluster cluster, int asked, String id) throws Exception {
        Set<String> stages = new TreeSet<>();
        for (Stage stage : Stage.values()) {
            if (!cluster.owned(asked, id, stage.label()).isEmpty()) {
                stages.add(stage.label());
            }
        }
        return stages;
    }

    /** SIGSTOP for 12 s, then SIGCONT: a zombie that takes itself for the owner. */
    private void pause(Cluster cluster, int victim, int round) throws Exception {
        if (round > 0) {
            // Once is enough where nobody asked for more: it takes half a minute.
            return;
        }
        int other = (victim + 1) % NODES;
        Set<Integer> owned = cluster.owned(other, victim, "indicator");
        double fencedBefore = cluster.metric(victim, "ticktide_fenced_writes_total");
        // So that it stands still in the middle of its work, and goes on with it when it wakes up.
        Flood flood = new Flood(cluster, victim, owned);
        Await.until(() -> flood.answered.get() > 2 * Flood.UNDER_WAY);
        cluster.node(victim).signal("STOP");
        long stopped = System.nanoTime();
        gaps.add(untilAccepted(cluster, other, owned, stopped));
        Thread.sleep(Math.max(0, SUSPENDED_MILLIS - (System.nanoTime() - stopped) / 1_000_000));
        cluster.node(victim).signal("CONT");
        flood.stop();
        await("the fence to bite", () -> cluster.metric(victim, "ticktide_fenced_writes_total") > fencedBefore);
        await(
                "the woken node to be one of three",
                () -> cluster.state(victim).get("nodes").size() == NODES
                        && cluster.state(other).get("nodes").size() == NODES);
        await("its share to be back", () -> !cluster.owned(other, victim, "indicator")
                .isEmpty());
    }

    /** Requests to one node for its own partitions, as many under way as it takes to keep it busy. */
    private static final class Flood {

        private static final int UNDER_WAY = 32;

        private final List<Thread> threads = new ArrayList<>();
        private final AtomicInteger answered = new AtomicInteger();
        private volatile boolean stopped;

        Flood(Cluster cluster, int node, Set<Integer> partitions) {
            List<String> symbols =
                    partitions.stream().map(ClusterFaultTest::symbolIn).toList();
            AtomicLong time = new AtomicLong(1_710_000_000);
            for (int i = 0; i < UNDER_WAY; i++) {
                Thread thread = new Thread(() -> send(cluster, node, symbols, time), "flood-" + i);
                threads.add(thread);
                thread.start();
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private void send(Cluster cluster, int node, List<String> symbols, AtomicLong time) {
            while (!stopped) {
                long now = time.incrementAndGet();
                String symbol = symbols.get((int) (now % symbols.size()));
                try {
                    cluster.post(node, "[" + candle(symbol, now) + "]", Duration.ofSeconds(20));
                    answered.incrementAndGet();
                } catch (IOException e) {
                    // It stands still, or has just been replaced.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static String candle(String symbol, long time) {
        return "{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":1,\"closing_price\":1,\"high\":1,\"low\":1,"
                + "\"volume\":1,\"timestamp\":" + time + "}";
    }

    /** SIGTERM, then a new start; no request may need more than one more attempt. */
    private void restart(Cluster cluster, int victim, int round) throws Exception {
        int node = round % NODES;
        cluster.node(node).terminate();
        assertEquals(143, cluster.node(node).awaitEnd(), "exit code after SIGTERM");
        cluster.startAgain(node);
        cluster.node(node).awaitReady();
    }

    /** Posts a candle to each of some partitions until all were accepted; milliseconds since {@code begun}. */
    private long untilAccepted(Cluster cluster, int through, Set<Integer> partitions, long begun) throws Exception {
        probes++;
        String json = partitions.stream()
                .map(partition -> candle(symbolIn(partition), 1_700_000_000 + probes))
                .collect(Collectors.joining(",", "[", "]"));
        while (true) {
            String last;
            try {
                HttpResponse<String> answer = cluster.post(through, json, Duration.ofSeconds(10));
                if (answer.statusCode() == 200) {
                    return (System.nanoTime() - begun) / 1_000_000;
                }
                last = answer.body();
            } catch (IOException e) {
                last = e.toString();
            }
            String said = last;
            assertTrue(
                    System.nanoTime() - begun < TAKEOVER_MILLIS * 1_000_000,
                    () -> "not taken over after " + TAKEOVER_MILLIS + " ms: " + said);
        }
    }

    private static String symbolIn(int partition) {
        return SymbolsOf.partition("PROBE", partition, PARTITIONS);
    }

    /** Something that may fail while a node is away. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long begun = System.nanoTime();
        String last = "no";
        while (System.nanoTime() - begun < 60_000_000_000L) {
            try {
                if (condition.holds()) {
                    return;
                }
                last = "no";
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                last = e.toString();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("waited a minute for " + what + ": " + last);
    }

    /** Waits until everything that follows from the log is there and every mail is sent. */
    static StoredData settled(Supplier<StoredData> read, List<ChildProcess> nodes) throws InterruptedException {
        StoredData data = read.get();
        OfflineFold fold = new OfflineFold(data.log(), Consistency.INDICATORS, Consistency.ENGINE);
        List<Integer> progress = List.of();
        long moved = System.nanoTime();
        while (!Consistency.isSettled(data, fold) && System.nanoTime() - moved < STALLED_NANOS) {
            nodes.forEach(node -> assertTrue(node.isAlive(), node::tail));
            Thread.sleep(500);
            data = read.get();
            List<Integer> now = List.of(
                    data.signals().size(),
                    data.scores().size(),
                    data.bars().size(),
                    data.unsent().size());
            if (!now.equals(progress)) {
                progress = now;
                moved = System.nanoTime();
            }
        }
        return data;
    }

    private void check(History history, StoredData all, GreenMail mail) throws Exception {
        OfflineFold fold = new OfflineFold(all.log(), Consistency.INDICATORS, Consistency.ENGINE);
        NotificationPlan plan = Plans.mail(SUBSCRIPTION);
        Consistency.log(all);
        Consistency.derived(all, fold, plan::plan);
        Consistency.historyAndLog(history.operations(), all.without("PROBE"), true);
        assertTrue(Consistency.snapshots(all, fold) > 0, "there are snapshots");
        assertEquals(Map.of(), all.unsent(), "mails that are not sent");
        assertTrue(fold.signals().size() > 20, "the load raised too few signals to say anything");
        mails(fold, plan, mail);
    }

    /** Each mail at least once and under one Message-ID; a second time only where a fault hit between 250 and SENT. */
    private static void mails(OfflineFold fold, NotificationPlan plan, GreenMail mail) throws Exception {
        Map<String, Integer> delivered = new HashMap<>();
        for (MimeMessage message : mail.getReceivedMessages()) {
            delivered.merge(message.getMessageID(), 1, Integer::sum);
        }
        Set<String> due = new TreeSet<>();
        for (Signal signal : fold.signals().values()) {
            plan.plan(signal).stream()
                    .filter(row -> row.channel().equals("email"))
                    .forEach(row -> due.add("<" + row.id() + "@ticktide>"));
        }
        assertEquals(due, new TreeSet<>(delivered.keySet()), "mails by Message-ID");
        int extra = delivered.values().stream().mapToInt(times -> times - 1).sum();
        System.out.printf("ClusterFaultTest: %d mails, %d of them a second time%n", delivered.size(), extra);
        assertTrue(extra <= FAULTS * MAILS_AT_ONCE * NODES, extra + " extra deliveries by " + FAULTS + " faults");
        assertTrue(Collections.max(delivered.values()) <= 2, "no mail more than twice");
    }
}
