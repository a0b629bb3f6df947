package dev.ticktide.balance;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** What the balancer itself answers, in the shape that all problems have here (RFC 9457). */
enum Refusal {
    BAD_REQUEST(400, "The request is not valid HTTP"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    REQUEST_TIMEOUT(408, "The body took too long"),
    BODY_TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The request line is too long"),
    EXPECTATION_FAILED(417, "The expectation is not known"),
    HEADERS_TOO_LARGE(431, "The request headers are too large"),
    NOT_IMPLEMENTED(501, "The transfer coding is not understood"),
    BAD_GATEWAY(502, "It is not known whether it was done"),
    OVERLOADED(503, "There is more to do than can be done"),
    NO_NODE(503, "No node can take this now"),
    OUTCOME_UNKNOWN(503, "It is not known whether everything was stored");

    private final int status;
    private final String title;

    Refusal(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isRetryable() {
        return status == 503;
    }

    /** @param detail for people; never repeats raw input */
    Buffer render(String detail) {
        return new JsonObject()
                .put("type", "/problems/" + code())
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", code())
                .put("errors", new JsonArray())
                .toBuffer();
    }
}
