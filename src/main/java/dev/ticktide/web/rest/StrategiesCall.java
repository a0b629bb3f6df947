package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
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
    public Future<?> answer(Query query, RoutingContext request) {
        return Future.succeededFuture(all);
    }
}
