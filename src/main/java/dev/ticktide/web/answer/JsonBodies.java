package dev.ticktide.web.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ticktide.http.BodyReader;
import dev.ticktide.http.ProblemDetail;
import dev.ticktide.http.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads JSON bodies whole, bounded in size, in time and in what all of them take together. Confined to one context. */
public final class JsonBodies {

    /** Room for the longest text of a formula with every character escaped. */
    private static final int MAX_BYTES = 256 * 1024;

    private static final long MAX_HELD_BYTES = 8L * 1024 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final BodyReader reader = new BodyReader(MAX_BYTES, MAX_HELD_BYTES, TIMEOUT);
    private final Context context;

    public JsonBodies(Context context) {
        this.context = context;
    }

    /** The body; fails with {@link ProblemException}, and never completes if the client hangs up. To be called at once. */
    Future<JsonNode> read(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null
                || !type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).equals("application/json")) {
            return Future.failedFuture(
                    new ProblemException(415, "unsupported_media_type", "the body must be application/json"));
        }
        ProblemDetail tooLarge = reader.check(request);
        if (tooLarge != null) {
            return Future.failedFuture(refused(request, tooLarge));
        }
        Promise<JsonNode> read = Promise.promise();
        long timer = context.owner().setTimer(TIMEOUT.toMillis() + 1, expired -> reader.expire(System.nanoTime()));
        reader.read(
                request,
                System.nanoTime(),
                body -> {
                    reader.release(body.length());
                    complete(read, body);
                },
                problem -> read.tryFail(refused(request, problem)));
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
        return read.future().onComplete(done -> context.owner().cancelTimer(timer));
    }

    /** The rest of such a body is not waited for. */
    private static ProblemException refused(HttpServerRequest request, ProblemDetail problem) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        return new ProblemException(problem.type().status(), problem.type().label(), problem.detail());
    }

    private static void complete(Promise<JsonNode> read, Buffer body) {
        JsonNode node = parsed(body);
        if (node != null && node.isObject()) {
            read.tryComplete(node);
        } else {
            read.tryFail(new ProblemException(400, "malformed_json", "the body must be one JSON object in UTF-8"));
        }
    }

    private static @Nullable JsonNode parsed(Buffer body) {
        try {
            return STRICT.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString());
        } catch (JsonProcessingException | CharacterCodingException e) {
            return null;
        }
    }
}
