package dev.ticktide.store.sqlite;

import dev.ticktide.market.Candle;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.SchemaException;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import dev.ticktide.store.sqlite.file.SqliteConnections;
import dev.ticktide.store.sqlite.file.SqliteFiles;
import dev.ticktide.store.sqlite.file.SqliteGuard;
import dev.ticktide.store.sqlite.file.SqliteSchema;
import dev.ticktide.store.sqlite.tables.SqliteHistory;
import dev.ticktide.store.sqlite.tables.SqliteLoads;
import dev.ticktide.store.sqlite.tables.SqliteOutbox;
import dev.ticktide.store.sqlite.tables.SqliteProgress;
import dev.ticktide.store.sqlite.tables.SqliteRetention;
import dev.ticktide.store.sqlite.tables.SqliteSignals;
import dev.ticktide.store.sqlite.tables.SqliteStaging;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link Store} in one SQLite file, for one JVM or several on the same host. Raw JDBC rather than a pooled client: one
 * writer with kept statements is all that SQLite can use, and the Vert.x JDBC client leaves transactions open.
 */
public final class SqliteStore extends SqliteQueries {

    private static final int READERS = 2;
    private static final List<Fence> UNFENCED = List.of();

    private final SqliteGuard guard;
    private final SqliteCheck check;
    private final SqliteWriter writer;

    private SqliteStore(
            int partitions, SqliteGuard guard, SqliteCheck check, SqliteWriter writer, SqliteReaders readers) {
        super(partitions, readers);
        this.guard = guard;
        this.check = check;
        this.writer = writer;
    }

    /**
     * Makes the folder of a database for its owner only.
     *
     * @throws SchemaException if it can't be made
     */
    public static void makeFolder(Path file) {
        SqliteFiles.protectFolder(file);
    }

