package dev.ticktide.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes responses, large ones piece by piece as their clients read them, and bounds the bytes of all that wait to be read. Confined
 * to one context.
 */
public final class ResponseWriter {

    private static final String KEY = ResponseWriter.class.getName();
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
    ResponseWriter(long most, int mostFlows) {
        this.most = most;
        this.mostFlows = mostFlows;
    }

    /** Makes this the writer of the responses of a router. */
    void serve(RoutingContext context) {
        context.put(KEY, this);
        context.next();
    }

    long held() {
        return held;
    }

    /** Whether a large answer would not be written now. */
    public static boolean isFull(RoutingContext context) {
        @Nullable ResponseWriter writer = context.get(KEY);
        return writer != null && (writer.held >= writer.most || writer.flows >= writer.mostFlows);
    }

    /** What a request fails with where a large answer would not be written. */
    public static ProblemException overloaded() {
        return new ProblemException(503, "overloaded", "too many large answers wait to be read; try again in a moment");
    }

    /** As {@link #end(RoutingContext, byte[])}, in UTF-8. */
    public static void end(RoutingContext context, String body) {
        end(context, body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Ends the response with a body whose head has been set; 503 {@code overloaded} if too much waits to be read. Does
     * nothing if the response has ended or the client is gone. A large body is written piece by piece, so don't change
     * it.
     */
    public static void end(RoutingContext context, byte[] body) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        @Nullable ResponseWriter writer = context.get(KEY);
        if (body.length <= SMALL || writer == null || context.request().method().equals(HttpMethod.HEAD)) {
            response.end(Buffer.buffer(body));
        } else if (writer.held + body.length > writer.most || writer.flows >= writer.mostFlows) {
            overloaded().problem().send(context);
        } else {
            writer.new Flow(response, body).begin();
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
