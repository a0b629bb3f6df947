package dev.ticktide.web.rest;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** A call of the REST interface: where it is, the query parameters that it takes, and its answer. */
abstract class RestCall {

    private final String path;
    private final Set<String> parameters;

    /** @param path below {@code /api/v1}, as the router writes it */
    RestCall(String path, Set<String> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    final String path() {
        return path;
    }

    final Set<String> parameters() {
        return parameters;
    }

    /** A view that Jackson writes. May fail, or throw at once, with {@link dev.ticktide.http.ProblemException}. */
    abstract Future<?> answer(Query query, RoutingContext request);
}