    /**
     * Opens the file, making it first if need be. Blocks.
     *
     * @param wantedPartitions used when the file is made; an existing file keeps its own number
     * @throws SchemaException if the place is not writable, the file belongs to another program or version, or is damaged
     */
    public static SqliteStore open(Path where, int wantedPartitions) {
        Path file = where.toAbsolutePath().normalize();
        SqliteConnections connections = new SqliteConnections(file);
        try {
            if (!SqliteGuard.isOpen(file)) {
                SqliteSchema.makeUnlessOurs(connections, file, wantedPartitions);
            }
            SqliteGuard guard = SqliteGuard.of(file);
            try {
                return open(connections, guard, wantedPartitions);
            } catch (SQLException | RuntimeException e) {
                guard.close();
                throw e;
            } finally {
                SqliteFiles.protectFiles(file);
            }
        } catch (SQLException e) {
            StoreException failure = SqliteConnections.explain(e);
            throw new SchemaException(
                    "the database " + file + " can't be opened: " + e.getMessage()
                            + (failure.kind() == StoreException.Kind.DAMAGED
                                    ? "; ./ticktide doctor --store says what of it is whole"
                                    : ""),
                    e);
        } catch (IOException e) {
            throw new SchemaException("the database " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static SqliteStore open(SqliteConnections connections, SqliteGuard guard, int wantedPartitions)
            throws SQLException {
        Connection connection = connections.writer();
        int partitions = SqliteSchema.prepare(connection, wantedPartitions);
        SqliteReaders readers = new SqliteReaders(connections, guard, READERS);
        SqliteWriter writer = new SqliteWriter(connections, guard, connection);
        SqliteCheck check = new SqliteCheck(connections, guard);
        guard.begin(check::again);
        check.start();
        return new SqliteStore(partitions, guard, check, writer, readers);
    }

    @Override
    public @Nullable String damage() {
        return guard.damage();
    }

    /** Whether the check that begins with the start is over. */
    boolean isChecked() {
        return check.isDone();
    }

    @Override
    public CompletionStage<Map<Integer, Owner>> owners(String stage) {
        return writer.owners(stage);
    }

    @Override
    public CompletionStage<OptionalLong> claim(String stage, int partition, long expectedEpoch, String node) {
        return writer.claim(stage, partition, expectedEpoch, node);
    }

    @Override
    public CompletionStage<Void> release(Fence fence) {
        return writer.release(fence);
    }

    @Override
    public CompletionStage<Void> beat(String node, long beat, long forgetBefore) {
        return writer.execute(UNFENCED, statements -> SqliteProgress.beat(statements, node, beat, forgetBefore));
    }

    @Override
    public CompletionStage<Void> append(Append append) {
        return writer.append(append);
    }

    @Override
    public CompletionStage<Void> saveSnapshot(Fence fence, Snapshot snapshot) {
        return writer.execute(
                List.of(fence), statements -> SqliteProgress.saveSnapshot(statements, partitions, snapshot));
    }

    @Override
    public CompletionStage<Void> dropSnapshot(String stage, int partition, long seq) {
        return writer.execute(UNFENCED, statements -> SqliteProgress.dropSnapshot(statements, stage, partition, seq));
    }

    @Override
    public CompletionStage<Long> shorten(Fence fence, Keep keep) {
        return writer.submit(
                List.of(fence), statements -> SqliteRetention.shorten(statements, fence.partition(), keep));
    }

    @Override
    public CompletionStage<Integer> removeEntries(Fence fence, int limit) {
        return writer.remove(
                List.of(fence), statements -> SqliteRetention.removeEntries(statements, fence.partition(), limit));
    }

    @Override
    public CompletionStage<Integer> removeBars(Fence fence, Collection<Timeframe> timeframes, long before, int limit) {
        return writer.remove(
                List.of(fence),
                statements -> SqliteRetention.removeBars(statements, fence.partition(), timeframes, before, limit));
    }

    @Override
    public CompletionStage<Void> commitSignals(List<Fence> fences, Raised raised) {
        return writer.execute(fences, statements -> SqliteSignals.insert(statements, raised));
    }

    @Override
    public CompletionStage<Void> commitScores(
            List<Fence> fences, Map<Integer, Long> cursors, List<SignalScore> scores) {
        return writer.execute(fences, statements -> {
            SqliteSignals.insertScores(statements, scores);
            SqliteProgress.move(statements, "aggregate", cursors);
        });
    }

    @Override
    public CompletionStage<List<Notification>> leaseOutbox(
            String node, String channel, long now, long leaseUntil, int limit) {
        return writer.submit(
                UNFENCED, statements -> SqliteOutbox.lease(statements, node, channel, now, leaseUntil, limit));
    }

    @Override
    public CompletionStage<Void> renewOutbox(String node, Collection<String> ids, long leaseUntil) {
        return writer.execute(UNFENCED, statements -> SqliteOutbox.renew(statements, node, ids, leaseUntil));
    }

    @Override
    public CompletionStage<Void> settleOutbox(String node, List<Notification> results) {
        return writer.execute(UNFENCED, statements -> SqliteOutbox.settle(statements, node, results));
    }

    @Override
    public CompletionStage<Staged> stageHistory(
            List<Fence> fences, Part part, List<Candle> candles, List<Integer> partitions) {
        return writer.submit(fences, statements -> SqliteStaging.stage(statements, part, candles, partitions));
    }

    @Override
    public CompletionStage<Integer> giveUpLoads(Fence fence, long touchedBefore, int limit) {
        return writer.submit(
                List.of(fence), statements -> SqliteLoads.giveUp(statements, fence.partition(), touchedBefore, limit));
    }

    @Override
    public CompletionStage<Void> clearStagedBars(Fence fence, long load) {
        return writer.execute(List.of(fence), statements -> SqliteLoads.clearBars(statements, load));
    }

    @Override
    public CompletionStage<Void> stageBars(Fence fence, long load, List<ClosedBar> bars) {
        return writer.execute(List.of(fence), statements -> SqliteLoads.stageBars(statements, load, bars));
    }

    @Override
    public CompletionStage<Boolean> tidyHistory(Fence fence, String symbol) {
        return writer.submit(List.of(fence), statements -> SqliteHistory.tidy(statements, symbol));
    }

    @Override
    public void close() {
        // The writer last: only the last connection to close moves the write-ahead log into the file and removes it.
        check.close();
        readers.close();
        writer.close();
        guard.close();
    }
}
