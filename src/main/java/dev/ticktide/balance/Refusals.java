package dev.ticktide.balance;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Writes what the balancer itself answers, and closes the connection where the rest of a request can't be waited for. */
final class Refusals {

    /** A sender that still sends would lose an answer followed at once by a reset. */
    private static final long LINGER_MILLIS = 500;

    private final Vertx vertx;
    private final BalanceMetrics metrics;

    Refusals(Vertx vertx, BalanceMetrics metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    void answer(HttpServerRequest request, Gate.No no) {
        answer(request, no.refusal(), no.detail());
    }

    void answer(HttpServerRequest request, Refusal refusal, String detail) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.ended() || response.closed()) {
            return;
        }
        metrics.refused(refusal.status(), refusal.code());
        response.setStatusCode(refusal.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (refusal.isRetryable()) {
            response.putHeader("Retry-After", "1");
        }
        boolean received = request.isEnded();
        // Where a bad request ends can't be known, so nothing after it may be read as a request.
        boolean close = !received || refusal == Refusal.BAD_REQUEST || refusal == Refusal.NOT_IMPLEMENTED;
        if (close) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(refusal.render(detail)).onComplete(written -> {
            if (close && received) {
                request.connection().close();
            } else if (close) {
                vertx.setTimer(LINGER_MILLIS, timer -> request.connection().close());
            }
        });
    }

    /** To a request that could not even be decoded. */
    void undecodable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            answer(request, Refusal.URI_TOO_LONG, "the request line is longer than allowed");
        } else if (cause instanceof TooLongHttpHeaderException) {
            answer(request, Refusal.HEADERS_TOO_LARGE, "the headers are larger than allowed");
        } else {
            answer(request, Refusal.BAD_REQUEST, "the request is not valid HTTP/1.1");
        }
    }
}
