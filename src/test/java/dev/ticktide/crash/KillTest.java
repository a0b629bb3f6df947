package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ticktide.crash.ChildProcess.Ports;
import dev.ticktide.crash.ChildProcess.Setup;
import dev.ticktide.crash.History.Operation;
import dev.ticktide.crash.History.Outcome;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.notify.SignalText;
import dev.ticktide.notify.plan.NotificationPlan;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.testing.Plans;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process again and again under load, with SIGKILL at random moments, and then holds everything there is against
 * the invariants: what clients were told, the database, the mails. {@code -Dticktide.kills=N} kills more often,
 * {@code -Dticktide.seed=S} repeats a run's load and moments.
 */
@Tag("alone")
class KillTest {

    private static final int KILLS = Integer.getInteger("ticktide.kills", 8);
    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int CLIENTS = 6;
    private static final int PAUSE_MILLIS = 24;
    private static final int ENOUGH = 300;
    private static final int READY_MILLIS = 10_000;
    private static final long STALLED_NANOS = 20_000_000_000L;

    /** Mails on their way at once: each may be accepted just before a kill and sent again after it. */
    private static final int MAILS_AT_ONCE = 2;

    private static final String RECIPIENT = "student1@example.org";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(SEED);
    private final List<Long> readyMillis = new ArrayList<>();
    private final List<String> kills = new ArrayList<>();
    private final Ports ports = Ports.free();
    private final AtomicLong cutOff = new AtomicLong();

    @Test
    void everyPromiseHoldsThroughKills(@TempDir Path folder) throws Exception {
        System.out.printf("KillTest: %d kills, -Dticktide.seed=%d%n", KILLS, SEED);
        // The sink complains of every connection that a kill cuts off in the middle of a mail.
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> cutOff.incrementAndGet());
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        Setup setup = setup(folder, mail.getSmtp().getPort());
        try (History history = new History(folder.resolve("history.log"))) {
            Load load = new Load(history);
            load.start();
            for (int i = 0; i < KILLS; i++) {
                killOnce(setup, history, load);
            }
            try (ChildProcess last = ChildProcess.start(setup)) {
                readyMillis.add(last.awaitReady());
                loadEnough(history);
                load.stop();
                report(history, load);
                StoredData data = settled(setup.data(), last);
                OfflineFold fold = check(history, data);
                mails(data, mail);
                indicators(data, fold);
                last.stop();
                afterStop(setup.data(), data);
            }
        } finally {
            mail.stop();
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
    }

    private Setup setup(Path folder, int smtpPort) throws IOException {
        Path config = folder.resolve("ticktide.yaml");
        Files.writeString(
                config,
                Consistency.configuration() + "notifications:\n  smtp: {smarthost: \"127.0.0.1:" + smtpPort
                        + "\"}\n  subscriptions: [{recipient: " + RECIPIENT
                        + ", timeframes: [\"*\"], max_age: 36500d}]\n");
        return new Setup(
                folder.resolve("data/ticktide.db"),
                folder.resolve("child.log"),
                ports,
                List.of(),
                List.of("--config", config.toString()));
    }

    /** All clients on their threads. */
    private final class Load {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private final LoadClient.Found found = new LoadClient.Found(new AtomicLong(), new AtomicLong());
        private final List<Thread> threads = new ArrayList<>();

        Load(History history) {
            long firstTime = (System.currentTimeMillis() / 1_000 - 12 * 3_600) * 1_000_000;
            LoadClient.Shared shared = new LoadClient.Shared(
                    List.of(URI.create(ports.ingestUrl())),
                    history,
                    List.of("SHARED1", "SHARED2"),
                    new AtomicLong(firstTime),
                    stop,
                    failures,
                    found,
                    Math.max(1, PAUSE_MILLIS * Math.max(1, KILLS / 40)),
                    false);
            for (int i = 0; i < CLIENTS; i++) {
                LoadClient client =
                        new LoadClient(shared, i, List.of("CALM" + i, "LATE" + i), random.nextLong(), firstTime);
                threads.add(new Thread(client, "load-" + i));
            }
        }

        void start() {
            threads.forEach(Thread::start);
        }

