package dev.ticktide.ingest;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Writes the answers, and closes the connection where what is still to come of the request can't be waited for. */
final class Answers {

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized(Problems.MEDIA_TYPE);
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    private static final CharSequence ONE_SECOND = HttpHeaders.createOptimized("1");
    private static final CharSequence POST = HttpHeaders.createOptimized("POST");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");

    private static final Buffer STORED = Buffer.buffer("{\"status\":\"stored\"}");
    private static final Buffer STORED_LATE = Buffer.buffer("{\"status\":\"stored\",\"late\":true}");
    private static final Buffer DUPLICATE = Buffer.buffer("{\"status\":\"duplicate\"}");
    private static final Buffer REPLACED = Buffer.buffer("{\"status\":\"replaced\"}");
    private static final Buffer DISCARDED = Buffer.buffer("{\"status\":\"discarded\"}");

    /** A sender that still sends would lose an answer followed at once by a reset. */
    private static final long LINGER_MILLIS = 500;

    /** More than this is not read just to keep a connection. */
    private static final long MAX_DRAIN = 64 * 1024;

    private final Vertx vertx;

    Answers(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What is kept until the rest of its load has come. */
    void kept(HttpServerRequest request, Outcome outcome, long untilMicros) {
        ok(
                request,
                Buffer.buffer("{\"status\":\"stored\",\"stored\":" + outcome.stored() + ",\"duplicate\":"
                        + outcome.duplicate() + ",\"late\":0,\"kept_until\":" + untilMicros / 1_000 + "}"));
    }

    void stored(HttpServerRequest request, Outcome outcome, Parsed.Events events) {
        Buffer body;
        if (!outcome.conflicts().isEmpty() || (events.batch() && outcome.replaced() > 0)) {
            body = Buffer.buffer(Problems.stored(outcome, events));
        } else if (events.batch()) {
            body = Buffer.buffer("{\"status\":\"stored\",\"stored\":" + outcome.stored() + ",\"duplicate\":"
                    + outcome.duplicate() + ",\"late\":" + outcome.late() + "}");
        } else if (outcome.replaced() > 0) {
            body = REPLACED;
        } else if (outcome.stored() == 0) {
            body = DUPLICATE;
        } else {
            body = outcome.late() > 0 ? STORED_LATE : STORED;
        }
        ok(request, body);
    }

    void discarded(HttpServerRequest request) {
        ok(request, DISCARDED);
    }

    void refuse(HttpServerRequest request, Rejection rejection) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(rejection.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON)
                .putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF);
        if (rejection.code().isRetryable()) {
            response.putHeader(RETRY_AFTER, ONE_SECOND);
        }
        if (rejection.code() == ProblemCode.METHOD_NOT_ALLOWED) {
            response.putHeader(HttpHeaders.ALLOW, POST);
        }
        boolean close = mustClose(request, rejection.code());
        if (close) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        boolean received = request.isEnded();
        response.end(Buffer.buffer(Problems.render(rejection))).onComplete(written -> {
            if (close && received) {
                request.connection().close();
            } else if (close) {
                vertx.setTimer(LINGER_MILLIS, timer -> request.connection().close());
            }
        });
    }

    /** A rejection for each conflicting candle of a batch. */
    static Rejection conflict(Parsed.Events events, Outcome outcome) {
        ProblemList problems = new ProblemList();
        for (int position : outcome.conflicts()) {
            problems.add(events.pointer(position), ProblemCode.CANDLE_CONFLICT, "stored before with other values");
        }
        List<Problem> errors =
                problems.isEmpty() ? List.of() : problems.toRejection().errors();
        return new Rejection(
                ProblemCode.CANDLE_CONFLICT,
                "a candle with this stock_symbol and timestamp is stored with other values, which stay as they are; with"
                        + " ?on_conflict=keep the rest of the batch is stored, with ?on_conflict=replace it is a correction",
                errors);
    }

    /** What the sender may do about a refusal by the owners. */
    static Rejection refusal(ProblemCode code) {
        String detail =
                switch (code) {
                    case SYMBOL_LIMIT ->
                        "the limit of stock symbols or indicator names is reached, so no further one is accepted; those that are"
                                + " stored continue. ingest.max_symbols is the limit; its default is what the heap has room for:"
                                + " a larger one needs more heap, such as TICKTIDE_OPTS=-Xmx1g";
                    case BEHIND_RETENTION ->
                        "an event is not later than some of its stock_symbol and kind that have been removed for their age"
                                + " (store.retention), so it may have been stored before; what is later is taken."
                                + " The past of such a symbol can't be loaded: its bars could not be built from all its candles";
                    case HISTORY_GIVEN_UP ->
                        "nothing came for this load for longer than store.retention.loads, so what was kept of it was"
                                + " removed; send all of it again, the first request with begin=true";
                    case HISTORY_CROWDED ->
                        "at most 1,000 loads of a symbol with 5,000,000 candles may wait for their last request"
                                + " (commit=true); nothing of this one was stored";
                    case HISTORY_LIMIT ->
                        "a load may have at most 1,000,000 candles of a symbol; nothing of this request was stored";
                    case OVERLOADED -> "the queues are full; nothing was stored, try again shortly";
                    case STORAGE_UNAVAILABLE -> "the store can't be reached; nothing was stored, try again shortly";
                    case STORAGE_FULL -> "the disk is full; nothing was stored";
                    case STORAGE_DAMAGED ->
                        "the stored data is damaged and nothing is added to it; its operator finds at"
                                + " /health/ready what is wrong and with ./ticktide doctor what to do";
                    case DRAINING -> "this node is shutting down; nothing was stored, try another one";
                    case OUTCOME_UNKNOWN -> "it may be stored in part or whole; sending the same again is safe";
                    default -> code.title();
                };
        return Rejection.of(code, detail);
    }

    /** Why a request could not even be decoded. */
    static Rejection undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Rejection.of(ProblemCode.URI_TOO_LONG, "the request line is longer than allowed");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Rejection.of(ProblemCode.HEADERS_TOO_LARGE, "the headers are larger than allowed");
        }
        return Rejection.of(ProblemCode.BAD_REQUEST, "the request is not valid HTTP/1.1");
    }

    private static void ok(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(body);
        }
    }

    private static boolean mustClose(HttpServerRequest request, ProblemCode code) {
        if (code == ProblemCode.BAD_REQUEST
                || code == ProblemCode.NOT_IMPLEMENTED
                || code == ProblemCode.DRAINING
                || code == ProblemCode.REQUEST_TIMEOUT) {
            return true;
        }
        return !request.isEnded()
                && (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                        || RequestGate.declaredLength(request.headers()) > MAX_DRAIN);
    }
}
