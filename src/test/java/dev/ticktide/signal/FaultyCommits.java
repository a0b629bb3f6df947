package dev.ticktide.signal;

import dev.ticktide.market.Notification;
import dev.ticktide.market.Signal;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store whose next commits of signals go wrong as told; everything else is left to the real one. */
final class FaultyCommits implements InvocationHandler {

    /** What happens to a commit. */
    enum Fault {
        /** The database can't be reached. */
        NOT_STORED,
        /** It is stored, but nobody hears of it. */
        ANSWER_LOST,
        /** It waits for {@link #release}. */
        HELD
    }

    record Commit(Map<Integer, Long> cursors, List<Signal> signals, List<Notification> outbox) {}

    private final Store real;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Commit> commits = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    FaultyCommits(Store real) {
        this.real = real;
    }

    Store store() {
        return (Store) Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] {Store.class}, this);
    }

    synchronized void next(Fault fault) {
        faults.add(fault);
    }

    /** The commits that carried signals. */
    List<Commit> commits() {
        return commits;
    }

    /** Completes when a commit is held. */
    CompletionStage<Void> reached() {
        return reached;
    }

    void release() {
        released.complete(null);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (!method.getName().equals("commitSignals") || ((List<?>) arguments[2]).isEmpty()) {
            return method.invoke(real, arguments);
        }
        commits.add(commit(arguments));
        Fault fault = nextFault();
        if (fault == null) {
            return method.invoke(real, arguments);
        }
        return switch (fault) {
            case NOT_STORED -> failed(StoreException.Kind.UNAVAILABLE);
            case ANSWER_LOST ->
                ((CompletionStage<?>) method.invoke(real, arguments))
                        .thenCompose(stored -> failed(StoreException.Kind.UNKNOWN));
            case HELD -> {
                reached.complete(null);
                yield released.thenCompose(now -> call(method, arguments));
            }
        };
    }

    private synchronized Fault nextFault() {
        return faults.poll();
    }

    private CompletionStage<?> call(Method method, Object[] arguments) {
        try {
            return (CompletionStage<?>) method.invoke(real, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked") // The arguments are those of Store.commitSignals.
    private static Commit commit(Object[] arguments) {
        return new Commit(
                (Map<Integer, Long>) arguments[1], (List<Signal>) arguments[2], (List<Notification>) arguments[3]);
    }

    private static CompletionStage<Void> failed(StoreException.Kind kind) {
        return CompletableFuture.failedFuture(new StoreException(kind, "told to fail"));
    }
}
