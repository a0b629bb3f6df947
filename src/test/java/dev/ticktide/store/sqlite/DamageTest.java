package dev.ticktide.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.SchemaException;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import dev.ticktide.store.sqlite.file.SqliteFiles;
import dev.ticktide.store.sqlite.file.SqliteGuard;
import dev.ticktide.store.sqlite.tables.RowChecksum;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage to the stored file is noticed, and nothing is added to it any more. */
@Tag("slow")
class DamageTest {

    private static final int PARTITIONS = 4;
    /** One flip is found by a checksum, if it strikes a value; many nearly always disturb the structure. */
    private static final int[] FLIPS = {1, 3, 40};

    private static final int SEEDS = Integer.getInteger("ticktide.damage.seeds", 36);
    private static final String STAGE = "indicator";
    private static final List<String> SYMBOLS = List.of("AAPL", "MSFT", "NVDA", "IBM", "ORCL", "KO");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    @Test
    void ofFlippedBytesEitherNothingCanBeReadOrTheyAreReported() throws Exception {
        Path whole = folder.resolve("whole.db");
        fill(whole);
        Map<String, Object> right;
        try (SqliteStore store = SqliteStore.open(whole, PARTITIONS)) {
            right = everything(store);
            awaitChecked(store);
            assertEquals(null, store.damage());
        }
        byte[] bytes = Files.readAllBytes(whole);
        long seed = Long.getLong("ticktide.seed", 20_261_128L);
        int refused = 0;
        int reported = 0;
        int harmless = 0;
        for (int i = 0; i < SEEDS; i++) {
            Path file = Files.createDirectory(folder.resolve("flipped-" + i)).resolve("t.db");
            Files.write(file, flipped(bytes, FLIPS[i % FLIPS.length], new Random(seed + i)));
            try (SqliteStore store = SqliteStore.open(file, PARTITIONS)) {
                awaitChecked(store);
                String which = "seed " + (seed + i);
                try {
                    assertEquals(right, everything(store), which + " reads what was never stored, unnoticed");
                } catch (CompletionException e) {
                    StoreException failure = assertInstanceOf(StoreException.class, e.getCause(), which);
                    assertEquals(StoreException.Kind.DAMAGED, failure.kind(), which);
                } catch (AssertionError e) {
                    assertNotNull(store.damage(), e.getMessage());
                }
                if (store.damage() == null) {
                    harmless++;
                } else {
                    reported++;
                    assertRefused(store);
                    assertTrue(i % 4 != 0 || !SqliteDoctor.examine(file).whole(), which + ": " + store.damage());
                }
            } catch (SchemaException e) {
                refused++;
            }
        }
        System.out.printf(
                "%d files of %d bytes with 1 to 40 bytes flipped (seed %d): %d refused at start, %d reported, %d harmless%n",
                SEEDS, bytes.length, seed, refused, reported, harmless);
        assertTrue(reported + refused > SEEDS / 2, "flips in free space only");
    }

    @Test
    void theDoctorNamesWhatIsDamagedAndWhatIsNot() throws Exception {
        Path file = folder.resolve("t.db");
        fill(file);
        assertTrue(
                SqliteDoctor.examine(file).whole(), SqliteDoctor.examine(file).lines()::toString);
        execute(file, "UPDATE bar SET close = close + 1 WHERE symbol = 'IBM' AND time = " + Samples.T0);
        String bars = String.join("\n", SqliteDoctor.examine(file).lines());
        assertTrue(bars.contains("DAMAGED  bar: symbol, timeframe, time = [IBM, 5m, " + Samples.T0 + "]"), bars);
        assertTrue(bars.contains("All candles and metadata are whole"), bars);
        int partition = StableHash.partition("KO", PARTITIONS);
        execute(file, "DELETE FROM candle WHERE partition = " + partition + " AND seq = 11");
        SqliteDoctor.Report log = SqliteDoctor.examine(file);
        String lines = String.join("\n", log.lines());
        assertFalse(log.whole());
        assertTrue(lines.contains("partition " + partition + ": 1 rows are missing"), lines);
        assertTrue(lines.contains("./ticktide restore FILE --verify"), lines);
    }

