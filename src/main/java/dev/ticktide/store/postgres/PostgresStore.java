package dev.ticktide.store.postgres;

import dev.ticktide.market.Candle;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.SchemaException;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreAwayException;
import dev.ticktide.store.postgres.connection.PostgresAddress;
import dev.ticktide.store.postgres.connection.PostgresConnections;
import dev.ticktide.store.postgres.tables.PostgresBatch;
import dev.ticktide.store.postgres.tables.PostgresHistory;
import dev.ticktide.store.postgres.tables.PostgresLoads;
import dev.ticktide.store.postgres.tables.PostgresOutbox;
import dev.ticktide.store.postgres.tables.PostgresProgress;
import dev.ticktide.store.postgres.tables.PostgresRetention;
import dev.ticktide.store.postgres.tables.PostgresStaging;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Store} in a PostgreSQL database, for JVMs on any number of hosts. Runs on two event loops of its own. */
public final class PostgresStore extends PostgresQueries {

    private static final List<Fence> UNFENCED = List.of();
    private final PostgresConnections connections;
    private final PostgresWriter writer;

    private PostgresStore(int partitions, PostgresConnections connections, SqlConnection first) {
        super(partitions, new PostgresReaders(connections));
        this.connections = connections;
        this.writer = new PostgresWriter(connections, first);
    }

    /**
     * Opens the database, making its tables first if need be. Blocks.
     *
     * @param url {@code postgresql://user@host:5432/database}, or several hosts of which one is the primary
     * @param password {@code null} where the server asks for none
     * @param wantedPartitions used when the tables are made; a database that has them keeps its own number
     * @throws SchemaException if the server refuses the user or could lose a commit, or if the data belongs to another
     *     version; a {@link StoreAwayException} if it can't be reached
     */
    public static PostgresStore open(String url, @Nullable String password, int wantedPartitions) {
        return open(url, password, wantedPartitions, false);
    }

