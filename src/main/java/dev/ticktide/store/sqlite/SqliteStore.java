package dev.ticktide.store.sqlite;

import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.SchemaException;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link Store} in one SQLite file, for one JVM or several on the same host. Raw JDBC rather than a pooled client: one
 * writer with kept statements is all that SQLite can use, and the Vert.x JDBC client leaves transactions open.
 */
public final class SqliteStore implements Store {

    private static final int READERS = 2;
    private static final List<Fence> UNFENCED = List.of();

    private final int partitions;
    private final SqliteGuard guard;
    private final SqliteCheck check;
    private final SqliteWriter writer;
    private final SqliteReaders readers;

    private SqliteStore(
            int partitions, SqliteGuard guard, SqliteCheck check, SqliteWriter writer, SqliteReaders readers) {
        this.partitions = partitions;
        this.guard = guard;
        this.check = check;
        this.writer = writer;
        this.readers = readers;
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
                prepare(connections, file, wantedPartitions);
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

    private static void prepare(SqliteConnections connections, Path file, int wantedPartitions)
            throws SQLException, IOException {
        if (!SqliteFiles.requireOurs(file)) {
            SqliteSchema.make(file, wantedPartitions);
            return;
        }
        try (Connection looking = connections.looking()) {
            SqliteSchema.requireOurs(looking);
        } catch (SchemaException e) {
            throw new SchemaException("the file " + file + " is no database of Ticktide: " + e.getMessage(), e);
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
    public int partitions() {
        return partitions;
    }

    @Override
    public CompletionStage<Map<Integer, Owner>> owners(String stage) {
        return writer.submit(UNFENCED, statements -> Map.copyOf(writer.ownersNow(stage)));
    }

    @Override
    public CompletionStage<OptionalLong> claim(String stage, int partition, long expectedEpoch, String node) {
        return writer.submit(UNFENCED, statements -> {
            Owner owner = writer.owners(stage).get(partition);
            if ((owner == null ? 0 : owner.epoch()) != expectedEpoch) {
                return OptionalLong.empty();
            }
            long epoch = expectedEpoch + 1;
            SqliteProgress.own(statements, stage, partition, epoch, node);
            writer.claimed(stage, partition, new Owner(epoch, node));
            return OptionalLong.of(epoch);
        });
    }

    @Override
    public CompletionStage<Void> release(Fence fence) {
        return writer.execute(UNFENCED, statements -> {
            Map<Integer, Owner> owners = writer.owners(fence.stage());
            Owner owner = owners.get(fence.partition());
            if (owner != null && owner.epoch() == fence.epoch()) {
                SqliteProgress.own(statements, fence.stage(), fence.partition(), fence.epoch(), Owner.NOBODY);
                owners.put(fence.partition(), new Owner(fence.epoch(), Owner.NOBODY));
            }
        });
    }

    @Override
    public CompletionStage<Void> beat(String node, long beat, long forgetBefore) {
        return writer.execute(UNFENCED, statements -> SqliteProgress.beat(statements, node, beat, forgetBefore));
    }

    @Override
    public CompletionStage<Map<String, Long>> beats() {
        return readers.submit(SqliteProgress::beats);
    }

    @Override
    public CompletionStage<Long> now() {
        return readers.submit(SqliteProgress::now);
    }

    @Override
    public CompletionStage<List<LogEntry>> find(int partition, Collection<? extends MarketEvent> events) {
        return readers.submit(statements -> SqliteLog.find(statements, partition, events));
    }

    @Override
    public CompletionStage<Void> append(Append append) {
        return writer.append(append);
    }

    @Override
    public CompletionStage<List<LogEntry>> tail(int partition, long afterSeq, int limit) {
        return readers.submit(statements -> SqliteLog.tail(statements, partition, afterSeq, limit));
    }

    @Override
    public CompletionStage<Void> saveSnapshot(Fence fence, Snapshot snapshot) {
        return writer.execute(
                List.of(fence), statements -> SqliteProgress.saveSnapshot(statements, partitions, snapshot));
    }

    @Override
    public CompletionStage<List<Snapshot>> snapshots(String stage, int partition, long atMostSeq) {
        return readers.submit(statements -> SqliteProgress.snapshots(statements, stage, partition, atMostSeq));
    }

    @Override
    public CompletionStage<Void> dropSnapshot(String stage, int partition, long seq) {
        return writer.execute(UNFENCED, statements -> SqliteProgress.dropSnapshot(statements, stage, partition, seq));
    }

    @Override
    public CompletionStage<Map<Integer, Long>> cursors(String stage) {
        return readers.submit(statements -> SqliteProgress.cursors(statements, stage));
    }

    @Override
    public CompletionStage<Map<Integer, Long>> logBases() {
        return readers.submit(SqliteRetention::bases);
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
    public CompletionStage<List<MarketEvent>> removed(int partition, Collection<? extends MarketEvent> events) {
        return readers.submit(statements -> SqliteRetention.removed(statements, partition, events));
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
    public CompletionStage<Long> outboxBacklog() {
        return readers.submit(SqliteOutbox::backlog);
    }

    @Override
    public CompletionStage<List<LogEntry>> candleEntries(String symbol, Range range, boolean late) {
        return readers.submit(statements -> SqliteLog.candles(statements, partitions, symbol, range, late));
    }

    @Override
    public CompletionStage<Staged> stageHistory(
            List<Fence> fences, Part part, List<Candle> candles, List<Integer> partitions) {
        return writer.submit(fences, statements -> SqliteHistory.stage(statements, part, candles, partitions));
    }

    @Override
    public CompletionStage<Optional<byte[]>> made(long load) {
        return readers.submit(statements -> SqliteHistory.made(statements, load));
    }

    @Override
    public CompletionStage<List<Integer>> abandonedLoads(long touchedBefore) {
        return readers.submit(statements -> SqliteHistory.abandoned(statements, touchedBefore));
    }

    @Override
    public CompletionStage<Integer> giveUpLoads(Fence fence, long touchedBefore, int limit) {
        return writer.submit(
                List.of(fence),
                statements -> SqliteHistory.giveUp(statements, fence.partition(), touchedBefore, limit));
    }

    @Override
    public CompletionStage<Optional<OpenLoad>> openLoad(String symbol, String load) {
        return readers.submit(statements -> SqliteHistory.open(statements, symbol, load));
    }

    @Override
    public CompletionStage<Void> clearStagedBars(Fence fence, long load) {
        return writer.execute(List.of(fence), statements -> SqliteHistory.clearBars(statements, load));
    }

    @Override
    public CompletionStage<Void> stageBars(Fence fence, long load, List<ClosedBar> bars) {
        return writer.execute(List.of(fence), statements -> SqliteHistory.stageBars(statements, load, bars));
    }

    @Override
    public CompletionStage<List<Candle>> past(
            int partition, String symbol, long beforeSeq, long load, long afterTime, int limit) {
        return readers.submit(
                statements -> SqliteHistory.past(statements, partition, symbol, beforeSeq, load, afterTime, limit));
    }

    @Override
    public CompletionStage<Boolean> tidyHistory(Fence fence, String symbol) {
        return writer.submit(List.of(fence), statements -> SqliteHistory.tidy(statements, symbol));
    }

    @Override
    public CompletionStage<List<Candle>> corrections(String symbol, long from, long to, long beforeSeq) {
        return readers.submit(statements -> SqliteLog.corrections(
                statements, StableHash.partition(symbol, partitions), symbol, from, to, beforeSeq));
    }

    @Override
    public CompletionStage<List<Bar>> bars(String symbol, Timeframe timeframe, Range range) {
        return readers.submit(statements -> SqliteLog.bars(statements, symbol, timeframe, range));
    }

    @Override
    public CompletionStage<Optional<Checkpoint>> checkpoint(String symbol, Timeframe timeframe, long time) {
        return readers.submit(statements -> SqliteCheckpoints.newest(statements, symbol, timeframe, time));
    }

    @Override
    public CompletionStage<List<StoredSignal>> signals(SignalQuery query) {
        return readers.submit(statements -> SqliteSignals.list(statements, query));
    }

    @Override
    public CompletionStage<Optional<StoredSignal>> signal(String id) {
        return readers.submit(statements -> SqliteSignals.byId(statements, id));
    }

    @Override
    public CompletionStage<List<Metadata>> metadata(@Nullable String symbol, @Nullable MetadataType type, Range range) {
        return readers.submit(statements -> SqliteLog.metadata(statements, partitions, symbol, type, range));
    }

    @Override
    public CompletionStage<List<Notification>> notifications(@Nullable PageKey before, int limit) {
        return readers.submit(statements -> SqliteOutbox.list(statements, before, limit));
    }

    @Override
    public CompletionStage<List<SymbolInfo>> symbols() {
        return readers.submit(SqliteLog::symbols);
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
