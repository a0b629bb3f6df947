package dev.ticktide.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as the client gets it: {@code application/problem+json} (RFC 9457).
 *
 * @param detail for people; never repeats raw input
 * @param errors the places that are wrong; {@code null} where answers have no such list
 */
public record ProblemDetail(
        ProblemType type, String detail, @Nullable List<Place> errors) {

    /**
     * One thing wrong with one place of the input.
     *
     * @param pointer JSON Pointer (RFC 6901) such as {@code /317/closing_price}; in NDJSON it begins with the line, counted
     *     from 1: {@code /line/3/closing_price}
     * @param detail says what is expected, never what was sent
     */
    public record Place(String pointer, ProblemType code, String detail) {}

    record Kind(int status, String label, String title) implements ProblemType {}

    private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized("application/problem+json");
    private static final int TYPICAL_SIZE = 512;
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** With the words of the code as its title, and no list of places. */
    public static ProblemDetail of(int status, String code, String detail) {
        return new ProblemDetail(new Kind(status, code, code.replace('_', ' ')), detail, null);
    }

    /** Answers with this, unless an answer has begun. */
    public void send(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (!response.ended() && !response.headWritten()) {
            head(response).putHeader(HttpHeaders.CACHE_CONTROL, "no-store").end(toJson());
        }
    }

    HttpServerResponse head(HttpServerResponse response) {
        if (type.isRetryable()) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        return response.setStatusCode(type.status()).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
    }

    Buffer toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_SIZE);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", "/problems/" + type.label());
            json.writeStringField("title", type.title());
            json.writeNumberField("status", type.status());
            json.writeStringField("detail", detail);
            json.writeStringField("code", type.label());
            if (errors != null) {
                json.writeArrayFieldStart("errors");
                for (Place place : errors) {
                    json.writeStartObject();
                    json.writeStringField("pointer", place.pointer());
                    json.writeStringField("code", place.code().label());
                    json.writeStringField("detail", place.detail());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return Buffer.buffer(out.toByteArray());
    }
}
