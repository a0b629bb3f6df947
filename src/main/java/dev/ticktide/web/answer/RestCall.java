package dev.ticktide.web.answer;

import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** A call of the REST interface: where it is, the query parameters that it takes, and its answer. */
public abstract class RestCall {

    /** Rows of a chart that asks for no other number. */
    public static final int CHART_BARS = 500;

    private final String path;
    private final Set<String> parameters;

    /** @param path below {@code /api/v1}, as the router writes it */
    protected RestCall(String path, Set<String> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    /** Below {@code /api/v1}. */
    public final String path() {
        return path;
    }

    /** The names of the query parameters that it takes. */
    public final Set<String> parameters() {
        return parameters;
    }

    /** A view that Jackson writes. May fail, or throw at once, with {@link dev.ticktide.http.ProblemException}. */
    public abstract Future<?> answer(Query query, RoutingContext request);

    /** Says where the next page of a list begins. */
    protected static void next(RoutingContext request, Store.PageKey key) {
        request.response().putHeader("X-Next-Cursor", Query.cursor(key));
    }
}
