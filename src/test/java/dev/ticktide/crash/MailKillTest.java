package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.simulate.IngestJson;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.FaultSmtp;
import dev.ticktide.testing.FaultSmtp.Mail;
import dev.ticktide.testing.FaultSmtp.Phase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the node that is sending a mail, at each step of the dialogue with the mail server. Every mail arrives, under one
 * Message-ID, and a second time only if the kill hit between the server's taking it and our note of that.
 * {@code -Dticktide.mail.rounds=N} goes through the steps more often.
 */
class MailKillTest {

    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("ticktide.mail.rounds", 1);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long KILL_SECONDS = 20;
    private static final int CANDLES = 400;
    private static final int SENDERS = 4;
    private static final long COMMIT_TRIED_MILLIS = 500;
    private static final Pattern SOCKET = Pattern.compile("socket:\\[([0-9]+)]");

    /** When a kill hits. */
    private enum Step {
        CONNECT(Phase.CONNECT),
        MAIL(Phase.MAIL),
        RCPT(Phase.RCPT),
        DATA(Phase.DATA),
        /** After the final dot: the server has the mail, the node does not know. */
        DOT(Phase.DOT),
        /** Just after the server's yes, which may be noted already or not. */
        TAKEN(Phase.TAKEN),
        /** After the yes, while its note waits for the database. */
        BEFORE_NOTE(Phase.TAKEN);

        private final Phase phase;

        Step(Phase phase) {
            this.phase = phase;
        }

        /** How many extra deliveries a kill here may lead to. */
        int mostExtra() {
            return phase == Phase.DOT || phase == Phase.TAKEN ? 1 : 0;
        }

        /** How many it must lead to. */
        int leastExtra() {
            return this == DOT || this == BEFORE_NOTE ? 1 : 0;
        }
    }

    private final Random random = new Random(SEED);
    private final Map<String, Step> killed = new HashMap<>();
    private final Map<Step, Integer> kills = new TreeMap<>();
    private int symbols;

    @Test
    void theSendingNodeDiesAtEachStep(@TempDir Path folder) throws Exception {
        System.out.printf("MailKillTest: %d rounds, -Dticktide.seed=%d%n", ROUNDS, SEED);
        Path file = folder.resolve("data/ticktide.db");
        try (FaultSmtp smtp = new FaultSmtp();
                Cluster cluster = new Cluster(folder, 1, file, arguments(folder, smtp.port()))) {
            for (int i = 0; i < SENDERS; i++) {
                cluster.join("notify");
            }
            for (int round = 0; round < ROUNDS; round++) {
                restart(cluster);
                // All senders die, and new ones go on with it.
                for (Step step : List.of(Step.CONNECT, Step.MAIL, Step.RCPT, Step.DATA)) {
                    kill(step, cluster, smtp, file);
                }
                restart(cluster);
                awaitSent(file);
                // One is left and takes over when the leases have run out.
                for (Step step : List.of(Step.DOT, Step.TAKEN, Step.BEFORE_NOTE)) {
                    kill(step, cluster, smtp, file);
                }
                awaitSent(file);
            }
            check(smtp, file);
        }
    }

    private static List<String> arguments(Path folder, int smtpPort) throws IOException {
        List<String> arguments = new ArrayList<>(Trial.arguments(folder, smtpPort));
        arguments.addAll(List.of("--roles", "ingest,indicator,signal,aggregate,web"));
        return arguments;
    }

    private static void awaitReady(Cluster cluster) {
        cluster.nodes().forEach(ChildProcess::awaitReady);
    }

    private static void restart(Cluster cluster) {
        for (int i = 0; i < cluster.size(); i++) {
            if (!cluster.node(i).isAlive()) {
                cluster.startAgain(i);
            }
        }
        awaitReady(cluster);
    }

    /** Has one mail made and kills whoever sends it. */
    private void kill(Step step, Cluster cluster, FaultSmtp smtp, Path file) throws Exception {
        CompletableFuture<String> done = new CompletableFuture<>();
        if (step.phase == Phase.TAKEN) {
            // The client hangs up after the yes, so who it is must be found out before.
            smtp.visit(Phase.DOT, (port, ignored) -> {
                Connection lock = step == Step.BEFORE_NOTE ? lock(file, done) : null;
                int sender = sender(cluster, smtp, port, done);
                smtp.visit(Phase.TAKEN, (same, messageId) -> {
                    if (lock != null) {
                        Thread.sleep(COMMIT_TRIED_MILLIS);
                    }
                    cluster.kill(sender);
                    close(lock);
                    done.complete(messageId);
                });
            });
        } else {
            smtp.visit(step.phase, (port, messageId) -> {
                cluster.kill(sender(cluster, smtp, port, done));
                done.complete(messageId);
            });
        }
        raise(cluster);
        String messageId = done.get(KILL_SECONDS, TimeUnit.SECONDS);
        kills.merge(step, 1, Integer::sum);
        if (!messageId.isEmpty()) {
            killed.put(messageId, step);
        }
    }

