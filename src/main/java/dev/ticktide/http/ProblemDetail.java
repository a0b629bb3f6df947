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

/**
 * An error as the client gets it: {@code application/problem+json} (RFC 9457).
 *
 * @param code stable name of the error such as {@code not_found}; the last part of its type
 * @param detail for people; never repeats raw input
 */
public record ProblemDetail(int status, String code, String title, String detail) {

    static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized("application/problem+json");

    private static final int TYPICAL_SIZE = 512;
    private static final int UNAVAILABLE = 503;
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** With the words of the code as its title. */
    public static ProblemDetail of(int status, String code, String detail) {
        return new ProblemDetail(status, code, code.replace('_', ' '), detail);
    }

    /** Answers with this, unless an answer has begun. */
    public void send(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        if (status == UNAVAILABLE) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(toJson());
    }

    Buffer toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_SIZE);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", "/problems/" + code);
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
            json.writeStringField("code", code);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return Buffer.buffer(out.toByteArray());
    }
}
