package dev.ticktide.http;

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
 * Buffers request bodies whole, each under a size limit and a deadline and all of them under a memory limit. Confined to one
 * event loop.
 */
public final class BodyReader {

    private final int maxBytes;
    private final long maxHeldBytes;
    private final Duration timeout;
    private final Set<PendingBody> pending = new LinkedHashSet<>();
    private long held;

    /**
     * @param maxBytes of one body
     * @param maxHeldBytes of all bodies that are being read or were read and not released
     * @param timeout from the call of {@link #read} to the end of the body
     */
    public BodyReader(int maxBytes, long maxHeldBytes, Duration timeout) {
        this.maxBytes = maxBytes;
        this.maxHeldBytes = maxHeldBytes;
        this.timeout = timeout;
    }

    /** Why a request need not send its body: its declared length is too large. {@code null} if it may. */
    public @Nullable ProblemDetail check(HttpServerRequest request) {
        return HeadCheck.declaredLength(request.headers()) > maxBytes ? tooLarge() : null;
    }

    /**
     * Exactly one of the two is called, unless the client hangs up: then neither. The receiver of the body
     * calls {@link #release} when it is done with it.
     *
     * @param now nanoseconds from any beginning, the same for all calls
     */
    public void read(HttpServerRequest request, long now, Consumer<Buffer> whole, Consumer<ProblemDetail> refused) {
        PendingBody body = new PendingBody(request, now + timeout.toNanos(), whole, refused);
        pending.add(body);
        request.handler(body::chunk).endHandler(end -> body.end()).exceptionHandler(body::broken);
    }

    /**
     * Frees the room of a body that was read.
     *
     * @param bytes its length
     */
    public void release(int bytes) {
        held -= bytes;
    }

    /** Bytes of the bodies that are being read or were read and not released. */
    public long held() {
        return held;
    }

    /** Whether no body with a byte in it would be read now. */
    public boolean isFull() {
        return held >= maxHeldBytes;
    }

    /**
     * To be called regularly: refuses the bodies that have taken too long.
     *
     * @param now as for {@link #read}
     */
    public void expire(long now) {
        Iterator<PendingBody> oldest = pending.iterator();
        while (oldest.hasNext()) {
            PendingBody body = oldest.next();
            if (body.deadline - now > 0) {
                return;
            }
            oldest.remove();
            body.refuse(RequestProblem.REQUEST_TIMEOUT.because(
                    "the body must be complete within " + timeout.toSeconds() + " s"));
        }
    }

    private ProblemDetail tooLarge() {
        return RequestProblem.BODY_TOO_LARGE.because("a body may have at most " + maxBytes + " bytes");
    }

    private final class PendingBody {

        private final HttpServerRequest request;
        private final long deadline;
        private final Consumer<Buffer> whole;
        private final Consumer<ProblemDetail> refused;
        private @Nullable Buffer body;
        private int bytes;
        private boolean finished;

        PendingBody(HttpServerRequest request, long deadline, Consumer<Buffer> whole, Consumer<ProblemDetail> refused) {
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
                refuse(tooLarge());
            } else if (held + more > maxHeldBytes) {
                refuse(RequestProblem.OVERLOADED.because("too many bytes are being read; try again shortly"));
            } else {
                bytes += more;
                held += more;
                body = body == null ? chunk : body.appendBuffer(chunk);
            }
        }

        void end() {
            if (!finished) {
                finished = true;
                pending.remove(this);
                whole.accept(body == null ? Buffer.buffer() : body);
            }
        }

        void broken(Throwable failure) {
            if (failure instanceof HttpClosedException) {
                drop();
            } else {
                refuse(RequestProblem.BAD_REQUEST.because("the body is not validly chunked"));
                // A chunk that can't be decoded has the connection closed with the next step.
                ConnectionLimiter.flush(request);
            }
        }

        void refuse(ProblemDetail problem) {
            if (!finished) {
                drop();
                refused.accept(problem);
            }
        }

        void drop() {
            if (!finished) {
                finished = true;
                pending.remove(this);
                held -= bytes;
                body = null;
            }
        }
    }
}