    /**
     * As above.
     *
     * @param replica whether to refuse a server whose commits don't wait for a standby
     */
    public static PostgresStore open(String url, @Nullable String password, int wantedPartitions, boolean replica) {
        PostgresConnections connections = new PostgresConnections(PostgresAddress.parse(url, password), replica);
        try {
            return connections.await(connections.writer(first -> PostgresSchema.prepare(first, wantedPartitions)
                    .compose(partitions -> connections.begun(first).map(partitions))
                    .map(partitions -> new PostgresStore(partitions, connections, first))));
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    @Override
    public CompletionStage<OptionalLong> claim(String stage, int partition, long expectedEpoch, String node) {
        return writer.claim(
                new PostgresProgress.Claim(new PostgresProgress.StagePartition(stage, partition), expectedEpoch, node));
    }

    @Override
    public CompletionStage<Void> release(Fence fence) {
        return execute(UNFENCED, client -> PostgresProgress.release(client, fence));
    }

    @Override
    public CompletionStage<Void> beat(String node, long beat, long forgetBefore) {
        return execute(UNFENCED, client -> PostgresProgress.beat(client, node, beat, forgetBefore));
    }

    @Override
    public CompletionStage<Void> append(Append append) {
        if (!append.generations().isEmpty()) {
            return execute(append.fences(), client -> change(client, append));
        }
        int rows = append.entries().size()
                + append.bars().size()
                + append.checkpoints().size();
        return rows(append.fences(), rows, batch -> batch.add(append));
    }

    @Override
    public CompletionStage<Void> saveSnapshot(Fence fence, Snapshot snapshot) {
        return execute(List.of(fence), client -> PostgresProgress.saveSnapshot(client, partitions, snapshot));
    }

    @Override
    public CompletionStage<Void> dropSnapshot(String stage, int partition, long seq) {
        return execute(UNFENCED, client -> PostgresProgress.dropSnapshot(client, stage, partition, seq));
    }

    @Override
    public CompletionStage<Long> shorten(Fence fence, Keep keep) {
        return submit(fence, client -> PostgresRetention.shorten(client, fence.partition(), keep));
    }

    @Override
    public CompletionStage<Integer> removeEntries(Fence fence, int limit) {
        return submit(fence, client -> PostgresRetention.removeEntries(client, fence.partition(), limit));
    }

    @Override
    public CompletionStage<Integer> removeBars(Fence fence, Collection<Timeframe> timeframes, long before, int limit) {
        return submit(
                fence, client -> PostgresRetention.removeBars(client, fence.partition(), timeframes, before, limit));
    }

    @Override
    public CompletionStage<Void> commitSignals(List<Fence> fences, Raised raised) {
        return rows(fences, raised.signals().size() + raised.outbox().size(), batch -> batch.add(raised));
    }

    @Override
    public CompletionStage<Void> commitScores(
            List<Fence> fences, Map<Integer, Long> cursors, List<SignalScore> scores) {
        return rows(fences, scores.size(), batch -> batch.add(cursors, scores));
    }

    @Override
    public CompletionStage<List<Notification>> leaseOutbox(
            String node, String channel, long now, long leaseUntil, int limit) {
        return writer.submit(PostgresWrite.ofStatements(
                UNFENCED, client -> PostgresOutbox.lease(client, node, channel, now, leaseUntil, limit)));
    }

    @Override
    public CompletionStage<Void> renewOutbox(String node, Collection<String> ids, long leaseUntil) {
        return execute(UNFENCED, client -> PostgresOutbox.renew(client, node, ids, leaseUntil));
    }

    @Override
    public CompletionStage<Void> settleOutbox(String node, List<Notification> results) {
        return execute(UNFENCED, client -> PostgresOutbox.settle(client, node, results));
    }

    @Override
    public CompletionStage<Staged> stageHistory(
            List<Fence> fences, Part part, List<Candle> candles, List<Integer> partitions) {
        return writer.submit(
                PostgresWrite.ofStatements(fences, client -> PostgresStaging.stage(client, part, candles, partitions)));
    }

    @Override
    public CompletionStage<Integer> giveUpLoads(Fence fence, long touchedBefore, int limit) {
        return writer.submit(PostgresWrite.ofStatements(
                List.of(fence), client -> PostgresLoads.giveUp(client, fence.partition(), touchedBefore, limit)));
    }

    @Override
    public CompletionStage<Void> clearStagedBars(Fence fence, long load) {
        return execute(List.of(fence), client -> PostgresLoads.clearBars(client, load));
    }

    @Override
    public CompletionStage<Void> stageBars(Fence fence, long load, List<ClosedBar> bars) {
        return execute(List.of(fence), client -> PostgresLoads.stageBars(client, load, bars));
    }

    @Override
    public CompletionStage<Boolean> tidyHistory(Fence fence, String symbol) {
        return writer.submit(
                PostgresWrite.ofStatements(List.of(fence), client -> PostgresHistory.tidy(client, symbol)));
    }

    private static Future<?> change(SqlClient client, Append append) {
        PostgresBatch batch = new PostgresBatch();
        batch.add(append);
        Future<?> changed = batch.insert(client);
        for (Generation generation : append.generations()) {
            changed = changed.compose(done -> PostgresHistory.change(client, generation));
        }
        return changed;
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
        connections.close();
    }

    private CompletionStage<Void> rows(List<Fence> fences, int weight, Consumer<PostgresBatch> rows) {
        return writer.submit(PostgresWrite.ofRows(fences, weight, rows));
    }

    private <T> CompletionStage<T> submit(Fence fence, Function<SqlClient, Future<T>> statements) {
        return writer.submit(PostgresWrite.ofStatements(List.of(fence), statements));
    }

    private CompletionStage<Void> execute(List<Fence> fences, Function<SqlClient, Future<?>> statements) {
        return writer.submit(PostgresWrite.ofStatements(
                fences, client -> statements.apply(client).mapEmpty()));
    }
}
