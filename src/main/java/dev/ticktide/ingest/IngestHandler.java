package dev.ticktide.ingest;

import dev.ticktide.fault.Failpoint;
import dev.ticktide.http.BodyReader;
import dev.ticktide.http.HeadCheck;
import dev.ticktide.http.ProblemDetail;
import dev.ticktide.ingest.parse.EventParser;
import dev.ticktide.ingest.parse.Parsed;
import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.ingest.parse.Rejection;
import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.append.Intake;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes each request through gate, body reader, parser and delivery to its answer. Confined to one event loop. */
final class IngestHandler {

    private static final Logger LOG = LoggerFactory.getLogger(IngestHandler.class);
    private static final String OK = "ok";

    private final RequestGate gate;
    private final InFlight inFlight;
    private final BodyReader bodies;
    private final EventParser parser;
    private final Delivery delivery;
    private final IngestAnswers answers;
    private final LongSupplier nowMicros;
    private final IngestMetrics metrics;
    private final Supplier<@Nullable ProblemCode> closed;
    private final Duration loadsWait;

    IngestHandler(
            IngestSettings settings,
            Delivery delivery,
            IngestAnswers answers,
            LongSupplier nowMicros,
            IngestMetrics metrics,
            Supplier<@Nullable ProblemCode> closed) {
        bodies = new BodyReader(settings.limits().maxBodyBytes(), settings.maxInFlightBytes(), settings.bodyTimeout());
        gate = new RequestGate(settings, bodies);
        inFlight = new InFlight(settings.maxInFlightRequests(), bodies);
        parser = new EventParser(settings.limits());
        this.delivery = delivery;
        this.answers = answers;
        this.nowMicros = nowMicros;
        this.metrics = metrics;
        this.closed = closed;
        this.loadsWait = settings.loadsWait();
    }

    void handle(HttpServerRequest request) {
        long begun = nowMicros.getAsLong();
        ProblemDetail problem = gate.check(request);
        ProblemCode why = problem == null ? closed.get() : null;
        if (why != null) {
            problem = IngestAnswers.refusal(why);
        }
        if (problem == null && inFlight.isFull()) {
            problem = IngestAnswers.refusal(ProblemCode.OVERLOADED);
        }
        if (problem != null) {
            refuse(request, begun, problem);
            return;
        }
        bodies.read(
                request,
                nanos(begun),
                body -> received(request, begun, body.getBytes()),
                refused -> refuse(request, begun, refused));
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
    }

    /** A request that could not be decoded. */
    void handleInvalid(HttpServerRequest request) {
        refuse(request, nowMicros.getAsLong(), HeadCheck.undecodable(request));
    }

    /** To be called regularly. */
    void tick() {
        bodies.expire(nanos(nowMicros.getAsLong()));
    }

    private static long nanos(long micros) {
        return micros * 1_000;
    }

    private void received(HttpServerRequest request, long begun, byte[] body) {
        InFlight.Slot slot = inFlight.enter(body.length);
        if (slot == null) {
            refuse(request, begun, IngestAnswers.refusal(ProblemCode.OVERLOADED));
            return;
        }
        long arrival = nowMicros.getAsLong();
        try {
            Parsed parsed = parser.parse(body, RequestGate.format(request), arrival, Mode.isHistory(request));
            take(request, begun, arrival, body, parsed, slot);
        } catch (RuntimeException e) {
            slot.leave();
            LOG.error("A bug in the ingest stage", e);
            refuse(request, begun, ProblemCode.INTERNAL_ERROR.because("the server's log says more"));
        }
    }

    private void take(
            HttpServerRequest request, long begun, long arrival, byte[] body, Parsed parsed, InFlight.Slot slot) {
        if (parsed instanceof Rejection rejection) {
            slot.leave();
            refuse(request, begun, rejection.toProblem());
        } else if (parsed instanceof Parsed.Events events) {
            if (RequestGate.DISCARD.equals(request.path())) {
                slot.leave();
                answers.discarded(request);
                metrics.request(200, "discarded", nowMicros.getAsLong() - begun);
                return;
            }
            Intake intake = Mode.intake(request, () -> ownName(body));
            if (intake instanceof Intake.History && !events.events().stream().allMatch(Candle.class::isInstance)) {
                slot.leave();
                refuse(request, begun, ProblemCode.HISTORY_OF_CANDLES.because("mode=history takes candles only"));
                return;
            }
            delivery.deliver(events.events(), arrival, intake).onComplete(result -> {
                slot.leave();
                settled(
                        request,
                        begun,
                        events,
                        result.succeeded() ? result.result() : IngestOutcome.refused(ProblemCode.OUTCOME_UNKNOWN));
            });
        }
    }

    /** A request sent again is the same load again. */
    private static String ownName(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body, 0, body.length);
        return "request-" + body.length + "-" + Long.toHexString(crc.getValue());
    }

    private void settled(HttpServerRequest request, long begun, Parsed.Events events, IngestOutcome outcome) {
        String type = typeOf(events.events());
        ProblemCode refusal = outcome.refusal();
        if (refusal == null) {
            count(type, "stored", outcome.stored() - outcome.late());
            count(type, "late", outcome.late());
            count(type, "duplicate", outcome.duplicate());
            count(type, "replaced", outcome.replaced());
            count(type, ProblemCode.CANDLE_CONFLICT.label(), outcome.conflicts().size());
            if (Mode.waits(request)) {
                answers.kept(request, outcome, begun + loadsWait.toMillis() * 1_000);
            } else {
                answers.stored(request, outcome, events);
            }
            metrics.request(200, OK, nowMicros.getAsLong() - begun);
            Failpoint.INGEST_ANSWERED.pass();
        } else {
            count(type, refusal.label(), events.events().size());
            refuse(
                    request,
                    begun,
                    refusal == ProblemCode.CANDLE_CONFLICT
                            ? IngestAnswers.conflict(events, outcome)
                            : IngestAnswers.refusal(refusal));
        }
    }

    private void refuse(HttpServerRequest request, long begun, ProblemDetail problem) {
        answers.refuse(request, problem);
        metrics.request(problem.type().status(), problem.type().label(), nowMicros.getAsLong() - begun);
    }

    private void count(String type, String result, int count) {
        if (count > 0) {
            metrics.event(type, result, count);
        }
    }

    private static String typeOf(List<MarketEvent> events) {
        String type = typeOf(events.get(0));
        for (int i = 1; i < events.size(); i++) {
            if (!typeOf(events.get(i)).equals(type)) {
                return "mixed";
            }
        }
        return type;
    }

    private static String typeOf(MarketEvent event) {
        if (event instanceof Candle) {
            return "candle";
        }
        return ((Metadata) event).type().label();
    }
}
