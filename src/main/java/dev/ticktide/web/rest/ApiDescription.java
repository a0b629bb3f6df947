package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.http.ResponseWriter;
import dev.ticktide.web.answer.Answers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of its HTTP interfaces: {@code openapi.yaml}, an OpenAPI 3.1 document, as it is and as JSON. Read at the
 * first request. Confined to one context.
 */
public final class ApiDescription {

    /** Beside the calls it describes, and where tools look for it. */
    private static final List<String> PLACES = List.of("/openapi", "/api/v1/openapi");

    private static final String NAME = "/openapi.yaml";

    private final Context context;
    private @Nullable Future<Texts> texts;

    public ApiDescription(Context context) {
        this.context = context;
    }

    private record Texts(String yaml, String json) {

        static Texts read() throws IOException {
            try (InputStream in = ApiDescription.class.getResourceAsStream(NAME)) {
                if (in == null) {
                    throw new IllegalStateException(NAME + " is missing from the jar");
                }
                String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return new Texts(yaml, new ObjectMapper().writeValueAsString(new YAMLMapper().readTree(yaml)));
            }
        }
    }

    public void mount(Router router) {
        for (String place : PLACES) {
            serve(router, place + ".json", "application/json", false);
            serve(router, place + ".yaml", "application/yaml", true);
        }
    }

    private void serve(Router router, String path, String type, boolean yaml) {
        ReadOnlyServer.route(router, path).handler(request -> texts().onSuccess(read -> {
                    request.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, type)
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                    ResponseWriter.end(request, yaml ? read.yaml : read.json);
                })
                .onFailure(failure -> Answers.failed(request, failure)));
    }

    private Future<Texts> texts() {
        if (texts == null) {
            texts = context.executeBlocking(Texts::read);
        }
        return texts;
    }
}
