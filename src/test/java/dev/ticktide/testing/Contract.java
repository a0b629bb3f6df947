package dev.ticktide.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Compares what the tests' HTTP clients ask and are answered with {@code openapi.yaml}: the status, the media type and each
 * field of an answer, and the parameters and the body of a request that was accepted. Of an array of more than 200 entries the
 * first and the last 100 are compared. What the description does not list is compared only below {@code /api} and {@code /udf}.
 */
public final class Contract {

    private static final int COMPARED = 100;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final Pattern JSON_TYPE = Pattern.compile("application/(problem\\+)?json");

    /** That of the program under test. */
    public static final Contract STANDARD = read(Objects.requireNonNull(Contract.class.getResource("/openapi.yaml")));

    private final JsonNode description;
    private final Map<JsonNode, JsonSchema> compiled = new ConcurrentHashMap<>();

    private Contract(JsonNode description) {
        this.description = description;
    }

    public static Contract read(URL description) {
        try (InputStream in = description.openStream()) {
            return new Contract(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request of a client; {@code target} is the path with its query, {@code type} and {@code body} are empty without a body. */
    public record Asked(String method, String target, String type, String body) {

        public static Asked get(String target) {
            return new Asked("GET", target, "", "");
        }

        String path() {
            return target.split("\\?", 2)[0];
        }

        String query() {
            return target.contains("?") ? target.split("\\?", 2)[1] : "";
        }
    }

    /** Fails if request or answer differ from the description; {@code type} is the answer's Content-Type, empty for none. */
    public void check(Asked asked, int status, String type, String body) {
        Set<String> differences = differences(asked, status, type, body);
        if (!differences.isEmpty()) {
            throw new AssertionError(asked.method + " " + asked.target + " was answered " + status + " " + type
                    + " otherwise than openapi.yaml says: " + differences);
        }
    }

    public void check(Asked asked, HttpResponse<String> answer) {
        check(
                asked,
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body());
    }

    Set<String> differences(Asked asked, int status, String type, String body) {
        JsonNode path = pathOf(asked.path());
        JsonNode call = path.path(asked.method.equals("HEAD") ? "get" : asked.method.toLowerCase(Locale.ROOT));
        if (call.isMissingNode()) {
            return status < 400 && asked.path().matches("/(api/v1|udf)/.*")
                    ? Set.of("there is no such call")
                    : Set.of();
        }
        Set<String> found = new TreeSet<>();
        // UDF says with 200 that a request can't be answered.
        if (status == 200 && !parsed(body).path("s").asText().equals("error")) {
            requested(call, asked, found);
        }
        if (!asked.method.equals("HEAD")) {
            answered(call, status, type, body, found);
        }
        return found;
    }

    private void requested(JsonNode call, Asked asked, Set<String> found) {
        Set<String> required = new TreeSet<>();
        Set<String> known = new TreeSet<>();
        for (JsonNode each : call.path("parameters")) {
            JsonNode parameter = resolved(each);
            if (parameter.path("in").asText().equals("query")) {
                String name = parameter.path("name").asText();
                known.add(name);
                if (parameter.path("required").asBoolean()) {
                    required.add(name);
                }
                value(asked.query(), name)
                        .ifPresent(text ->
                                compare(parameter.path("schema"), typed(text, parameter.path("schema")), name, found));
            }
        }
        Set<String> given = names(asked.query());
        required.stream().filter(name -> !given.contains(name)).forEach(name -> found.add(name + " is required"));
        if (!asked.path().startsWith("/udf/")) {
            given.stream().filter(name -> !known.contains(name)).forEach(name -> found.add(name + " is not described"));
        }
        JsonNode schema = content(call.path("requestBody"), asked.type).path("schema");
        if (asked.type.startsWith("application/json")) {
            compare(schema, parsed(asked.body), "the request's body", found);
        }
    }

    private void answered(JsonNode call, int status, String type, String body, Set<String> found) {
        JsonNode responses = call.path("responses");
        JsonNode response = resolved(responses.path(Integer.toString(status)));
        if (response.isMissingNode()) {
            response = resolved(responses.path("default"));
        }
        JsonNode schema =
                content(response, type.isEmpty() ? "text/plain" : type).path("schema");
        if (schema.isMissingNode()) {
            found.add("no such status or media type is described");
        } else {
            String media = type.split(";")[0].trim();
            compare(schema, JSON_TYPE.matcher(media).matches() ? parsed(body) : TextNode.valueOf(body), "", found);
        }
    }

    private JsonNode pathOf(String path) {
        JsonNode exact = description.path("paths").path(path);
        if (!exact.isMissingNode()) {
            return exact;
        }
        for (Map.Entry<String, JsonNode> each : description.path("paths").properties()) {
            if (path.matches(each.getKey().replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+"))) {
                return each.getValue();
            }
        }
        return exact;
    }

    private static JsonNode content(JsonNode of, String type) {
        return of.path("content").path(type.split(";")[0].trim());
    }

    private static Optional<String> value(String query, String name) {
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (decoded(parts[0]).equals(name)) {
                return Optional.of(parts.length == 2 ? decoded(parts[1]) : "");
            }
        }
        return Optional.empty();
    }

    private static Set<String> names(String query) {
        Set<String> names = new TreeSet<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            names.add(decoded(pair.split("=", 2)[0]));
        }
        return names;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** A parameter as the kind of value that its schema is about. */
    private static JsonNode typed(String text, JsonNode schema) {
        return Set.of("number", "integer", "boolean")
                        .contains(schema.path("type").asText())
                ? parsed(text)
                : TextNode.valueOf(text);
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            return TextNode.valueOf(text);
        }
    }

    private void compare(JsonNode schema, JsonNode value, String place, Set<String> found) {
        for (ValidationMessage each :
                compiled.computeIfAbsent(schema, this::compile).validate(shortened(value))) {
            found.add((place + " " + each.getMessage()).trim());
        }
    }

    private JsonSchema compile(JsonNode wanted) {
        ObjectNode schema = JSON.createObjectNode();
        // References within the description need it around them.
        schema.set("components", description.path("components"));
        schema.putArray("allOf").add(wanted);
        return SCHEMAS.getSchema(schema);
    }

    private static JsonNode shortened(JsonNode value) {
        if (value instanceof ArrayNode array) {
            ArrayNode few = JSON.createArrayNode();
            for (int i = 0; i < array.size(); i++) {
                if (i < COMPARED || i >= array.size() - COMPARED) {
                    few.add(shortened(array.get(i)));
                }
            }
            return few;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), shortened(field.getValue())));
            return copy;
        }
        return value;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? description.at(node.path("$ref").asText().substring(1)) : node;
    }
}
