package dev.ticktide.ingest;

import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import io.vertx.core.Future;

/**
 * The way to a partition's owner. The future always completes within a bounded time; a failed one means that it is unknown
 * whether the events were stored. It completes on the context that called.
 */
@FunctionalInterface
public interface Submitter {

    /**
     * @param node the owner of all partitions of the request, by the membership known here; it may have changed, which
     *     the reply says
     */
    Future<AppendReply> submit(String node, AppendRequest request);
}
