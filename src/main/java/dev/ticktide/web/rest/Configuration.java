package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** The settings in force, secrets masked. */
final class Configuration extends RestCall {

    private final JsonNode all;

    Configuration(JsonNode all) {
        super("/config", Set.of());
        this.all = all;
    }

    @Override
    Future<?> answer(Query query, RoutingContext request) {
        return Future.succeededFuture(all);
    }
}
