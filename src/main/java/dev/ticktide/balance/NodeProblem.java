package dev.ticktide.balance;

import dev.ticktide.http.HeadCheck;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;

/** Answers by which nodes say that they do not take a request now. */
final class NodeProblem {

    private static final int UNAVAILABLE = 503;

    /** A longer answer of 503 is no problem of ours, and is passed on unread. */
    private static final long LONGEST = 16 * 1024;

    private NodeProblem() {}

    /** Whether an answer may be one, so that its body is worth reading first. */
    static boolean mayBe(HttpClientResponse answer) {
        return answer.statusCode() == UNAVAILABLE
                && answer.headers().contains(HttpHeaders.CONTENT_LENGTH)
                && HeadCheck.declaredLength(answer.headers()) <= LONGEST;
    }

    /** Whether a node says in this body that it is about to stop, and so has done nothing. */
    static boolean isDraining(Buffer text) {
        try {
            return text.length() > 0 && "draining".equals(text.toJsonObject().getValue("code"));
        } catch (DecodeException | ClassCastException notOurs) {
            return false;
        }
    }
}
