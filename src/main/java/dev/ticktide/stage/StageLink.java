package dev.ticktide.stage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a stage to the owners of the next one. One message per node is on its way at a time; whatever comes
 * meanwhile goes as one message after it. A message that fails is sent again until its node takes it or owns the partition no
 * more: the receiver recognises repeats.
 *
 * <p>What waits is bounded: while {@link #isCongested} the sender takes no more work; past twice the bound the oldest parts
 * are dropped, and the receiver, seeing a gap, asks for a replay. Confined to one context.
 *
 * @param <P> a part: what concerns one partition
 */
public final class StageLink<P> {

    private static final Logger LOG = LoggerFactory.getLogger(StageLink.class);
    private static final long RETRY_MILLIS = 200;
    private static final int LOG_EVERY_N_RETRIES = 10;

    private final Vertx vertx;
    private final IntFunction<@Nullable String> ownerOf;
    private final ToIntFunction<P> partitionOf;
    private final ToIntFunction<P> sizeOf;
    private final BiFunction<String, List<P>, Future<?>> send;
    private final int bound;
    private final Map<String, Lane> lanes = new HashMap<>();
    private int waiting;
    private boolean closed;

    /**
     * @param ownerOf the node that owns a partition, {@code null} while there is none
     * @param partitionOf the partition of a part
     * @param sizeOf how much a part weighs, in bars
     * @param send sends parts to a node; succeeds when the node has taken them
     * @param bound bars that may wait before the link is congested
     */
    public StageLink(
            Vertx vertx,
            IntFunction<@Nullable String> ownerOf,
            ToIntFunction<P> partitionOf,
            ToIntFunction<P> sizeOf,
            BiFunction<String, List<P>, Future<?>> send,
            int bound) {
        this.vertx = vertx;
        this.ownerOf = ownerOf;
        this.partitionOf = partitionOf;
        this.sizeOf = sizeOf;
        this.send = send;
        this.bound = bound;
    }

    /**
     * Queues a part for the owner of its partition; {@link #flush} sends it. Dropped if the partition has no owner; the
     * next owner requests a replay from its cursor.
     */
    public void offer(P part) {
        String node = ownerOf.apply(partitionOf.applyAsInt(part));
        if (node == null) {
            return;
        }
        Lane lane = lanes.computeIfAbsent(node, unused -> new Lane());
        lane.queue.add(part);
        waiting += sizeOf.applyAsInt(part);
        while (waiting > 2 * bound && lane.queue.size() > 1) {
            waiting -= sizeOf.applyAsInt(lane.queue.remove(0));
        }
    }

    /**
     * Sends what was offered to each node without a message on its way; the others get it after that message. Apart
     * from {@link #offer} so that the parts of one piece of work go as one message.
     */
    public void flush() {
        lanes.forEach(this::next);
    }

    /** Whether more than {@code bound} bars wait or are on their way. */
    public boolean isCongested() {
        return waiting > bound;
    }

    /** Bars waiting or on their way. */
    public int waiting() {
        return waiting;
    }

    /** Sends nothing more: what waits is dropped, and a message that fails is not sent again. */
    public void close() {
        closed = true;
    }

    private void next(String node, Lane lane) {
        if (lane.busy || lane.queue.isEmpty() || closed) {
            return;
        }
        lane.busy = true;
        List<P> parts = List.copyOf(lane.queue);
        lane.queue.clear();
        transmit(node, lane, parts, 1);
    }

    private void transmit(String node, Lane lane, List<P> parts, int attempt) {
        send.apply(node, parts).onComplete(result -> {
            if (result.succeeded() || closed) {
                done(node, lane, parts);
                return;
            }
            if (attempt % LOG_EVERY_N_RETRIES == 0) {
                LOG.warn(
                        "{} did not take {} parts, trying again: {}",
                        node,
                        parts.size(),
                        result.cause().getMessage());
            }
            vertx.setTimer(RETRY_MILLIS, timer -> transmitAgain(node, lane, parts, attempt + 1));
        });
    }

    private void transmitAgain(String node, Lane lane, List<P> parts, int attempt) {
        List<P> still = new ArrayList<>();
        for (P part : parts) {
            if (node.equals(ownerOf.apply(partitionOf.applyAsInt(part)))) {
                still.add(part);
            } else {
                // The new owner starts from its cursor by asking for a replay, which covers this part.
                waiting -= sizeOf.applyAsInt(part);
            }
        }
        if (still.isEmpty()) {
            done(node, lane, still);
        } else {
            transmit(node, lane, still, attempt);
        }
    }

    private void done(String node, Lane lane, List<P> parts) {
        for (P part : parts) {
            waiting -= sizeOf.applyAsInt(part);
        }
        lane.busy = false;
        next(node, lane);
    }

    private final class Lane {
        private final List<P> queue = new ArrayList<>();
        private boolean busy;
    }
}