        void stop() throws InterruptedException {
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), failures, "answers that should not have been");
        }
    }

    /** One kill in four comes while the process starts, the others when it is under load. */
    private void killOnce(Setup setup, History history, Load load) throws InterruptedException {
        int before = history.acked();
        try (ChildProcess child = ChildProcess.start(setup)) {
            boolean starting = random.nextInt(4) == 0;
            if (starting) {
                Thread.sleep(300 + random.nextInt(2_000));
            } else {
                readyMillis.add(child.awaitReady());
                Thread.sleep(50 + random.nextInt(1_600));
            }
            assertTrue(child.isAlive(), child::tail);
            boolean ready = child.isReady();
            int inFlight = history.inFlight();
            child.kill();
            kills.add(ready ? (history.acked() - before) + " acks, " + inFlight + " in flight" : "during the start");
        }
        assertEquals(List.of(), load.failures, "answers that should not have been");
    }

    /** On a busy machine the kills may leave too little done to say anything. */
    private static void loadEnough(History history) throws InterruptedException {
        for (int i = 0; i < 150 && (i < 3 || history.acked() < ENOUGH); i++) {
            Thread.sleep(100);
        }
    }

    private void report(History history, Load load) {
        List<Operation> operations = history.operations();
        System.out.printf(
                "KillTest: %d operations, %d ok, %d rejected, %d unknown to the end;"
                        + " repeated after a kill: %d had been stored, %d had not%nKillTest: ready after %s ms%n",
                operations.size(),
                count(operations, Outcome.OK),
                count(operations, Outcome.REJECTED),
                count(operations, Outcome.UNKNOWN),
                load.found.stored().get(),
                load.found.notStored().get(),
                readyMillis);
        System.out.println("KillTest: kills: " + kills);
        long underLoad = kills.stream().filter(kill -> kill.contains("acks")).count();
        assertTrue(underLoad > 0, "no kill hit a process under load");
        assertTrue(
                kills.stream()
                                .filter(kill -> kill.contains("acks") && !kill.startsWith("0 "))
                                .count()
                        > 0,
                "no kill came after an answer");
        assertTrue(
                operations.stream().anyMatch(operation -> operation.unanswered() > 0), "no kill came before an answer");
        if (KILLS >= 40) {
            assertTrue(load.found.stored().get() > 0, "no kill came between commit and answer");
            assertTrue(load.found.notStored().get() > 0, "no kill came between request and commit");
        }
        assertTrue(
                readyMillis.stream().allMatch(millis -> millis < READY_MILLIS),
                () -> "ready within " + READY_MILLIS + " ms, were " + readyMillis);
    }

    private static long count(List<Operation> operations, Outcome outcome) {
        return operations.stream()
                .filter(operation -> operation.outcome() == outcome)
                .count();
    }

    /** Waits until everything that follows from the log is there and every mail is sent. */
    private static StoredData settled(Path file, ChildProcess child) throws InterruptedException {
        long begun = System.nanoTime();
        StoredData data = StoredData.read(file);
        OfflineFold fold = new OfflineFold(data.log(), Consistency.INDICATORS, Consistency.ENGINE);
        List<Integer> progress = List.of();
        long moved = begun;
        while (!Consistency.isSettled(data, fold) && System.nanoTime() - moved < STALLED_NANOS) {
            assertTrue(child.isAlive(), child::tail);
            Thread.sleep(500);
            data = StoredData.read(file);
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
        System.out.printf(
                "KillTest: %d log entries, %d signals, %d scores, settled after %d ms%n",
                data.entries().size(),
                data.signals().size(),
                data.scores().size(),
                (System.nanoTime() - begun) / 1_000_000);
        return data;
    }

    private OfflineFold check(History history, StoredData data) {
        OfflineFold fold = new OfflineFold(data.log(), Consistency.INDICATORS, Consistency.ENGINE);
        Consistency.log(data);
        Consistency.historyAndLog(history.operations(), data);
        Consistency.derived(data, fold, plan()::plan);
        assertTrue(Consistency.snapshots(data, fold) > 0, "there are snapshots");
        assertEquals(Map.of(), data.unsent(), "mails that are not sent");
        assertTrue(fold.signals().size() > 100, "the load raised too few signals to say anything");
        return fold;
    }

    private NotificationPlan plan() {
        return Plans.mail(Subscription.all(Plans.to(RECIPIENT)));
    }

    /** Each mail at least once and under one Message-ID; a second time only where a kill hit between 250 and SENT. */
    private void mails(StoredData data, GreenMail mail) throws Exception {
        Map<String, Integer> delivered = new HashMap<>();
        Map<String, String> subjects = new HashMap<>();
        for (MimeMessage message : mail.getReceivedMessages()) {
            delivered.merge(message.getMessageID(), 1, Integer::sum);
            String other = subjects.put(message.getMessageID(), message.getSubject());
            assertTrue(other == null || other.equals(message.getSubject()), "two mails under one Message-ID");
        }
        Map<String, String> due = new HashMap<>();
        OfflineFold fold = new OfflineFold(data.log(), Consistency.INDICATORS, Consistency.ENGINE);
        SignalText texts = new SignalText(ports.webUrl());
        for (Signal signal : fold.signals().values()) {
            plan().plan(signal).stream()
                    .filter(row -> row.channel().equals(Notification.EMAIL))
                    .forEach(row ->
                            due.put("<" + row.id() + "@ticktide>", texts.of(row).subject()));
        }
        assertEquals(new TreeSet<>(due.keySet()), new TreeSet<>(delivered.keySet()), "mails by Message-ID");
        assertEquals(due, subjects);
        int extra = delivered.values().stream().mapToInt(times -> times - 1).sum();
        System.out.printf(
                "KillTest: %d mails, %d of them a second time, %d sessions cut off%n",
                delivered.size(), extra, cutOff.get());
        assertTrue(extra <= KILLS * MAILS_AT_ONCE, extra + " extra deliveries by " + KILLS + " kills");
    }

    /** What the interface shows equals the offline fold's last bars. Late candles are shown, though no fold counts them. */
    private void indicators(StoredData data, OfflineFold fold) throws Exception {
        Map<String, Boolean> late = new HashMap<>();
        for (LogEntry entry : data.entries()) {
            late.merge(entry.event().subject(), entry.late(), Boolean::logicalOr);
        }
        int compared = 0;
        for (int i = 0; i < CLIENTS; i++) {
            String symbol = "CALM" + i;
            if (!late.getOrDefault(symbol, true)) {
                compared += compare(symbol, fold.closed(symbol, Timeframe.RAW));
            }
        }
        assertTrue(compared > 0, "no symbol without late candles");
    }

    private int compare(String symbol, List<BarUpdate> updates) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(
                                ports.webUrl() + "/api/v1/indicators?timeframe=raw&limit=100&symbol=" + symbol))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        JsonNode answer = json.readTree(response.body());
        JsonNode rows = answer.get("data");
        int first = updates.size() - rows.size();
        assertEquals(Math.min(100, updates.size()), rows.size());
        for (int i = 0; i < rows.size(); i++) {
            BarUpdate update = updates.get(first + i);
            assertEquals(update.bar().time(), Math.round(rows.get(i).get(0).asDouble() * 1_000), symbol);
            for (int j = 0; j < update.values().length; j++) {
                double due = update.values()[j];
                JsonNode shown = rows.get(i).get(j + 1);
                double value = shown.isNull() ? Double.NaN : shown.asDouble();
                boolean same = Double.isNaN(due) ? Double.isNaN(value) : Math.abs(value - due) <= 1e-12 * Math.abs(due);
                assertTrue(same, () -> symbol + " " + Arrays.toString(update.values()) + " was shown as " + shown);
            }
        }
        return rows.size();
    }

    /** A stop in good order changes nothing and leaves a snapshot of every partition's last state. */
    private static void afterStop(Path file, StoredData before) {
        StoredData after = StoredData.read(file);
        assertEquals(before.log(), after.log());
        assertEquals(before.outbox(), after.outbox());
        OfflineFold fold = new OfflineFold(after.log(), Consistency.INDICATORS, Consistency.ENGINE);
        Consistency.snapshots(after, fold);
        after.log()
                .forEach((partition, entries) -> assertTrue(
                        after.snapshots().stream()
                                .anyMatch(each -> each.partition() == partition && each.seq() == entries.size()),
                        () -> "partition " + partition + " was not saved at the stop"));
    }
}
