package dev.ticktide.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.log.LogEntry;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {

    @TempDir
    Path folder;

    @Override
    public Store open(int partitions) {
        return SqliteStore.open(folder.resolve("t.db"), partitions);
    }

    @Override
    public void execute(String sql) {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("t.db"));
                Statement statement = other.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String query(String sql) {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("t.db"));
                Statement statement = other.createStatement()) {
            return statement.executeQuery(sql).getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void stampVersion(int version) {
        execute("PRAGMA user_version = " + version);
    }

    @Override
    public int version() {
        return Integer.parseInt(query("PRAGMA user_version"));
    }

    @Override
    public void startOver() {
        for (String suffix : List.of("", "-wal", "-shm")) {
            folder.resolve("t.db" + suffix).toFile().delete();
        }
    }

    @Override
    public void run(String script) {
        execute(script);
    }

    @Override
    public String dialect() {
        return "sqlite";
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
    void aClosedStoreIsOneFile() {
        append(claim(3), List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10))));
        assertEquals(1, await(store.tail(3, 0, 10)).size());
        store.close();
        assertEquals(List.of("t.db"), List.of(folder.toFile().list()));
    }

    @Test
    void theFileShrinksAfterOldEntriesHaveGone() throws Exception {
        Store.Fence fence = claim(3);
        int count = 25_000;
        for (int from = 0; from < count; from += 5_000) {
            List<LogEntry> entries = new ArrayList<>();
            for (int i = from; i < from + 5_000; i++) {
                entries.add(Samples.entry(3, i + 1, Samples.candle("AAPL", Samples.T0 + i, 100 + i)));
            }
            append(fence, entries);
        }
        await(store.saveSnapshot(fence, new Store.Snapshot(STAGE, 3, count, new byte[] {1})));
        Await.until("all moved", Duration.ofSeconds(10), () -> query("SELECT count(*) FROM journal"), "0"::equals);
        await(store.shorten(fence, new Store.Keep(1, 0, 1, 0)));
        assertEquals(count, await(store.shorten(fence, new Store.Keep(9, 8, 1, 0))));
        long pages = Long.parseLong(query("PRAGMA page_count"));
        int removed = 0;
        while (removed < count) {
            removed += await(store.removeEntries(fence, 1_000));
        }
        Await.until(
                "most pages given back",
                Duration.ofSeconds(10),
                () -> Long.parseLong(query("PRAGMA page_count")),
                now -> now < pages / 4);
        assertEquals(List.of(), await(store.tail(3, count, 10)));
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
}
