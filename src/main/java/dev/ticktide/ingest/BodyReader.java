package dev.ticktide.ingest;

import dev.ticktide.http.Visitors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads bodies within a size, a time and what there is room for. Confined to one event loop. */
final class BodyReader {

    private final int maxBytes;
    private final long timeoutMicros;
    private final InFlight inFlight;
    private final Set<Reading> readings = new LinkedHashSet<>();

    BodyReader(int maxBytes, Duration timeout, InFlight inFlight) {
        this.maxBytes = maxBytes;
        this.timeoutMicros = timeout.toMillis() * 1_000;
        this.inFlight = inFlight;
    }

    /**
     * Calls exactly one of the two, or neither if the sender closes the connection. The receiver of the body calls
     * {@link InFlight#release} when it is done with it.
     */
    void read(HttpServerRequest request, long now, Consumer<byte[]> whole, Consumer<Rejection> refused) {
        Reading reading = new Reading(request, now + timeoutMicros, whole, refused);
        readings.add(reading);
        request.handler(reading::chunk).endHandler(end -> reading.end()).exceptionHandler(reading::broken);
    }

    /** To be called regularly: refuses the bodies that have taken too long. */
    void expire(long now) {
        Iterator<Reading> oldest = readings.iterator();
        while (oldest.hasNext()) {
            Reading reading = oldest.next();
            if (reading.deadline > now) {
                return;
            }
            oldest.remove();
            reading.refuse(
                    ProblemCode.REQUEST_TIMEOUT,
                    "the body must be complete within " + timeoutMicros / 1_000_000 + " s");
        }
    }

    private final class Reading {

        private final long deadline;
        private final Consumer<byte[]> whole;
        private final Consumer<Rejection> refused;
        private @Nullable Buffer body;
        private int held;
        private final HttpServerRequest request;
        private boolean finished;

        Reading(HttpServerRequest request, long deadline, Consumer<byte[]> whole, Consumer<Rejection> refused) {
            this.request = request;
            this.deadline = deadline;
            this.whole = whole;
            this.refused = refused;
        }

        void chunk(Buffer chunk) {
            if (finished) {
                return;
            }
            int more = chunk.length();
            if (held + (long) more > maxBytes) {
                refuse(ProblemCode.BODY_TOO_LARGE, "a body may have at most " + maxBytes + " bytes");
            } else if (!inFlight.hold(more)) {
                refuse(ProblemCode.OVERLOADED, "too many bytes are being read; try again shortly");
            } else {
                held += more;
                body = body == null ? chunk : body.appendBuffer(chunk);
            }
        }

        void end() {
            if (!finished) {
                finished = true;
                readings.remove(this);
                whole.accept(body == null ? new byte[0] : body.getBytes());
            }
        }

        void broken(Throwable failure) {
            if (failure instanceof HttpClosedException) {
                finish();
            } else {
                refuse(ProblemCode.BAD_REQUEST, "the body is not validly chunked");
                Visitors.flush(request);
            }
        }

        void refuse(ProblemCode code, String detail) {
            if (!finished) {
                finish();
                refused.accept(Rejection.of(code, detail));
            }
        }

        void finish() {
            if (!finished) {
                finished = true;
                readings.remove(this);
                inFlight.release(held);
                body = null;
            }
        }
    }
}
