package dev.ticktide.store.postgres;

import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes. Whatever has queued while the last transaction was on its way to the disk goes into the
 * next one, so that the cost of an fsync is shared; each write still succeeds or fails by itself. Statements are sent without
 * waiting for the answer to the one before; what is waited for is the fences' epochs, the last statement and the commit.
 */
final class PostgresWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresWriter.class);
    private static final int QUEUE = 4_096;
    private static final int GROUP = 512;
    private static final int GROUP_ROWS = 20_000;
    private static final int ANSWER_SECONDS = 15;
    private static final int CLOSE_SECONDS = 30;
    private static final Comparator<PostgresProgress.StagePartition> BY_KEY = Comparator.comparing(
                    PostgresProgress.StagePartition::stage)
            .thenComparing(PostgresProgress.StagePartition::partition);

    private final PostgresConnections connections;
    private final Context context;
    /** Guards itself, {@link #running} and {@link #closing}; everything else is the event loop's. */
    private final Deque<Job> queue = new ArrayDeque<>();

    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private boolean running;
    private boolean closing;
    private @Nullable SqlConnection connection;

    /** Either a claim, which is a transaction of its own, or a write that may share one. */
    private sealed interface Job {

        void fail(RuntimeException reason);
    }

    private record Write(PostgresWrite<?> write) implements Job {
        @Override
        public void fail(RuntimeException reason) {
            write.fail(reason);
        }
    }

    private record Claim(PostgresProgress.Claim claim, CompletableFuture<OptionalLong> done) implements Job {
        @Override
        public void fail(RuntimeException reason) {
            done.completeExceptionally(reason);
        }
    }

    PostgresWriter(PostgresConnections connections, SqlConnection first) {
        this.connections = connections;
        this.context = connections.writing();
        use(first);
    }

    <T> CompletionStage<T> submit(PostgresWrite<T> write) {
        queue(new Write(write));
        return write.done();
    }

    CompletionStage<OptionalLong> claim(PostgresProgress.Claim claim) {
        Claim job = new Claim(claim, new CompletableFuture<>());
        queue(job);
        return job.done();
    }

    /** Finishes what is queued. Blocks. */
    void close() {
        synchronized (queue) {
            closing = true;
            if (!running) {
                idle.complete(null);
            }
        }
        try {
            idle.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Writes were still under way when the store closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void queue(Job job) {
        StoreException refused = null;
        synchronized (queue) {
            if (closing) {
                refused = new StoreException(StoreException.Kind.UNAVAILABLE, "the store is closing");
            } else if (queue.size() >= QUEUE) {
                refused = new StoreException(StoreException.Kind.BUSY, QUEUE + " writes are waiting already");
            } else {
                queue.add(job);
                if (!running) {
                    running = true;
                    context.runOnContext(start -> next());
                }
            }
        }
        if (refused != null) {
            job.fail(refused);
        }
    }

    private void next() {
        List<Claim> claims = new ArrayList<>();
        List<PostgresWrite<?>> group = new ArrayList<>();
        synchronized (queue) {
            takeClaims(claims);
            if (claims.isEmpty()) {
                takeGroup(group);
            }
            if (claims.isEmpty() && group.isEmpty()) {
                running = false;
                if (closing) {
                    idle.complete(null);
                }
                return;
            }
        }
        Future<?> done = claims.isEmpty() ? commit(group) : claim(claims);
        done.onComplete(ended -> next());
    }

    /** No partition twice: one statement can't see what it has done itself. */
    private void takeClaims(List<Claim> claims) {
        Set<PostgresProgress.StagePartition> places = new HashSet<>();
        while (queue.peek() instanceof Claim next && places.add(next.claim().place())) {
            claims.add(next);
            queue.remove();
        }
    }

    private void takeGroup(List<PostgresWrite<?>> group) {
        int rows = 0;
        while (group.size() < GROUP && rows < GROUP_ROWS && queue.peek() instanceof Write next) {
            group.add(next.write());
            rows += next.write().weight();
            queue.remove();
        }
    }

    private Future<?> claim(List<Claim> claims) {
        return connected()
                .compose(open -> PostgresProgress.claim(
                                open, claims.stream().map(Claim::claim).toList())
                        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .recover(failure -> {
                            discardUnlessAnswered(failure);
                            return Future.failedFuture(PostgresErrors.explainAlone(failure));
                        }))
                .onSuccess(got -> claims.forEach(claim -> claim.done()
                        .complete(
                                got.contains(claim.claim().place())
                                        ? OptionalLong.of(claim.claim().expected() + 1)
                                        : OptionalLong.empty())))
                .onFailure(failure -> {
                    RuntimeException reason = PostgresErrors.explain(failure);
                    claims.forEach(claim -> claim.fail(reason));
                })
                .otherwiseEmpty();
    }

    /** Ends every write of the group one way or the other; never fails. */
    private Future<Void> commit(List<PostgresWrite<?>> group) {
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
        Set<PostgresProgress.StagePartition> places = new TreeSet<>(BY_KEY);
        for (PostgresWrite<?> write : group) {
            for (Store.Fence fence : write.fences()) {
                places.add(new PostgresProgress.StagePartition(fence.stage(), fence.partition()));
            }
        }
        return places.isEmpty() ? Future.succeededFuture(Map.of()) : PostgresProgress.held(open, places);
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
