package dev.ticktide.web.rest;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** Says that the server answers. */
final class Ping extends RestCall {

    Ping() {
        super("/ping", Set.of());
    }

    private record Pong(String status) {}

    @Override
    Future<?> answer(Query query, RoutingContext request) {
        return Future.succeededFuture(new Pong("pong"));
    }
}
