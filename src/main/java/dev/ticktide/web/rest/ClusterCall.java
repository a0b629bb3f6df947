package dev.ticktide.web.rest;

import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** The nodes and what they own. */
final class ClusterCall extends RestCall {

    private final ClusterState cluster;

    ClusterCall(ClusterState cluster) {
        super("/cluster", Set.of());
        this.cluster = cluster;
    }

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        return cluster.read();
    }
}
