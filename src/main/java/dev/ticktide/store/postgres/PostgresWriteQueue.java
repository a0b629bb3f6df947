package dev.ticktide.store.postgres;

import dev.ticktide.store.StoreException;
import dev.ticktide.store.postgres.tables.PostgresProgress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writes that wait, and which of them share the next transaction. One transaction runs at a time; when it ends,
 * {@link #next} is called again. Writes may be queued from any thread.
 */
final class PostgresWriteQueue {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresWriteQueue.class);
    private static final int QUEUE = 4_096;
    private static final int GROUP = 512;
    private static final int GROUP_ROWS = 20_000;
    private static final int CLOSE_SECONDS = 30;

    /** Runs the transactions. */
    interface Transactions {

        /** Ends every claim one way or the other; never fails. */
        Future<?> claim(List<Claim> claims);

        /** Ends every write one way or the other; never fails. */
        Future<?> commit(List<PostgresWrite<?>> writes);
    }

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

    record Claim(PostgresProgress.Claim claim, CompletableFuture<OptionalLong> done) implements Job {
        @Override
        public void fail(RuntimeException reason) {
            done.completeExceptionally(reason);
        }
    }

    private final Context context;
    private final Transactions transactions;

    /** Guards itself, {@link #running} and {@link #closing}. */
    private final Deque<Job> queue = new ArrayDeque<>();

    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private boolean running;
    private boolean closing;

    PostgresWriteQueue(Context context, Transactions transactions) {
        this.context = context;
        this.transactions = transactions;
    }

    void add(PostgresWrite<?> write) {
        add(new Write(write));
    }

    void add(PostgresProgress.Claim claim, CompletableFuture<OptionalLong> done) {
        add(new Claim(claim, done));
    }

    private void add(Job job) {
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
        Future<?> done = claims.isEmpty() ? transactions.commit(group) : transactions.claim(claims);
        done.onComplete(ended -> next());
    }

    /** No partition twice: one statement can't see what it has done itself. */
    private void takeClaims(List<Claim> claims) {
        Set<PostgresProgress.StagePartition> claimed = new HashSet<>();
        while (queue.peek() instanceof Claim next && claimed.add(next.claim().key())) {
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
}
