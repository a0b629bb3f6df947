package dev.ticktide.stage;

import dev.ticktide.cluster.Ownership;
import dev.ticktide.market.append.ReplayRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests from the stage before that it sends a partition's output again from the entry after the last one that this
 * stage has processed; repeats the request until the owner has agreed or the partition is not held here any more.
 * Confined to one context.
 */
public final class ReplayRequests {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayRequests.class);
    private static final long RETRY_MILLIS = 200;

    private final Vertx vertx;
    private final Ownership upstream;
    private final IntFunction<OptionalLong> position;
    private final BiFunction<String, ReplayRequest, Future<?>> send;
    private final Set<Integer> retrying = new HashSet<>();

    /**
     * @param upstream the owners of the stage before
     * @param position the last processed entry of a partition; empty if it is not held here
     * @param send sends a request to a node
     */
    public ReplayRequests(
            Vertx vertx,
            Ownership upstream,
            IntFunction<OptionalLong> position,
            BiFunction<String, ReplayRequest, Future<?>> send) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.position = position;
        this.send = send;
    }

    /**
     * Requests a replay of a partition. Tries again every 200 ms while the node before does not agree; does nothing if
     * the partition is not held here.
     */
    public void request(int partition) {
        OptionalLong after = position.apply(partition);
        if (after.isEmpty()) {
            return;
        }
        String owner = upstream.ownerOf(partition);
        Future<?> agreed = owner == null
                ? Future.failedFuture("no node has the stage before")
                : send.apply(owner, new ReplayRequest(partition, after.getAsLong()));
        agreed.onFailure(failure -> {
            LOG.debug("No replay of partition {} yet: {}", partition, failure.getMessage());
            if (retrying.add(partition)) {
                vertx.setTimer(RETRY_MILLIS, timer -> {
                    retrying.remove(partition);
                    request(partition);
                });
            }
        });
    }
}
