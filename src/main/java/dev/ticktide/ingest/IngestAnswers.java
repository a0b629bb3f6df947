package dev.ticktide.ingest;

import dev.ticktide.http.HeadCheck;
import dev.ticktide.http.ProblemDetail;
import dev.ticktide.http.ProblemType;
import dev.ticktide.http.ProblemWriter;
import dev.ticktide.http.RequestProblem;
import dev.ticktide.ingest.parse.Parsed;
import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.ingest.parse.ProblemList;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Writes the answers, and closes the connection if the rest of the request can't be waited for. */
final class IngestAnswers {

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence POST = HttpHeaders.createOptimized("POST");

    private static final Buffer STORED = Buffer.buffer("{\"status\":\"stored\"}");
    private static final Buffer STORED_LATE = Buffer.buffer("{\"status\":\"stored\",\"late\":true}");
    private static final Buffer DUPLICATE = Buffer.buffer("{\"status\":\"duplicate\"}");
    private static final Buffer REPLACED = Buffer.buffer("{\"status\":\"replaced\"}");
    private static final Buffer DISCARDED = Buffer.buffer("{\"status\":\"discarded\"}");

    /** More than this is not read just to keep a connection. */
    private static final long MAX_DRAIN = 64 * 1024;

    private final ProblemWriter problems;

    IngestAnswers(Vertx vertx) {
        this.problems = new ProblemWriter(vertx);
    }

    /** What is kept until the rest of its load has come. */
    void kept(HttpServerRequest request, IngestOutcome outcome, long untilMicros) {
        ok(
                request,
                Buffer.buffer("{\"status\":\"stored\",\"stored\":" + outcome.stored() + ",\"duplicate\":"
                        + outcome.duplicate() + ",\"late\":0,\"kept_until\":" + untilMicros / 1_000 + "}"));
    }

    void stored(HttpServerRequest request, IngestOutcome outcome, Parsed.Events events) {
        Buffer body;
        if (!outcome.conflicts().isEmpty() || (events.batch() && outcome.replaced() > 0)) {
            body = detailed(outcome, events);
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

    void refuse(HttpServerRequest request, ProblemDetail problem) {
        if (problem.type().equals(RequestProblem.METHOD_NOT_ALLOWED)) {
            request.response().putHeader(HttpHeaders.ALLOW, POST);
        }
        problems.write(request, problem, mustClose(request, problem.type()));
    }

    /** What became of a request that is stored but for what is in conflict, or that replaced something. */
    private static Buffer detailed(IngestOutcome outcome, Parsed.Events events) {
        JsonArray conflicts = new JsonArray();
        outcome.conflicts().stream()
                .limit(ProblemList.MAX)
                .forEach(position -> conflicts.add(new JsonObject()
                        .put("pointer", events.pointer(position))
                        .put("code", ProblemCode.CANDLE_CONFLICT.label())
                        .put("detail", "stored before with other values, which stay as they are")));
        return new JsonObject()
                .put("status", outcome.stored() + outcome.replaced() > 0 ? "stored" : "kept")
                .put("stored", outcome.stored())
                .put("duplicate", outcome.duplicate())
                .put("late", outcome.late())
                .put("replaced", outcome.replaced())
                .put("kept", outcome.conflicts().size())
                .put("conflicts", conflicts)
                .toBuffer();
    }

    /** With an entry for each conflicting candle of a batch. */
    static ProblemDetail conflict(Parsed.Events events, IngestOutcome outcome) {
        ProblemList problems = new ProblemList();
        for (int position : outcome.conflicts()) {
            problems.add(events.pointer(position), ProblemCode.CANDLE_CONFLICT, "stored before with other values");
        }
        List<ProblemDetail.Place> errors =
                problems.isEmpty() ? List.of() : problems.toRejection().errors();
        return new ProblemDetail(
                ProblemCode.CANDLE_CONFLICT,
                "a candle with this stock_symbol and timestamp is stored with other values, which stay as they are; with"
                        + " ?on_conflict=keep the rest of the batch is stored, with ?on_conflict=replace it is a correction",
                errors);
    }

    /** What the sender may do about a refusal by the owners. */
    static ProblemDetail refusal(ProblemCode code) {
        String detail =
                switch (code) {
                    case SYMBOL_LIMIT ->
                        "the limit of stock symbols or indicator names is reached, so no further one is accepted; those that are"
                                + " stored continue. ingest.max_symbols is the limit; its default is what the heap has room for:"
                                + " a larger one needs more heap, such as TICKTIDE_OPTS=-Xmx1g";
                    case OVERLOADED -> "the queues are full; nothing was stored, try again shortly";
                    case STORAGE_UNAVAILABLE -> "the store can't be reached; nothing was stored, try again shortly";
                    case STORAGE_FULL -> "the disk is full; nothing was stored";
                    case STORAGE_DAMAGED ->
                        "the stored data is damaged and nothing is added to it; its operator finds at"
                                + " /health/ready what is wrong and with ./ticktide doctor what to do";
                    case DRAINING -> "this node is shutting down; nothing was stored, try another one";
                    case OUTCOME_UNKNOWN -> "it may be stored in part or whole; sending the same again is safe";
                    default -> refusalOfPast(code);
                };
        return code.because(detail);
    }

    private static String refusalOfPast(ProblemCode code) {
        return switch (code) {
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
            default -> code.title();
        };
    }

    private static void ok(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(body);
        }
    }

    private static boolean mustClose(HttpServerRequest request, ProblemType type) {
        if (type.equals(ProblemCode.DRAINING) || type.equals(RequestProblem.REQUEST_TIMEOUT)) {
            return true;
        }
        return !request.isEnded()
                && (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                        || HeadCheck.declaredLength(request.headers()) > MAX_DRAIN);
    }
}
