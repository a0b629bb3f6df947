package dev.ticktide.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Questions to nodes, many to a message: what has queued for a node while its last messages were on their way goes as one.
 * Several may be on their way, so that the node finds enough for its next commit while one is on the disk. Order is kept. How
 * much queues is the caller's to bound. Confined to one context.
 */
public final class CallBatcher<Q, R> {

    private static final int MAX_IN_FLIGHT = 16;
    private static final int MAX_BATCH = 1_024;

    private final BiFunction<String, List<Q>, Future<List<R>>> send;
    private final Map<String, Lane<Q, R>> lanes = new HashMap<>();

    /**
     * @param send sends a batch of requests to a node; completes with one reply per request, in the same order
     */
    public CallBatcher(BiFunction<String, List<Q>, Future<List<R>>> send) {
        this.send = send;
    }

    /** Sends a batch to a node. The whole batch fails when its outcome is unknown. */
    public Future<R> ask(String node, Q question) {
        Promise<R> answer = Promise.promise();
        Lane<Q, R> lane = lanes.computeIfAbsent(node, unused -> new Lane<>());
        lane.queue.add(new Asked<>(question, answer));
        next(node, lane);
        return answer.future();
    }

    private void next(String node, Lane<Q, R> lane) {
        if (lane.inFlight >= MAX_IN_FLIGHT || lane.queue.isEmpty()) {
            return;
        }
        List<Asked<Q, R>> asked = new ArrayList<>();
        while (!lane.queue.isEmpty() && asked.size() < MAX_BATCH) {
            asked.add(lane.queue.remove());
        }
        lane.inFlight++;
        List<Q> questions = asked.stream().map(Asked::question).toList();
        send.apply(node, questions).onComplete(result -> {
            lane.inFlight--;
            for (int i = 0; i < asked.size(); i++) {
                if (result.succeeded()) {
                    asked.get(i).answer.complete(result.result().get(i));
                } else {
                    asked.get(i).answer.fail(result.cause());
                }
            }
            next(node, lane);
        });
    }

    private record Asked<Q, R>(Q question, Promise<R> answer) {}

    private static final class Lane<Q, R> {
        private final Deque<Asked<Q, R>> queue = new ArrayDeque<>();
        private int inFlight;
    }
}
