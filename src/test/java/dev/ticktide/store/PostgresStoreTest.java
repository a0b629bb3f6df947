package dev.ticktide.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.store.postgres.PostgresStore;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.PostgresServer;
import dev.ticktide.testing.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class PostgresStoreTest extends StoreContract {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final PostgresServer server = PostgresServer.shared();
    private boolean cleared;

    @Override
    public Store open(int partitions) {
        if (!cleared) {
            server.clear();
            cleared = true;
        }
        return PostgresStore.open(server.url(), PostgresServer.PASSWORD, partitions);
    }

    @Override
    public void execute(String sql) {
        server.execute(sql);
    }

    @Override
    public String query(String sql) {
        return server.query(sql);
    }

    @Override
    public void stampVersion(int version) {
        execute("UPDATE setting SET value = '" + version + "' WHERE name = 'schema_version'");
    }

    @Override
    public int version() {
        return Integer.parseInt(query("SELECT value FROM setting WHERE name = 'schema_version'"));
    }

    @Override
    public void startOver() {
        server.clear();
    }

    @Override
    public void run(String script) {
        execute("SET ROLE ticktide; " + script);
    }

    @Override
    public String dialect() {
        return "postgres";
    }

    /** What autovacuum does by itself is done here at once: the rows that are stored next take the place of those removed. */
    @Test
    void theTableStopsGrowingOnceOldEntriesGoAsNewOnesCome() {
        Store.Fence fence = claim(3);
        int round = 5_000;
        List<Long> bytes = new ArrayList<>();
        for (int n = 1; n <= 6; n++) {
            List<LogEntry> entries = new ArrayList<>();
            for (int seq = (n - 1) * round + 1; seq <= n * round; seq++) {
                entries.add(Samples.entry(3, seq, Samples.candle("AAPL", Samples.T0 + seq, 100 + seq)));
            }
            append(fence, entries);
            await(store.saveSnapshot(fence, new Store.Snapshot(STAGE, 3, (long) n * round, new byte[] {1})));
            await(store.shorten(fence, new Store.Keep(1, 0, 1, 0)));
            await(store.shorten(fence, new Store.Keep(9, 8, 1, 0)));
            while (await(store.removeEntries(fence, 1_000)) > 0) {
                // All that may go.
            }
            execute("VACUUM candle");
            bytes.add(Long.parseLong(query("SELECT pg_total_relation_size('candle')")));
        }
        assertTrue(bytes.get(5) <= bytes.get(2) * 1.05, "bytes after each round: " + bytes);
        assertTrue(bytes.get(5) < 400L * round, "bytes after each round: " + bytes);
        assertEquals("0", query("SELECT COUNT(*) FROM candle WHERE seq <= " + 4 * round));
    }

    @Test
    void aServerThatAnswersBeforeTheDiskIsRefused() {
        for (String weak : List.of("off", "local", "remote_write")) {
            execute("ALTER DATABASE ticktide SET synchronous_commit = " + weak);
            assertRefused(server.url(), PostgresServer.PASSWORD, "synchronous_commit is " + weak);
        }
        execute("ALTER DATABASE ticktide RESET ALL");
        PostgresServer forgetful = PostgresServer.forgetful();
        try {
            assertRefused(forgetful.url(), PostgresServer.PASSWORD, "fsync is off");
        } finally {
            forgetful.stop();
        }
    }

    @Test
    void whatIsWrongWithTheAddressIsSaidInOneLine() throws IOException {
        String url = server.url();
        assertRefused(url, "wrong", "refuses user ticktide");
        assertRefused(url, null, "wants a password", "TICKTIDE__STORE__PASSWORD");
        assertRefused(url.replaceFirst("/ticktide$", "/nowhere"), PostgresServer.PASSWORD, "no database nowhere");
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertRefused(
                "postgresql://ticktide@127.0.0.1:" + closed + "/ticktide",
                "x",
                "127.0.0.1:" + closed,
                "can't be reached");
        assertRefused("mysql://ticktide@127.0.0.1/ticktide", "x", "postgresql://user@host");
        assertRefused("postgresql://127.0.0.1/ticktide", "x", "without a user");
        assertRefused("postgresql://ticktide@127.0.0.1", "x", "without a database");
        assertRefused("postgresql://ticktide:secret@127.0.0.1/ticktide", null, "must not hold the password");
        assertRefused(url + "?sslmode=verify-full", "x", "sslrootcert");
        assertRefused(url + "?sslmode=perhaps", "x", "perhaps");
        assertRefused(url + "?keepalive=1", "x", "keepalive");
        assertRefused(url + "?sslmode=require", PostgresServer.PASSWORD, "can't be reached");
    }

    @Test
    void noConnectionIsLeftBehindWhereTheServerDoesNotEncrypt() {
        store.close();
        // What earlier tests closed may take a moment to end.
        long before = Await.until("connections to end", LIMIT, server::unlisted, left -> left <= 1);
        store = open(PARTITIONS);
        claim(3);
        store.tail(3, 0, 10).toCompletableFuture().join();
        Await.until("each connection to be one that is used", LIMIT, server::unlisted, left -> left <= before);
        assertEquals("1", query("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'ticktide-writer'"));
    }

    @Test
    void aMailOfANodeWhoseClockIsAheadIsDueAtOnce() {
        Signal signal = Samples.signal("aa", "AAPL", Samples.T0, Side.BUY);
        long now = store.now().toCompletableFuture().join();
        Notification mail = new Notification(
                "m1",
                signal,
                Notification.EMAIL,
                "student1@example.org",
                null,
                Notification.State.PENDING,
                0,
                now + 3_600_000_000L,
                now + 3_600_000_000L,
                0,
                null);
        store.commitSignals(List.of(), new Store.Raised(Map.of(), List.of(signal), List.of(mail)))
                .toCompletableFuture()
                .join();
        now = store.now().toCompletableFuture().join();
        assertEquals(
                1,
                store.leaseOutbox("a", Notification.EMAIL, now, now + 5_000_000, 10)
                        .toCompletableFuture()
                        .join()
                        .size());
    }

    @Test
    void tablesOfSomethingElseAreLeftAlone() {
        store.close();
        String version = query("SELECT value FROM setting WHERE name = 'schema_version'");
        execute("UPDATE setting SET name = 'colour' WHERE name = 'schema_version'");
        assertRefused(server.url(), PostgresServer.PASSWORD, "not Ticktide's");
        assertEquals(version, query("SELECT value FROM setting WHERE name = 'colour'"));
    }

    @Test
    void severalMayStartOnAnEmptyDatabaseAtOnce() {
        store.close();
        server.clear();
        List<CompletableFuture<Store>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int wanted = PARTITIONS + i;
            starts.add(CompletableFuture.supplyAsync(() -> open(wanted)));
        }
        List<Integer> partitions = starts.stream()
                .map(start -> {
                    try (Store one = start.join()) {
                        return one.partitions();
                    }
                })
                .distinct()
                .toList();
        assertEquals(1, partitions.size(), "all have the partitions of the one that came first: " + partitions);
    }

    @Test
    void anAppendWaitsForAClaimUnderWayAndIsThenRefused() throws Exception {
        Store.Fence mine = claim(3);
        try (Connection thief = server.connect()) {
            thief.setAutoCommit(false);
            thief.createStatement().executeUpdate("UPDATE partition_owner SET epoch = 2, node = 'thief'");
            CompletionStage<Void> append = append(mine, 1);
            awaitLock("FOR SHARE");
            thief.commit();
            assertStale(append);
        }
        assertEquals("0", query("SELECT COUNT(*) FROM candle"));
    }

    @Test
    void aClaimWaitsForAnAppendUnderWay() throws Exception {
        Store.Fence mine = claim(3);
        try (Store other = open(PARTITIONS);
                Connection slow = server.connect()) {
            // Holds up the append after its fence was checked.
            slow.setAutoCommit(false);
            slow.createStatement().execute("LOCK TABLE candle IN EXCLUSIVE MODE");
            CompletionStage<Void> append = append(mine, 1);
            awaitLock("INSERT INTO candle");
            CompletionStage<Integer> seen = other.claim(STAGE, 3, 1, "other")
                    .thenCompose(epoch -> other.tail(3, 0, 10))
                    .thenApply(List::size);
            awaitLock("INSERT INTO partition_owner");
            assertFalse(seen.toCompletableFuture().isDone());
            slow.commit();
            await(append);
            assertEquals(1, await(seen));
        }
    }

    @Test
    void moreThanTheQueueHoldsIsRefusedAndTheRestIsStored() throws Exception {
        Store.Fence mine = claim(3);
        List<CompletionStage<Void>> appends = new ArrayList<>();
        try (Connection slow = server.connect()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute("LOCK TABLE candle IN EXCLUSIVE MODE");
            for (int seq = 1; seq <= 6_000; seq++) {
                appends.add(append(mine, seq));
            }
            slow.commit();
        }
        long busy = appends.stream()
                .filter(append -> kind(append) == StoreException.Kind.BUSY)
                .count();
        assertTrue(busy >= 1_000, "refused: " + busy);
        assertEquals(6_000 - busy, Long.parseLong(query("SELECT COUNT(*) FROM candle")));
    }

    @Test
    void aConnectionLostBeforeTheCommitMeansNothingWasWrittenAndTheNextWriteGoesWell() throws Exception {
        Store.Fence mine = claim(3);
        try (Connection slow = server.connect()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute("LOCK TABLE candle IN EXCLUSIVE MODE");
            CompletionStage<Void> append = append(mine, 1);
            awaitLock("INSERT INTO candle");
            execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
            assertEquals(StoreException.Kind.UNAVAILABLE, kind(append));
        }
        await(append(mine, 1));
        assertEquals("1", query("SELECT COUNT(*) FROM candle"));
    }

    @Test
    void aConnectionLostDuringTheCommitMeansThatNobodyKnows() {
        Store.Fence mine = claim(3);
        execute("CREATE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_sleep(30); RETURN NULL; END $$;"
                + " CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON candle DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION nap()");
        CompletionStage<Void> append = append(mine, 1);
        awaitTrue("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query = 'COMMIT'");
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
        assertEquals(StoreException.Kind.UNKNOWN, kind(append));
        execute("DROP TRIGGER slow ON candle");
        await(append(mine, 1));
    }

    @Test
    void aFullDiskIsCalledThat() {
        Store.Fence mine = claim(3);
        execute("CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;"
                + " CREATE TRIGGER no_room BEFORE INSERT ON candle FOR EACH ROW EXECUTE FUNCTION full_disk()");
        assertEquals(StoreException.Kind.FULL, kind(append(mine, 1)));
        execute("DROP TRIGGER no_room ON candle");
        await(append(mine, 1));
    }

    @Test
    void aClosedStoreHasLeftTheServer() {
        append(claim(3), 1);
        store.close();
        assertEquals("1", query("SELECT COUNT(*) FROM candle"), "what was queued is stored");
        awaitTrue("SELECT CASE COUNT(*) WHEN 0 THEN 1 ELSE 0 END FROM pg_stat_activity"
                + " WHERE application_name LIKE 'ticktide-%'");
        assertEquals(StoreException.Kind.UNAVAILABLE, kind(store.dropSnapshot(STAGE, 3, 1)));
        assertEquals(StoreException.Kind.UNAVAILABLE, kind(store.symbols()));
    }

    private CompletionStage<Void> append(Store.Fence fence, long seq) {
        LogEntry entry = Samples.entry(3, seq, Samples.candle("AAPL", Samples.T0 + seq, 10));
        return store.append(append(List.of(fence), List.of(entry)));
    }

    /** What a failure means, {@code null} if there was none. */
    private static StoreException.Kind kind(CompletionStage<?> stage) {
        try {
            await(stage);
            return null;
        } catch (CompletionException e) {
            return assertInstanceOf(StoreException.class, e.getCause()).kind();
        }
    }

    private void awaitLock(String statement) {
        awaitTrue("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%" + statement
                + "%'");
    }

    private void awaitTrue(String count) {
        Await.until(count, LIMIT, () -> query(count), "1"::equals);
    }

    private static void assertRefused(String url, String password, String... words) {
        SchemaException refused =
                assertThrows(SchemaException.class, () -> PostgresStore.open(url, password, PARTITIONS)
                        .close());
        for (String word : words) {
            assertTrue(refused.getMessage().contains(word), () -> word + " in: " + refused.getMessage());
        }
        assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
        assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }
}