    @Test
    void aWrongRowIsNoticedByWhoReadsItAndALostOneByReplay() throws Exception {
        Path file = folder.resolve("t.db");
        fill(file);
        int partition = StableHash.partition("KO", PARTITIONS);
        execute(file, "DELETE FROM candle WHERE partition = " + partition + " AND seq = 11");
        try (SqliteStore store = SqliteStore.open(file, PARTITIONS)) {
            StoreException failure = failure(store.tail(partition, 0, 1_000));
            assertEquals(StoreException.Kind.DAMAGED, failure.kind());
            assertTrue(
                    String.valueOf(failure.getMessage()).contains("no rows between 10 and 12"), failure.getMessage());
            assertRefused(store);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-wal"})
    void aFileDeletedOrReplacedWhileRunningIsNoticedBeforeTheNextAnswer(String suffix) throws Exception {
        Path file = folder.resolve("t.db");
        for (boolean replaced : List.of(false, true)) {
            fill(file);
            try (SqliteStore store = SqliteStore.open(file, PARTITIONS)) {
                awaitChecked(store);
                Path gone = file.resolveSibling("t.db" + suffix);
                if (replaced) {
                    Path other = Files.copy(gone, folder.resolve("other"), StandardCopyOption.REPLACE_EXISTING);
                    Files.move(other, gone, StandardCopyOption.ATOMIC_MOVE);
                } else {
                    Files.delete(gone);
                }
                // The very next write, though the guard may not have looked yet.
                assertRefused(store);
                assertTrue(String.valueOf(store.damage()).contains(replaced ? "replaced" : "deleted"), store.damage());
            }
            for (String each : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(file.resolveSibling("t.db" + each));
            }
        }
    }

    @Test
    void filesThatSqliteDeletesWhenItClosesAreNoDamage() throws Exception {
        Path file = folder.resolve("t.db");
        fill(file);
        SqliteGuard guard = SqliteGuard.of(file);
        guard.begin(() -> {});
        Path log = SqliteFiles.log(file);
        Files.writeString(log, "log");
        assertTrue(guard.filesAreThere());
        guard.stopLooking();
        Files.delete(log);
        assertTrue(guard.filesAreThere(), guard.damage());
        guard.close();
    }

    @Test
    void aFileEmptiedOrOverwrittenInPlaceIsNoticedWithinASecond() throws Exception {
        for (byte[] content :
                List.of(new byte[0], "time;open;high\n".repeat(99_999).getBytes(StandardCharsets.UTF_8))) {
            Path file = folder.resolve(content.length + ".db");
            fill(file);
            try (SqliteStore store = SqliteStore.open(file, PARTITIONS)) {
                awaitChecked(store);
                Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING);
                Await.until(
                        "the damage is noticed",
                        SECOND,
                        () -> String.valueOf(store.damage()),
                        damage -> !damage.equals("null"));
                assertRefused(store);
            }
        }
    }

    @Test
    void whatIsNoDatabaseOfOursIsRefusedAndLeftAlone() throws Exception {
        Path text = folder.resolve("text.db");
        Files.writeString(text, "time;open;high\n".repeat(500));
        Path empty = Files.createFile(folder.resolve("empty.db"));
        Path foreign = folder.resolve("foreign.db");
        execute(foreign, "CREATE TABLE friends (name TEXT)");
        Path marked = folder.resolve("marked.db");
        execute(marked, "PRAGMA application_id = 77");
        Path numbered = folder.resolve("numbered.db");
        execute(numbered, "CREATE TABLE friends (name TEXT)");
        execute(numbered, "PRAGMA user_version = 2");
        for (Path file : List.of(text, empty, foreign, marked, numbered)) {
            byte[] before = Files.readAllBytes(file);
            SchemaException refusal = assertThrows(SchemaException.class, () -> SqliteStore.open(file, PARTITIONS)
                    .close());
            assertTrue(String.valueOf(refusal.getMessage()).contains(file.toString()), refusal.getMessage());
            assertEquals(
                    new String(before, StandardCharsets.ISO_8859_1),
                    new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            assertFalse(SqliteDoctor.examine(file).whole());
        }
    }

    @Test
    void aLogWithoutItsDatabaseIsNotTakenForANewStart() throws Exception {
        Path file = folder.resolve("t.db");
        Files.writeString(folder.resolve("t.db-wal"), "what was answered with 200");
        assertTrue(assertThrows(SchemaException.class, () -> SqliteStore.open(file, PARTITIONS)
                        .close())
                .getMessage()
                .contains("t.db-wal"));
    }

    @Test
    void onlyTheOwnerMayRead() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path file = data.resolve("t.db");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        SqliteStore.open(file, PARTITIONS).close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxr-x"));
        try (SqliteStore store = SqliteStore.open(file, PARTITIONS)) {
            claim(store, 0);
            assertEquals("rwx------", rights(data));
            for (String each : List.of("t.db", "t.db-wal", "t.db-shm")) {
                assertEquals("rw-------", rights(data.resolve(each)), each);
            }
        }
        // A folder that holds other things too is not ours to close.
        Files.createFile(folder.resolve("letter.txt"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        SqliteStore.open(folder.resolve("here.db"), PARTITIONS).close();
        assertEquals("rwxr-xr-x", rights(folder));
        assertEquals("rw-------", rights(folder.resolve("here.db")));
        SqliteStore.open(folder.resolve("new/folder/t.db"), PARTITIONS).close();
        assertEquals("rwx------", rights(folder.resolve("new/folder")));
    }

    @Test
    void aNotificationOfAnOlderVersionHasItsChecksumWithoutTheSignal() throws Exception {
        Path file = folder.resolve("t.db");
        Signal signal = Samples.signal("aa", "AAPL", Samples.T0, Side.BUY);
        Notification row = Samples.notification("m1", "aa", Notification.EMAIL, Notification.State.SENT);
        int crc = new RowChecksum()
                .add("m1")
                .add("aa")
                .add("AAPL")
                .add("buy")
                .add("email")
                .add(row.recipient())
                .add("BUY AAPL")
                .add("because\nof this")
                .add(row.createdAt())
                .value();
        try (SqliteStore store = SqliteStore.open(file, PARTITIONS)) {
            await(store.commitSignals(List.of(), new Store.Raised(Map.of(), List.of(signal), List.of(row))));
            execute(file, "UPDATE outbox SET signal_json = NULL, crc = " + crc);
            assertEquals(List.of(row), await(store.notifications(null, 10)));
            execute(file, "UPDATE outbox SET text = 'because'");
            assertEquals(
                    StoreException.Kind.DAMAGED,
                    failure(store.notifications(null, 10)).kind());
        }
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static byte[] flipped(byte[] bytes, int flips, Random random) {
        byte[] copy = bytes.clone();
        for (int i = 0; i < flips; i++) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 + random.nextInt(255));
        }
        return copy;
    }

    private static void fill(Path file) {
        try (SqliteStore store = SqliteStore.open(file, PARTITIONS)) {
            Map<Integer, Store.Fence> fences = new HashMap<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                fences.put(partition, claim(store, partition));
            }
            long[] seq = new long[PARTITIONS];
            Random random = new Random(7);
            for (int round = 0; round < 20; round++) {
                List<LogEntry> entries = new ArrayList<>();
                List<Store.ClosedBar> bars = new ArrayList<>();
                List<Signal> signals = new ArrayList<>();
                List<Notification> outbox = new ArrayList<>();
                List<SignalScore> scores = new ArrayList<>();
                for (String symbol : SYMBOLS) {
                    int partition = StableHash.partition(symbol, PARTITIONS);
                    for (int i = 0; i < 100; i++) {
                        long time = Samples.T0 + (round * 100L + i) * 1_000_000L;
                        Candle candle = Samples.candle(symbol, time, 100 + random.nextDouble());
                        entries.add(Samples.entry(partition, ++seq[partition], candle));
                        if (i % 10 == 0) {
                            OrderBookEntry order =
                                    new OrderBookEntry(symbol, time, Side.SELL, random.nextDouble() + 5, 50);
                            entries.add(Samples.entry(partition, ++seq[partition], order));
                        }
                    }
                    long barTime = Samples.T0 + round * 300_000_000L;
                    bars.add(new Store.ClosedBar(
                            symbol, Samples.M5, new Bar(barTime, 1, 3, 0.5, 2 + random.nextDouble(), 1_000, 100)));
                    String id = symbol + round;
                    signals.add(Samples.signal(id, symbol, barTime, Side.BUY));
                    outbox.add(Samples.notification("m" + id, id, Notification.EMAIL, Notification.State.SENT));
                    scores.add(new SignalScore(id, symbol, 5, random.nextDouble(), Side.BUY));
                }
                List<Store.SymbolInfo> symbols = SYMBOLS.stream()
                        .map(symbol -> new Store.SymbolInfo(
                                symbol, StableHash.partition(symbol, PARTITIONS), symbol + " Inc.", null))
                        .toList();
                await(store.append(new Store.Append(List.copyOf(fences.values()), entries, bars, symbols)));
                await(store.commitSignals(List.of(), new Store.Raised(Map.of(), signals, outbox)));
                await(store.commitScores(List.of(), Map.of(), scores));
            }
        }
    }

    private static Map<String, Object> everything(SqliteStore store) {
        Map<String, Object> all = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            all.put("log " + partition, await(store.tail(partition, 0, 100_000)));
        }
        for (String symbol : SYMBOLS) {
            all.put("candles of " + symbol, await(store.candles(symbol, Store.Range.last(100_000))));
            all.put("bars of " + symbol, await(store.bars(symbol, Samples.M5, Store.Range.last(100_000))));
            all.put("metadata of " + symbol, await(store.metadata(symbol, null, 10_000)));
        }
        all.put("symbols", await(store.symbols()));
        all.put("signals", await(store.signals(new Store.SignalQuery(null, null, null, null, 0, null, 10_000))));
        all.put("mails", await(store.notifications(null, 10_000)));
        return all;
    }

    private static void awaitChecked(SqliteStore store) {
        Await.until("the check after the start", Duration.ofSeconds(20), store::isChecked, done -> done);
    }

    private static void assertRefused(SqliteStore store) {
        StoreException refusal = failure(store.beat("node", 1, 0));
        assertEquals(StoreException.Kind.DAMAGED, refusal.kind(), refusal.getMessage());
    }

    private static StoreException failure(CompletionStage<?> stage) {
        CompletionException thrown = assertThrows(CompletionException.class, () -> await(stage));
        return assertInstanceOf(StoreException.class, thrown.getCause());
    }

    private static Store.Fence claim(SqliteStore store, int partition) {
        return new Store.Fence(
                STAGE, partition, await(store.claim(STAGE, partition, 0, "me")).orElseThrow());
    }

    private static void execute(Path file, String sql) throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
