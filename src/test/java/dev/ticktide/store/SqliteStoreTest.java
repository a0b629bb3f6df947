package dev.ticktide.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Bar;
import dev.ticktide.market.Candle;
import dev.ticktide.market.LogEntry;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.Notification;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.StableHash;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Samples;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {

    private static final int PARTITIONS = 8;
    private static final String STAGE = "indicator";

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aClaimIsCompareAndSetOnTheEpoch() {
        assertEquals(OptionalLong.of(1), await(store.claim(STAGE, 3, 0, "a")));
        assertEquals(OptionalLong.empty(), await(store.claim(STAGE, 3, 0, "b")));
        assertEquals(OptionalLong.of(2), await(store.claim(STAGE, 3, 1, "b")));
        assertEquals(Map.of(3, new Store.Owner(2, "b")), await(store.owners(STAGE)));
    }

    @Test
    void everyKindOfEventComesBackBitForBitInSeqOrder() {
        Store.Fence fence = claim(3);
        List<LogEntry> entries = new ArrayList<>();
        for (MarketEvent event : Samples.oneOfEach(Samples.T0)) {
            entries.add(Samples.entry(3, entries.size() + 1, event));
        }
        append(fence, entries);
        assertEquals(entries, await(store.tail(3, 0, 100)));
        assertEquals(entries.subList(2, 4), await(store.tail(3, 2, 2)));
        assertEquals(
                List.of(entries.get(0)),
                await(store.find(3, List.of(entries.get(0).event()))));
        assertEquals(
                List.of(entries.get(2)),
                await(store.find(3, List.of(entries.get(2).event()))));
        assertEquals(List.of(), await(store.find(3, List.of(Samples.candle("AAPL", Samples.T0 + 1, 1.5)))));
        assertEquals(List.of(entries.get(1).event()), await(store.metadata("AAPL", MetadataType.ORDER_BOOK, 10)));
    }

    @Test
    void candlesAreFoundWhileInTheJournalWhileTheyMoveAndAfter() throws Exception {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        int count = 12_000;
        for (int from = 0; from < count; from += 1_000) {
            List<LogEntry> entries = new ArrayList<>();
            for (int i = from; i < from + 1_000; i++) {
                entries.add(Samples.entry(partition, i + 1, Samples.candle("AAPL", Samples.T0 + i, 100 + i)));
            }
            append(fence, entries);
            int last = from + 1_000;
            assertEquals(
                    last, await(store.candles("AAPL", Store.Range.last(count))).size());
            assertEquals(last, await(store.tail(partition, 0, count)).size());
            assertEquals(
                    List.of(last - 1L, (long) last),
                    await(store.tail(partition, last - 2L, count)).stream()
                            .map(LogEntry::seq)
                            .toList());
            assertEquals(
                    1,
                    await(store.find(partition, List.of(Samples.candle("AAPL", Samples.T0 + 7, 5))))
                            .size());
            assertEquals(
                    1,
                    await(store.find(partition, List.of(Samples.candle("AAPL", Samples.T0 + last - 1, 5))))
                            .size());
        }
        store.close();
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("t.db"));
                Statement statement = plain.createStatement()) {
            assertEquals(
                    count,
                    statement.executeQuery("SELECT count(*) FROM candles").getInt(1));
            assertTrue(statement.executeQuery("SELECT count(*) FROM candle").getInt(1) > 4_000, "most have moved");
        }
        store = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
        assertEquals(
                count, await(store.candles("AAPL", Store.Range.last(count))).size());
    }

    @Test
    void aStaleOwnerWritesNothing() {
        Store.Fence old = claim(3);
        await(store.claim(STAGE, 3, old.epoch(), "other"));
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> append(old, List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10)))));
        assertInstanceOf(StaleOwnerException.class, failure.getCause());
        assertEquals(List.of(), await(store.tail(3, 0, 10)));
    }

    @Test
    void aClosedStoreIsOneFile() {
        append(claim(3), List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10))));
        assertEquals(1, await(store.tail(3, 0, 10)).size());
        store.close();
        assertEquals(List.of("t.db"), List.of(folder.toFile().list()));
    }

    @Test
    void betweenTwoWritesAnotherProcessMayWrite() throws Exception {
        Store.Fence mine = claim(3);
        for (int i = 1; i <= 3; i++) {
            append(mine, List.of(Samples.entry(3, i, Samples.candle("AAPL", Samples.T0 + i, 10))));
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("t.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 100");
                statement.executeUpdate("BEGIN IMMEDIATE");
                statement.executeUpdate("ROLLBACK");
            }
        }
    }

    @Test
    void aClaimByAnotherProcessIsSeenByTheNextWrite() throws Exception {
        Store.Fence mine = claim(3);
        append(mine, List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10))));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("t.db"));
                Statement statement = other.createStatement()) {
            statement.executeUpdate("UPDATE partition_owner SET epoch = epoch + 1, node = 'thief' WHERE partition = 3");
        }
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> append(mine, List.of(Samples.entry(3, 2, Samples.candle("AAPL", Samples.T0 + 1, 10)))));
        assertInstanceOf(StaleOwnerException.class, failure.getCause());
    }

    @Test
    void aWriteThatCannotBeLeavesTheOthersOfItsGroupAlone() {
        Store.Fence fence = claim(3);
        MarketEvent news = Samples.oneOfEach(Samples.T0).get(2);
        List<CompletionStage<Void>> writes = new ArrayList<>();
        for (int seq = 1; seq <= 20; seq++) {
            writes.add(store.append(append(List.of(fence), List.of(Samples.entry(3, seq, news)))));
        }
        writes.add(store.append(append(List.of(fence), List.of(Samples.entry(3, 1, news)))));
        int failed = 0;
        for (CompletionStage<Void> write : writes) {
            try {
                await(write);
            } catch (CompletionException e) {
                failed++;
            }
        }
        assertEquals(1, failed);
        assertEquals(20, await(store.tail(3, 0, 100)).size());
    }

    @Test
    void rangesGiveTheNewestRowsOldestFirst() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            entries.add(Samples.entry(partition, i + 1, Samples.candle("AAPL", Samples.T0 + i, 100 + i)));
        }
        append(fence, entries);
        List<Candle> last = await(store.candles("AAPL", Store.Range.last(3)));
        assertEquals(
                List.of(107.0, 108.0, 109.0), last.stream().map(Candle::close).toList());
        List<Candle> middle = await(store.candles("AAPL", new Store.Range(Samples.T0 + 2, Samples.T0 + 5, 100)));
        assertEquals(
                List.of(102.0, 103.0, 104.0), middle.stream().map(Candle::close).toList());
    }

    @Test
    void lateCandlesAreGivenOnlyToThoseWhoWantThem() {
        int partition = StableHash.partition("AAPL", PARTITIONS);
        Store.Fence fence = claim(partition);
        LogEntry inTime = Samples.entry(partition, 1, Samples.candle("AAPL", Samples.T0 + 5, 100));
        LogEntry late = new LogEntry(partition, 2, Samples.T0 + 9, true, Samples.candle("AAPL", Samples.T0, 99));
        append(fence, List.of(inTime, late));
        assertEquals(List.of(late.event(), inTime.event()), await(store.candles("AAPL", Store.Range.last(10), true)));
        assertEquals(List.of(inTime.event()), await(store.candles("AAPL", Store.Range.last(10), false)));
    }

    @Test
    void aBarWrittenTwiceIsThereOnce() {
        Store.Fence fence = claim(3);
        Bar bar = new Bar(Samples.T0, 1, 3, 0.5, 2, 100, 4);
        Store.ClosedBar closed = new Store.ClosedBar("AAPL", Samples.M5, bar);
        await(store.append(new Store.Append(List.of(fence), List.of(), List.of(closed), List.of())));
        await(store.append(new Store.Append(List.of(fence), List.of(), List.of(closed), List.of())));
        assertEquals(List.of(bar), await(store.bars("AAPL", Samples.M5, Store.Range.last(10))));
    }

    @Test
    void snapshotsThatNobodyCanNeedGo() {
        Store.Fence fence = claim(3);
        for (long seq : List.of(10L, 20L, 30L, 40L)) {
            await(store.saveSnapshot(fence, snapshot(seq)));
        }
        assertEquals(List.of(40L, 30L, 20L, 10L), seqs(), "without any cursor all may be needed");
        claim("signal", 3);
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(3, 25L), List.of(), List.of())));
        await(store.saveSnapshot(fence, snapshot(50)));
        assertEquals(List.of(50L, 40L, 30L, 20L), seqs(), "20 is where a reader at 25 starts");
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(3, 50L), List.of(), List.of())));
        await(store.saveSnapshot(fence, snapshot(60)));
        assertEquals(List.of(60L, 50L), seqs(), "one to fall back on stays");
        await(store.dropSnapshot(STAGE, 3, 60));
        assertEquals(List.of(50L), seqs());
    }

    @Test
    void aCursorNeverGoesBack() {
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(1, 9L, 2, 4L), List.of(), List.of())));
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(1, 5L), List.of(), List.of())));
        assertEquals(Map.of(1, 9L, 2, 4L), await(store.cursors("signal")));
    }

    @Test
    void signalsComeBackWholeNewestFirstAndByPage() {
        List<Signal> signals = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            signals.add(Samples.signal("0" + i, i % 2 == 0 ? "AAPL" : "MSFT", Samples.T0 + i, Side.BUY));
        }
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), signals, List.of())));
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), signals, List.of())));
        await(store.commitScores(List.of(), Map.of(), List.of(Samples.score("04"))));
        List<Store.StoredSignal> newest = await(store.signals(query(null, null, 2)));
        assertEquals(
                List.of(signals.get(4), signals.get(3)),
                newest.stream().map(Store.StoredSignal::signal).toList());
        assertEquals(List.of(Samples.score("04")), newest.get(0).scores());
        Signal last = newest.get(1).signal();
        Store.PageKey page = new Store.PageKey(last.barTime() + last.timeframe().micros(), last.id());
        assertEquals(
                List.of(signals.get(2), signals.get(0)),
                await(store.signals(query("AAPL", page, 10))).stream()
                        .map(Store.StoredSignal::signal)
                        .toList());
        assertEquals(signals.get(1), await(store.signal("01")).orElseThrow().signal());
        assertTrue(await(store.signal("ff")).isEmpty());
    }

    @Test
    void aMailIsLeasedToOneNodeAtATimeAndGoesBackWhenTheLeaseEnds() {
        Signal signal = Samples.signal("aa", "AAPL", Samples.T0, Side.BUY);
        Notification mail = Samples.notification("m1", "aa", Notification.EMAIL, Notification.State.PENDING);
        Notification inbox = Samples.notification("i1", "aa", Notification.INBOX, Notification.State.SENT);
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), List.of(signal), List.of(mail, inbox))));
        assertEquals(1, await(store.outboxBacklog()));
        assertEquals(List.of(), await(store.leaseOutbox("a", Samples.T0 - 1, Samples.T0 + 50, 10)), "not due yet");
        assertEquals(
                List.of(new Store.Outgoing(mail, signal)),
                await(store.leaseOutbox("a", Samples.T0, Samples.T0 + 50, 10)));
        assertEquals(List.of(), await(store.leaseOutbox("b", Samples.T0 + 49, Samples.T0 + 99, 10)));
        await(store.renewOutbox("a", List.of("m1", "i1"), Samples.T0 + 70));
        await(store.renewOutbox("b", List.of("m1"), Samples.T0 + 10));
        assertEquals(List.of(), await(store.leaseOutbox("b", Samples.T0 + 69, Samples.T0 + 99, 10)), "renewed");
        assertEquals(
                1,
                await(store.leaseOutbox("b", Samples.T0 + 70, Samples.T0 + 99, 10))
                        .size());
        Notification sent = new Notification(
                "m1",
                "aa",
                "AAPL",
                Side.BUY,
                "email",
                "student@example.org",
                "BUY AAPL",
                "because\nof this",
                Notification.State.SENT,
                1,
                Samples.T0,
                Samples.T0,
                Samples.T0 + 60,
                null);
        await(store.settleOutbox("a", List.of(sent)));
        assertEquals(1, await(store.outboxBacklog()), "a's lease had ended, its word no longer counts");
        await(store.settleOutbox("b", List.of(sent)));
        assertEquals(0, await(store.outboxBacklog()));
        assertEquals(List.of(sent, inbox), await(store.notifications(null, 10)));
        assertEquals(List.of(inbox), await(store.notifications(new Store.PageKey(sent.createdAt(), sent.id()), 10)));
    }

    @Test
    void whatWasAnsweredIsThereAfterReopeningAndThePartitionsAreFixed() {
        Store.Fence fence = claim(3);
        LogEntry entry = Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10));
        await(store.append(new Store.Append(
                List.of(fence),
                List.of(entry),
                List.of(),
                List.of(new Store.SymbolInfo("AAPL", 3, "Apple Inc.", null)))));
        store.close();
        store = SqliteStore.open(folder.resolve("t.db"), 999);
        assertEquals(PARTITIONS, store.partitions());
        assertEquals(List.of(entry), await(store.tail(3, 0, 10)));
        assertEquals(List.of(new Store.SymbolInfo("AAPL", 3, "Apple Inc.", null)), await(store.symbols()));
    }

    @Test
    void aNewerSchemaIsRefusedWithOneClearLine() throws Exception {
        store.close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("t.db"));
                Statement statement = other.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = 99");
        }
        SchemaException refused =
                assertThrows(SchemaException.class, () -> SqliteStore.open(folder.resolve("t.db"), PARTITIONS));
        assertTrue(refused.getMessage().contains("schema version 99"), refused.getMessage());
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("t.db"));
                Statement statement = other.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = 1");
        }
        store = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
    }

    private Store.Fence claim(int partition) {
        return claim(STAGE, partition);
    }

    private Store.Fence claim(String stage, int partition) {
        return new Store.Fence(
                stage, partition, await(store.claim(stage, partition, 0, "me")).orElseThrow());
    }

    private void append(Store.Fence fence, List<LogEntry> entries) {
        await(store.append(append(List.of(fence), entries)));
    }

    private static Store.Append append(List<Store.Fence> fences, List<LogEntry> entries) {
        return new Store.Append(fences, entries, List.of(), List.of());
    }

    private static Store.Snapshot snapshot(long seq) {
        return new Store.Snapshot(STAGE, 3, seq, new byte[] {1, (byte) seq});
    }

    private List<Long> seqs() {
        return await(store.snapshots(STAGE, 3, Long.MAX_VALUE)).stream()
                .map(Store.Snapshot::seq)
                .toList();
    }

    private static Store.SignalQuery query(String symbol, Store.PageKey before, int limit) {
        return new Store.SignalQuery(symbol, null, null, null, Long.MIN_VALUE, before, limit);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
