package dev.ticktide.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.web.board.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers, large ones piece by piece as their readers take them, and bounds the bytes of all that wait to be taken. Confined
 * to one context.
 */
public final class Outflow {

    private static final String KEY = Outflow.class.getName();
    private static final int PIECE = 32 * 1024;

    /** Up to here an answer fits into its socket, or nearly. */
    private static final int SMALL = 2 * PIECE;

    private final long most;
    private final int mostFlows;
    private long held;
    private int flows;

    /**
     * @param most bytes of large answers that may wait for their readers
     * @param mostFlows large answers that may
     */
    Outflow(long most, int mostFlows) {
        this.most = most;
        this.mostFlows = mostFlows;
    }

    /** Makes this the one that answers a request. */
    void serve(RoutingContext context) {
        context.put(KEY, this);
        context.next();
    }

    long held() {
        return held;
    }

    /** Whether a large answer would not be written now. */
    public static boolean isFull(RoutingContext context) {
        @Nullable Outflow outflow = context.get(KEY);
        return outflow != null && (outflow.held >= outflow.most || outflow.flows >= outflow.mostFlows);
    }

    public static QueryException overloaded() {
        return new QueryException(503, "overloaded", "too many large answers wait to be read; try again in a moment");
    }

    /** Ends the response with a body whose head has been set; 503 {@code overloaded} if too much waits to be read. */
    public static void end(RoutingContext context, JsonNode body) {
        try {
            end(context, Json.MAPPER.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    public static void end(RoutingContext context, String body) {
        end(context, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void end(RoutingContext context, byte[] body) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        @Nullable Outflow outflow = context.get(KEY);
        if (body.length <= SMALL
                || outflow == null
                || context.request().method().equals(HttpMethod.HEAD)) {
            response.end(Buffer.buffer(body));
        } else if (outflow.held + body.length > outflow.most || outflow.flows >= outflow.mostFlows) {
            Answers.failed(context, overloaded());
        } else {
            outflow.new Flow(response, body).begin();
        }
    }

    private final class Flow {

        private final HttpServerResponse response;
        private final byte[] body;
        private int at;
        private boolean over;

        Flow(HttpServerResponse response, byte[] body) {
            this.response = response;
            this.body = body;
        }

        void begin() {
            held += body.length;
            flows++;
            response.putHeader("Content-Length", Integer.toString(body.length));
            response.closeHandler(closed -> finish());
            response.exceptionHandler(gone -> finish());
            response.drainHandler(drained -> more());
            more();
        }

        private void more() {
            while (!over && !response.writeQueueFull()) {
                int length = Math.min(PIECE, body.length - at);
                Buffer piece = Buffer.buffer(length).appendBytes(body, at, length);
                at += length;
                held -= length;
                if (at == body.length) {
                    finish();
                    response.end(piece);
                } else {
                    response.write(piece);
                }
            }
        }

        private void finish() {
            if (!over) {
                over = true;
                flows--;
                held -= body.length - at;
            }
        }
    }
}
