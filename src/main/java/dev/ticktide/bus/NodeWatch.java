package dev.ticktide.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Ends requests to nodes that have left, which the bus itself would let wait for the whole timeout. Thread-safe. */
final class NodeWatch {

    private final Map<String, Set<Runnable>> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable Set<String> live;

    /** The nodes there are; {@code null} as long as that is unknown. */
    @Nullable
    Set<String> live() {
        return live;
    }

    /** Ends the requests that wait for a node which is not among these. */
    void members(Set<String> nodes) {
        live = Set.copyOf(nodes);
        waiting.forEach((node, requests) -> {
            if (isGone(node)) {
                requests.forEach(Runnable::run);
            }
        });
        waiting.keySet().removeIf(this::isGone);
    }

    boolean isGone(String node) {
        Set<String> nodes = live;
        return nodes != null && !nodes.contains(node);
    }

    /** The answer of a node, or {@link NodeGoneException} if the node leaves before. */
    <R> Future<R> until(Future<R> answer, String node) {
        Context context = Vertx.currentContext();
        if (context == null) {
            return answer;
        }
        Promise<R> promise = Promise.promise();
        Runnable end = () -> context.runOnContext(nothing -> promise.tryFail(new NodeGoneException(node)));
        waiting.computeIfAbsent(node, unused -> ConcurrentHashMap.newKeySet()).add(end);
        if (isGone(node)) {
            end.run();
        }
        answer.onComplete(result -> {
            Set<Runnable> requests = waiting.get(node);
            if (requests != null) {
                requests.remove(end);
            }
            if (result.succeeded()) {
                promise.tryComplete(result.result());
            } else {
                promise.tryFail(result.cause());
            }
        });
        return promise.future();
    }
}
