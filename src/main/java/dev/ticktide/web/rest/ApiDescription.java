package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;

/** What the REST interface says of itself: {@code openapi.yaml}, an OpenAPI 3.1 document. Reading it blocks. */
final class ApiDescription {

    private static final String NAME = "/openapi.yaml";

    private ApiDescription() {}

    static JsonNode read() {
        try (InputStream in = ApiDescription.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IllegalStateException(NAME + " is missing from the jar");
            }
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(NAME + " can't be read", e);
        }
    }
}
