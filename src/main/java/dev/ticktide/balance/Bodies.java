package dev.ticktide.balance;

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

/**
 * Reads bodies whole, within a size, a time and what there is room for: only what is held can be sent a second time. Confined
 * to one event loop.
 */
final class Bodies {

    private final int maxBytes;
    private final long maxHeld;
    private final Duration timeout;
    private final Set<Reading> readings = new LinkedHashSet<>();
    private long held;

    Bodies(int maxBytes, long maxHeld, Duration timeout) {
        this.maxBytes = maxBytes;
        this.maxHeld = maxHeld;
        this.timeout = timeout;
    }

    /**
     * Calls exactly one of the two, or neither if the sender closes the connection. The receiver of the body calls
     * {@link #release} when it is done with it.
     *
     * @param now {@code System.nanoTime()}
     */
    void read(HttpServerRequest request, long now, Consumer<Buffer> whole, Consumer<Gate.No> refused) {
        Reading reading = new Reading(request, now + timeout.toNanos(), whole, refused);
        readings.add(reading);
        request.handler(reading::chunk).endHandler(end -> reading.end()).exceptionHandler(reading::broken);
    }

    void release(Buffer body) {
        held -= body.length();
    }

    long held() {
        return held;
    }

    /** To be called regularly: refuses the bodies that have taken too long. */
    void expire(long now) {
        Iterator<Reading> oldest = readings.iterator();
        while (oldest.hasNext()) {
            Reading reading = oldest.next();
            if (reading.deadline - now > 0) {
                return;
            }
            oldest.remove();
            reading.refuse(Refusal.REQUEST_TIMEOUT, "the body must be complete within " + timeout.toSeconds() + " s");
        }
    }

    private final class Reading {

        private final long deadline;
        private final Consumer<Buffer> whole;
        private final Consumer<Gate.No> refused;
        private @Nullable Buffer body;
        private int bytes;
        private final HttpServerRequest request;
        private boolean finished;

        Reading(HttpServerRequest request, long deadline, Consumer<Buffer> whole, Consumer<Gate.No> refused) {
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
            if (bytes + (long) more > maxBytes) {
                refuse(Refusal.BODY_TOO_LARGE, Gate.tooLarge(maxBytes));
            } else if (held + more > maxHeld) {
                refuse(Refusal.OVERLOADED, "too many bytes are under way; try again shortly");
            } else {
                bytes += more;
                held += more;
                body = body == null ? chunk : body.appendBuffer(chunk);
            }
        }

        void end() {
            if (!finished) {
                finished = true;
                readings.remove(this);
                whole.accept(body == null ? Buffer.buffer() : body);
            }
        }

        void broken(Throwable failure) {
            if (failure instanceof HttpClosedException) {
                finish();
            } else {
                refuse(Refusal.BAD_REQUEST, "the body is not validly chunked");
                Visitors.flush(request);
            }
        }

        void refuse(Refusal refusal, String detail) {
            if (!finished) {
                finish();
                refused.accept(new Gate.No(refusal, detail));
            }
        }

        void finish() {
            if (!finished) {
                finished = true;
                readings.remove(this);
                held -= bytes;
                body = null;
            }
        }
    }
}
