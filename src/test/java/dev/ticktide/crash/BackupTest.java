package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A backup taken while candles flow holds all that was acknowledged before it began, and is as good as the original. */
class BackupTest {

    private static final int SYMBOLS = 7;
    private static final int BATCH = 210;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    private final AtomicInteger acked = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void whatWasAcknowledgedBeforeABackupIsInItAndReplaysToTheSameBits() throws Exception {
        Path config = folder.resolve("ticktide.yaml");
        Files.writeString(config, Consistency.configuration());
        TicktideProcess server = ticktide.start(folder, "start", Ports.free(), "-c", config.toString());
        Thread load = new Thread(() -> load(server), "load");
        load.start();
        Path backup = folder.resolve("saved/ticktide-backup.db");
        int before;
        try {
            Await.until("some load", LIMIT, acked::get, batches -> batches > 20);
            before = acked.get();
            TicktideProcess copying = ticktide.launch(folder, "backup", Ports.free(), backup.toString());
            assertEquals(0, copying.awaitExit(LIMIT), copying::stderr);
            assertTrue(copying.stdout().contains("64 partitions"), copying.stdout());
            assertTrue(acked.get() > before, "candles flowed meanwhile");
        } finally {
            enough.set(true);
            load.join();
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
        assertEquals(Set.of("ticktide-backup.db"), names(backup.getParent()), "nothing beside it");
        TicktideProcess twice = ticktide.launch(folder, "backup", Ports.free(), backup.toString());
        assertEquals(1, twice.awaitExit(LIMIT));
        assertTrue(twice.stderr().contains("--force"), twice.stderr());
        server.kill9();

        Path place = folder.resolve("restored/ticktide.db");
        TicktideProcess restoring = restore(backup, place);
        assertEquals(0, restoring.awaitExit(LIMIT), restoring::stderr);
        assertTrue(restoring.stdout().contains("is whole"), restoring.stdout());
        StoredData data = StoredData.read(place);
        Consistency.log(data);
        Set<Long> times = new HashSet<>();
        data.entries().forEach(entry -> times.add(entry.event().time()));
        for (int batch = 0; batch < before; batch++) {
            assertTrue(times.contains(time(batch * BATCH)), "batch " + batch + " of " + before);
        }
        assertEquals(0, data.entries().size() % BATCH, "batches are there whole or not at all");
        OfflineFold fold = new OfflineFold(data.log(), Consistency.INDICATORS, Consistency.ENGINE);
        Consistency.snapshots(data, fold);

        TicktideProcess again =
                ticktide.start(folder, "start", Ports.free(), "-c", config.toString(), "--data", place.toString());
        assertEquals(200, again.post(batch(0)).statusCode());
        assertEquals(200, again.post(batch(acked.get() + 1)).statusCode(), "it goes on from there");
        again.terminate();
        again.awaitExit(LIMIT);
        StoredData after = StoredData.read(place);
        assertEquals(data.entries().size() + BATCH, after.entries().size(), "what is there is a duplicate");
        assertTrue(
                Consistency.snapshots(after, new OfflineFold(after.log(), Consistency.INDICATORS, Consistency.ENGINE))
                        > 0);
    }

    @Test
    void dataInUseOrThereAreLeftAloneAndADamagedBackupIsRefused() throws Exception {
        TicktideProcess server = ticktide.start(folder, "start", Ports.free());
        assertEquals(200, server.post(batch(0)).statusCode());
        Path data = folder.resolve("ticktide.db");
        Path backup = folder.resolve("backup.db");
        TicktideProcess copying = ticktide.launch(folder, "backup", Ports.free(), backup.toString());
        assertEquals(0, copying.awaitExit(LIMIT), copying::stderr);
        assertRefused(restore(backup, data, "--force"), "another Ticktide uses");
        server.kill9();
        assertRefused(restore(backup, data), "--force");

        Path torn = folder.resolve("torn.db");
        Files.copy(backup, torn);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + torn);
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM candle WHERE seq = 2 AND partition = (SELECT MIN(partition) FROM candle)");
        }
        Path elsewhere = folder.resolve("elsewhere.db");
        assertRefused(restore(torn, elsewhere), "not whole");
        byte[] bytes = Files.readAllBytes(backup);
        for (int i = 4_096; i < 12_288; i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(torn, bytes);
        assertRefused(restore(torn, elsewhere), "damaged", "can't be read");
        Files.writeString(torn, "not a database");
        assertRefused(restore(torn, elsewhere), "can't be read");
        assertFalse(Files.exists(elsewhere));

        TicktideProcess forced = restore(backup, data, "--force");
        assertEquals(0, forced.awaitExit(LIMIT), forced::stderr);
        assertEquals(BATCH, StoredData.read(data).entries().size());
        assertTrue(names(folder).stream().anyMatch(name -> name.startsWith("ticktide.db.before-")), "put aside");
    }

    @Test
    void forPostgresItNamesTheToolThatDoesIt() {
        TicktideProcess copying = ticktide.launch(
                folder,
                "backup",
                Ports.free(),
                "/tmp/x.dump",
                "--set",
                "store.url=postgresql://ticktide@db.example.org:5432/ticktide");
        assertRefused(copying, "pg_dump --format=custom --no-owner --file=/tmp/x.dump postgresql://ticktide@db");
    }

    private TicktideProcess restore(Path backup, Path to, String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = backup.toString();
        arguments[1] = "--verify";
        arguments[2] = "--data";
        arguments[3] = to.toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        return ticktide.launch(folder, "restore", Ports.free(), arguments);
    }

    /** In one line that holds one of {@code words}. */
    private static void assertRefused(TicktideProcess process, String... words) {
        assertEquals(1, process.awaitExit(LIMIT), process::stdout);
        String told = process.stderr();
        assertTrue(Set.of(words).stream().anyMatch(told::contains), told);
        assertEquals(1, told.lines().count(), told);
    }

    private static Set<String> names(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private void load(TicktideProcess server) {
        while (!enough.get()) {
            if (server.post(batch(acked.get())).statusCode() == 200) {
                acked.incrementAndGet();
            }
        }
    }

    private static String batch(int number) {
        return IntStream.range(number * BATCH, (number + 1) * BATCH)
                .mapToObj(BackupTest::candle)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String candle(int i) {
        double close = 100 + 10 * Math.sin(i * 0.07) + i % SYMBOLS;
        return "{\"stock_symbol\":\"S" + i % SYMBOLS + "\",\"opening_price\":" + close + ",\"closing_price\":" + close
                + ",\"high\":" + (close + 1) + ",\"low\":" + (close - 1) + ",\"volume\":10,\"timestamp\":"
                + time(i) / 1_000_000 + "}";
    }

    private static long time(int i) {
        return Samples.T0 + i * 1_000_000L;
    }
}
