package dev.ticktide.store.postgres;

import dev.ticktide.store.Store;
import dev.ticktide.store.postgres.connection.PostgresConnections;
import dev.ticktide.store.postgres.connection.PostgresErrors;
import dev.ticktide.store.postgres.tables.PostgresBatch;
import dev.ticktide.store.postgres.tables.PostgresProgress;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes. Whatever has queued while the last transaction was on its way to the disk goes into the
 * next one, so that the cost of an fsync is shared; each write still succeeds or fails by itself. Statements are sent without
 * waiting for the answer to the one before; what is waited for is the fences' epochs, the last statement and the commit.
 */
final class PostgresWriter implements PostgresWriteQueue.Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresWriter.class);
    private static final int ANSWER_SECONDS = 15;
    private static final Comparator<PostgresProgress.StagePartition> BY_KEY = Comparator.comparing(
                    PostgresProgress.StagePartition::stage)
            .thenComparing(PostgresProgress.StagePartition::partition);
    private final PostgresConnections connections;
    private final PostgresWriteQueue queue;
    private @Nullable SqlConnection connection;

    PostgresWriter(PostgresConnections connections, SqlConnection first) {
        this.connections = connections;
        this.queue = new PostgresWriteQueue(connections.writing(), this);
        use(first);
    }

    <T> CompletionStage<T> submit(PostgresWrite<T> write) {
        queue.add(write);
        return write.done();
    }

    CompletionStage<OptionalLong> claim(PostgresProgress.Claim claim) {
        CompletableFuture<OptionalLong> done = new CompletableFuture<>();
        queue.add(claim, done);
        return done;
    }

    /** Finishes what is queued. Blocks. */
    void close() {
        queue.close();
    }

    @Override
    public Future<?> claim(List<PostgresWriteQueue.Claim> claims) {
        return connected()
                .compose(open -> PostgresProgress.claim(
                                open,
                                claims.stream()
                                        .map(PostgresWriteQueue.Claim::claim)
                                        .toList())
                        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .recover(failure -> {
                            discardUnlessAnswered(failure);
                            return Future.failedFuture(PostgresErrors.explainAlone(failure));
                        }))
                .onSuccess(got -> claims.forEach(claim -> claim.done()
                        .complete(
                                got.contains(claim.claim().key())
                                        ? OptionalLong.of(claim.claim().expected() + 1)
                                        : OptionalLong.empty())))
                .onFailure(failure -> {
                    RuntimeException reason = PostgresErrors.explain(failure);
                    claims.forEach(claim -> claim.fail(reason));
                })
                .otherwiseEmpty();
    }

    @Override
    public Future<Void> commit(List<PostgresWrite<?>> group) {
        return connected()
                .compose(open -> transaction(open, group))
                .onSuccess(committed -> group.forEach(PostgresWrite::finish))
                .recover(failure -> failed(group, failure))
                .otherwiseEmpty();
    }

    private Future<Void> failed(List<PostgresWrite<?>> group, Throwable failure) {
        if (group.size() > 1 && PostgresErrors.isOneWrites(failure)) {
            // One write's trouble must not become the others'.
            Future<Void> each = Future.succeededFuture();
            for (PostgresWrite<?> write : group) {
                each = each.compose(previous -> commit(List.of(write)));
            }
            return each;
        }
        RuntimeException reason = PostgresErrors.explain(failure);
        group.forEach(write -> write.fail(reason));
        return Future.succeededFuture();
    }

    private Future<Void> transaction(SqlConnection open, List<PostgresWrite<?>> group) {
        // Spelt out, because a server may be set to another default, under which a fence would not see a new epoch.
        Future<?> begun = open.query("BEGIN ISOLATION LEVEL READ COMMITTED").execute();
        Future<Map<PostgresProgress.StagePartition, Long>> held = held(open, group);
        return begun.compose(ready -> held)
                .compose(epochs -> write(open, group, epochs))
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .recover(failure -> undo(open, failure))
                .compose(written -> open.query("COMMIT")
                        .execute()
                        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .recover(failure -> {
                            discard();
                            return Future.failedFuture(PostgresErrors.explainCommit(failure));
                        })
                        .mapEmpty());
    }

    private static Future<Map<PostgresProgress.StagePartition, Long>> held(
            SqlConnection open, List<PostgresWrite<?>> group) {
        Set<PostgresProgress.StagePartition> keys = new TreeSet<>(BY_KEY);
        for (PostgresWrite<?> write : group) {
            for (Store.Fence fence : write.fences()) {
                keys.add(new PostgresProgress.StagePartition(fence.stage(), fence.partition()));
            }
        }
        return keys.isEmpty() ? Future.succeededFuture(Map.of()) : PostgresProgress.held(open, keys);
    }

    private static Future<Void> write(
            SqlConnection open, List<PostgresWrite<?>> group, Map<PostgresProgress.StagePartition, Long> epochs) {
        List<Future<?>> sent = new ArrayList<>();
        PostgresBatch batch = new PostgresBatch();
        for (PostgresWrite<?> write : group) {
            if (write.admit(epochs) && !write.join(batch)) {
                sent.add(batch.insert(open));
                batch = new PostgresBatch();
                sent.add(write.run(open));
            }
        }
        sent.add(batch.insert(open));
        return Future.all(sent).mapEmpty();
    }

    private Future<Void> undo(SqlConnection open, Throwable failure) {
        if (discardUnlessAnswered(failure)) {
            return Future.failedFuture(failure);
        }
        return open.query("ROLLBACK")
                .execute()
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .onFailure(lost -> discard())
                .transform(undone -> Future.failedFuture(failure));
    }

    private Future<SqlConnection> connected() {
        SqlConnection open = connection;
        return open == null ? connections.writer().onSuccess(this::use) : Future.succeededFuture(open);
    }

    private void use(SqlConnection opened) {
        connection = opened;
        opened.exceptionHandler(lost -> LOG.debug("The writing connection failed: {}", lost.getMessage()));
        opened.closeHandler(closed -> {
            if (connection == opened) {
                connection = null;
            }
        });
    }

    /**
     * Discards the connection if the server did not answer, because its transaction's state is unknown. Returns whether
     * it did.
     */
    private boolean discardUnlessAnswered(Throwable failure) {
        boolean unknown = !(failure instanceof PgException);
        if (unknown) {
            discard();
        }
        return unknown;
    }

    private void discard() {
        SqlConnection old = connection;
        connection = null;
        if (old != null) {
            old.close();
        }
    }
}
