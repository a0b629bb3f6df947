package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** The strategies that run. */
final class StrategiesCall extends RestCall {

    private final JsonNode all;

    StrategiesCall(JsonNode all) {
        super("/strategies", Set.of());
        this.all = all;
    }

    @Override
    Future<?> answer(Query query, RoutingContext request) {
        return Future.succeededFuture(all);
    }
}
