package dev.ticktide.web.answer;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** A call that takes a JSON object as the body of a POST, because what it asks about is too long for a URL. It changes nothing. */
public abstract class PostCall extends RestCall {

    private final JsonBodies bodies;
    private final Set<String> fields;

    /**
     * @param path below {@code /api/v1}
     * @param fields the names that its body may have
     */
    protected PostCall(String path, Set<String> fields, JsonBodies bodies) {
        super(path, Set.of());
        this.bodies = bodies;
        this.fields = fields;
    }

    @Override
    public final Future<?> answer(Query query, RoutingContext request) {
        return bodies.read(request.request()).compose(body -> answer(new JsonFields(body, fields), request));
    }

    /** A view that Jackson writes. May fail, or throw at once, with {@link dev.ticktide.http.ProblemException}. */
    protected abstract Future<?> answer(JsonFields body, RoutingContext request);
}
