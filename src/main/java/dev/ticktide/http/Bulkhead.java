package dev.ticktide.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Limits how many pieces of work run at once and how many more wait for their turn. Confined to one context. */
public final class Bulkhead {

    private final int mostRunning;
    private final int mostWaiting;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param mostRunning at least 1
     * @param mostWaiting beyond those
     */
    public Bulkhead(int mostRunning, int mostWaiting) {
        this.mostRunning = mostRunning;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Begins the work at once or, in the order of the calls, when another piece has ended; completes as it does. Fails
     * with 503 {@code overloaded} if too many wait already.
     *
     * @param work begins on the context; what it throws fails the future
     */
    public <T> Future<T> take(Supplier<Future<T>> work) {
        if (running < mostRunning) {
            return run(work);
        }
        if (waiting.size() >= mostWaiting) {
            return Future.failedFuture(new ProblemException(
                    503, "overloaded", "too many such questions wait for their answer; try again in a moment"));
        }
        Promise<T> turn = Promise.promise();
        waiting.add(() -> run(work).onComplete(turn));
        return turn.future();
    }

    private <T> Future<T> run(Supplier<Future<T>> work) {
        running++;
        return begin(work).onComplete(done -> {
            running--;
            Runnable next = waiting.poll();
            if (next != null) {
                next.run();
            }
        });
    }

    private static <T> Future<T> begin(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
