package dev.ticktide.web.rest;

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
    Future<?> answer(Query query, RoutingContext request) {
        return cluster.read();
    }
}
