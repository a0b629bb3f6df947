package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ticktide.crash.ChildProcess.Ports;
import dev.ticktide.crash.ChildProcess.Setup;
import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.notify.plan.NotificationPlan;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.simulate.IngestJson;
import dev.ticktide.testing.Plans;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lets the disk run full and makes room again: nothing that was answered is lost, and nothing has to be repaired. */
class DiskFullTest {

    private static final int DATA_MIB = 14;
    private static final int BATCH = 2_000;
    private static final int MAX_BATCHES = 400;
    private static final int RECOVERY_MILLIS = 10_000;
    private static final int SETTLE_MILLIS = 20_000;
    private static final List<String> SYMBOLS = List.of("AAPL", "MSFT", "NVDA", "TSLA");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Ports ports = Ports.free();
    private final Prices prices = new Prices(new Random(7));
    private final Set<MarketEvent> sent = new HashSet<>();
    private final Set<MarketEvent> acked = new HashSet<>();
    private final Map<String, Integer> answers = new TreeMap<>();
    private long time = 1_700_000_000_000_000L;

    /** Once with less room made than the write-ahead log takes, which has no way into the database then, and once with more. */
    @ParameterizedTest
    @ValueSource(ints = {12, 24})
    void aFullDiskStopsNothingForGood(int roomMib, @TempDir Path folder) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                mount(disk, DATA_MIB + roomMib),
                "this user can't mount a tmpfs, so no full disk was tried (run as root)");
        try {
            Path ballast = disk.resolve("ballast");
            Files.write(ballast, new byte[roomMib << 20]);
            Path config = folder.resolve("ticktide.yaml");
            Files.writeString(config, Consistency.configuration());
            Setup setup = new Setup(
                    disk.resolve("ticktide.db"),
                    folder.resolve("child.log"),
                    ports,
                    List.of(),
                    List.of("--config", config.toString()));
            try (ChildProcess child = ChildProcess.start(setup)) {
                child.awaitReady();
                fill();
                whileFull(child);
                Files.delete(ballast);
                System.out.println("DiskFullTest: full with " + sizes(disk));
                recover(disk, child);
                System.out.println("DiskFullTest: answers " + answers);
                check(setup.data(), child);
                child.kill();
            }
            try (ChildProcess again = ChildProcess.start(setup)) {
                again.awaitReady();
                assertEquals(200, post(batch(SYMBOLS.size())));
                again.stop();
            }
            log(StoredData.read(setup.data()));
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private void fill() throws Exception {
        for (int i = 0; i < MAX_BATCHES; i++) {
            if (post(batch(BATCH)) == 503) {
                return;
            }
        }
        throw new AssertionError("the disk never got full");
    }

    /** Refused politely, again and again, while reading goes on. */
    private void whileFull(ChildProcess child) throws Exception {
        List<MarketEvent> more = batch(BATCH);
        for (int i = 0; i < 30; i++) {
            assertEquals(503, post(more));
            assertTrue(child.isAlive(), child::tail);
            Thread.sleep(50);
        }
        assertTrue(answers.containsKey("503 storage_full"), "answers were " + answers);
        for (String path : List.of(
                "/api/v1/candles?symbol=AAPL", "/api/v1/symbols", "/api/v1/snapshot?symbol=MSFT", "/health/live")) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(ports.webUrl() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), path + ": " + response.body());
        }
    }

    private void recover(Path disk, ChildProcess child) throws Exception {
        long begun = System.nanoTime();
        List<MarketEvent> more = batch(SYMBOLS.size());
        int status = post(more);
        while (status != 200 && (System.nanoTime() - begun) / 1_000_000 < RECOVERY_MILLIS) {
            Thread.sleep(50);
            status = post(more);
        }
        assertEquals(200, status, "after room was made; answers were " + answers);
        System.out.printf("DiskFullTest: posting works again after %d ms%n", (System.nanoTime() - begun) / 1_000_000);
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    200,
                    post(batch(BATCH / 20)),
                    () -> "once it worked again; answers were " + answers + ", files " + sizes(disk) + "\n"
                            + child.tail());
        }
    }

    /** What is derived from the log catches up, too. */
    private void check(Path file, ChildProcess child) throws Exception {
        StoredData data = StoredData.read(file);
        OfflineFold fold = new OfflineFold(data.log(), Consistency.INDICATORS, Consistency.ENGINE);
        long begun = System.nanoTime();
        while (!Consistency.isSettled(data, fold) && (System.nanoTime() - begun) / 1_000_000 < SETTLE_MILLIS) {
            Thread.sleep(500);
            data = StoredData.read(file);
        }
        assertTrue(child.isAlive(), child::tail);
        log(data);
        NotificationPlan inboxOnly = Plans.plan(
                false,
                new Subscription(Plans.to("trader@localhost"), List.of(), List.of(), List.of(), Duration.ofHours(1)));
        Consistency.derived(data, fold, inboxOnly::plan);
        Consistency.snapshots(data, fold);
    }

    private void log(StoredData data) {
        Consistency.log(data);
        Set<MarketEvent> stored = new HashSet<>(data.events());
        assertTrue(stored.containsAll(acked), "something acknowledged is not stored");
        assertEquals(acked, stored, "what was refused is not stored");
        assertTrue(sent.containsAll(stored), "something stored was never sent");
    }

    private List<MarketEvent> batch(int size) {
        List<MarketEvent> events = new ArrayList<>(size);
        while (events.size() < size) {
            time += 1_000_000;
            for (String symbol : SYMBOLS) {
                Candle candle = prices.candle(symbol, time);
                events.add(candle);
            }
        }
        return events;
    }

    private int post(List<MarketEvent> events) throws IOException, InterruptedException {
        sent.addAll(events);
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(ports.ingestUrl()))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(IngestJson.array(events)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String code = response.body().replaceAll("(?s).*\"code\":\"([a-z_]+)\".*", " $1");
        answers.merge(response.statusCode() + (response.statusCode() == 200 ? "" : code), 1, Integer::sum);
        if (response.statusCode() == 200) {
            acked.addAll(events);
        }
        return response.statusCode();
    }

    private static String sizes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName() + " " + (file.toFile().length() >> 10) + " KiB")
                    .sorted()
                    .toList()
                    .toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean mount(Path folder, int mib) throws InterruptedException {
        return run("mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "tmpfs", folder.toString());
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
