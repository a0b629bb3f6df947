package dev.ticktide.web.rest;

import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
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
    public Future<?> answer(Query query, RoutingContext request) {
        return Future.succeededFuture(new Pong("pong"));
    }
}