    /** Nothing can be written until it is closed. */
    private static Connection lock(Path file, CompletableFuture<String> done) {
        try {
            Connection lock = DriverManager.getConnection("jdbc:sqlite:" + file);
            lock.createStatement().execute("PRAGMA busy_timeout = 5000");
            lock.createStatement().execute("BEGIN IMMEDIATE");
            return lock;
        } catch (SQLException e) {
            done.completeExceptionally(e);
            throw new IllegalStateException(e);
        }
    }

    private static void close(Connection lock) throws IOException {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** The node that holds the other end of a connection. */
    private static int sender(Cluster cluster, FaultSmtp smtp, int port, CompletableFuture<String> done)
            throws IOException, InterruptedException {
        // What the kernel lists leaves one out now and then while others come and go.
        for (int tries = 0; tries < 50; tries++) {
            String inode = inode(port, smtp.port());
            for (int i = 0; i < cluster.size(); i++) {
                if (cluster.node(i).isAlive() && holds(cluster.pid(i), inode)) {
                    return i;
                }
            }
            Thread.sleep(10);
        }
        IOException failure = new IOException("no node has port " + port);
        done.completeExceptionally(failure);
        throw failure;
    }

    /** The socket between two ports, by the kernel's tables. */
    private static String inode(int port, int server) throws IOException {
        String local = String.format(":%04X", port);
        String remote = String.format(":%04X", server);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.trim().split("\\s+");
                if (columns.length > 9 && columns[1].endsWith(local) && columns[2].endsWith(remote)) {
                    return columns[9];
                }
            }
        }
        return "";
    }

    private static boolean holds(long pid, String inode) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path each : open.toList()) {
                Matcher socket = SOCKET.matcher(target(each));
                if (socket.matches() && socket.group(1).equals(inode)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // Closed meanwhile.
            return "";
        }
    }

    /** Posts a new symbol's candles up to the one that raises its first signal. */
    private void raise(Cluster cluster) throws Exception {
        List<MarketEvent> candles = new ArrayList<>();
        int raising;
        do {
            candles.clear();
            String symbol = "MAIL" + symbols++;
            Prices prices = new Prices(random);
            List<LogEntry> log = new ArrayList<>();
            for (int i = 0; i < CANDLES; i++) {
                Candle candle = prices.candle(symbol, 1_700_000_000_000_000L + i * 2_000_000L);
                candles.add(candle);
                log.add(new LogEntry(0, i + 1, candle.time(), false, candle));
            }
            raising = first(new OfflineFold(Map.of(0, log), Consistency.INDICATORS, Consistency.ENGINE).signals());
        } while (raising < 2);
        post(cluster, candles.subList(0, raising - 1));
        post(cluster, candles.subList(raising - 1, raising));
    }

    /** The seq of the entry that raises the first signal; 0 if there is none or if it raises several. */
    private static int first(Map<String, Signal> signals) {
        List<Long> seqs =
                signals.values().stream().map(Signal::seq).sorted().limit(2).toList();
        return seqs.size() < 2 || seqs.get(0).equals(seqs.get(1)) ? 0 : Math.toIntExact(seqs.get(0));
    }

    private static void post(Cluster cluster, List<MarketEvent> candles) throws Exception {
        HttpResponse<String> answer =
                cluster.post(0, new String(IngestJson.array(candles), StandardCharsets.UTF_8), Duration.ofSeconds(20));
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private static void awaitSent(Path file) {
        Await.until(
                "every mail to be noted as sent",
                LIMIT,
                () -> query(file, "SELECT id || ' ' || state, '' FROM outbox WHERE state <> 'sent'"),
                Map::isEmpty);
    }

    private void check(FaultSmtp smtp, Path file) {
        Map<String, Integer> delivered = new TreeMap<>();
        Map<String, String> content = new HashMap<>();
        for (Mail mail : smtp.mails()) {
            delivered.merge(mail.messageId(), 1, Integer::sum);
            String before = content.put(mail.messageId(), subject(mail));
            assertTrue(before == null || before.equals(subject(mail)), "two mails under one Message-ID");
        }
        Map<String, String> due =
                query(file, "SELECT '<' || id || '@ticktide>', recipient FROM outbox WHERE channel = 'email'");
        assertEquals(due.keySet(), delivered.keySet(), "every mail, and no other");
        assertEquals(Step.values().length * ROUNDS, due.size(), "a mail for each kill");
        Map<Step, Integer> extras = new TreeMap<>();
        delivered.forEach((messageId, times) -> {
            Step step = killed.get(messageId);
            int least = step == null ? 0 : step.leastExtra();
            int most = step == null ? 0 : step.mostExtra();
            assertTrue(
                    times - 1 >= least && times - 1 <= most,
                    () -> messageId + " came " + times + " times, killed at " + step);
            if (step != null) {
                extras.merge(step, times - 1, Integer::sum);
            }
        });
        System.out.printf("MailKillTest: kills %s; extra deliveries %s%n", kills, extras);
        for (Step step : Step.values()) {
            assertEquals(ROUNDS, kills.getOrDefault(step, 0), "kills at " + step);
        }
    }

    private static String subject(Mail mail) {
        return mail.source()
                .lines()
                .filter(line -> line.startsWith("Subject:"))
                .findFirst()
                .orElse("");
    }

    private static Map<String, String> query(Path file, String sql) {
        Map<String, String> rows = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.put(row.getString(1), row.getString(2));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }
}
