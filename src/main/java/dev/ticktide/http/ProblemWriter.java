package dev.ticktide.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Answers requests with problems, and closes the connection where the rest of a request can't be waited for. */
public final class ProblemWriter {

    /** A client that still sends would lose an answer followed at once by a reset. */
    private static final long LINGER_MILLIS = 500;

    private final Vertx vertx;

    /** @param vertx for the delay between an answer and the end of its connection */
    public ProblemWriter(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Answers unless an answer has begun or the client is gone.
     *
     * @param close whether the connection is closed; it is anyway where the end of the request can't be known, so that nothing
     *     after it is read as a request
     * @return whether it has answered
     */
    public boolean write(HttpServerRequest request, ProblemDetail problem, boolean close) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.ended() || response.closed()) {
            return false;
        }
        problem.head(response).putHeader("X-Content-Type-Options", "nosniff");
        if (!close && !hasUnknownEnd(problem)) {
            response.end(problem.toJson());
            return true;
        }
        boolean received = request.isEnded();
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(problem.toJson())
                .onComplete(written -> {
                    if (received) {
                        request.connection().close();
                    } else {
                        vertx.setTimer(
                                LINGER_MILLIS, timer -> request.connection().close());
                    }
                });
        return true;
    }

    private static boolean hasUnknownEnd(ProblemDetail problem) {
        return problem.type().equals(RequestProblem.BAD_REQUEST)
                || problem.type().equals(RequestProblem.NOT_IMPLEMENTED);
    }
}
