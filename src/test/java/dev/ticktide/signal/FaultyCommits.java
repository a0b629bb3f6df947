package dev.ticktide.signal;

import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
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

    private final Store real;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Store.Raised> commits = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private volatile boolean refusesClaims;

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
    List<Store.Raised> commits() {
        return commits;
    }

    /** Completes when a commit is held. */
    CompletionStage<Void> reached() {
        return reached;
    }

    void release() {
        released.complete(null);
    }

    /** From now on every claim finds that another node was faster. */
    void refuseClaims() {
        refusesClaims = true;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (refusesClaims && method.getName().equals("claim")) {
            return CompletableFuture.completedFuture(OptionalLong.empty());
        }
        if (!method.getName().equals("commitSignals")
                || ((Store.Raised) arguments[1]).signals().isEmpty()) {
            return method.invoke(real, arguments);
        }
        commits.add((Store.Raised) arguments[1]);
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

    private static CompletionStage<Void> failed(StoreException.Kind kind) {
        return CompletableFuture.failedFuture(new StoreException(kind, "told to fail"));
    }
}
