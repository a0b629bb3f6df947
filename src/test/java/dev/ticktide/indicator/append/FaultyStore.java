package dev.ticktide.indicator.append;

import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store whose next calls fail as told; all others go through. */
final class FaultyStore {

    /** How one call goes wrong. */
    enum Fault {
        NONE,
        BUSY,
        UNAVAILABLE,
        FULL,
        UNKNOWN_NOT_WRITTEN,
        UNKNOWN_WRITTEN
    }

    private final Store real;
    private final Deque<Fault> appends = new ArrayDeque<>();
    private final Deque<Fault> reads = new ArrayDeque<>();
    private final List<Store.Append> asked = new ArrayList<>();

    FaultyStore(Store real) {
        this.real = real;
    }

    Store store() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    void failAppends(Fault... faults) {
        appends.addAll(List.of(faults));
    }

    /** Of {@code find} and {@code tail}. */
    void failReads(Fault... faults) {
        reads.addAll(List.of(faults));
    }

    /** Every append that was tried. */
    List<Store.Append> asked() {
        return asked;
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        Deque<Fault> faults =
                switch (method.getName()) {
                    case "append" -> {
                        asked.add((Store.Append) arguments[0]);
                        yield appends;
                    }
                    case "find", "tail" -> reads;
                    default -> new ArrayDeque<>();
                };
        Fault fault = faults.isEmpty() ? Fault.NONE : faults.remove();
        return switch (fault) {
            case NONE -> invoke(method, arguments);
            case BUSY -> failed(StoreException.Kind.BUSY);
            case UNAVAILABLE -> failed(StoreException.Kind.UNAVAILABLE);
            case FULL -> failed(StoreException.Kind.FULL);
            case UNKNOWN_NOT_WRITTEN -> failed(StoreException.Kind.UNKNOWN);
            case UNKNOWN_WRITTEN ->
                ((CompletionStage<?>) invoke(method, arguments))
                        .thenCompose(done -> failed(StoreException.Kind.UNKNOWN));
        };
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static CompletionStage<Object> failed(StoreException.Kind kind) {
        return CompletableFuture.failedFuture(new StoreException(kind, "as told by the test"));
    }
}
