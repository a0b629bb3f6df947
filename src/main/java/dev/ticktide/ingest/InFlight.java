package dev.ticktide.ingest;

import dev.ticktide.http.BodyReader;
import org.jspecify.annotations.Nullable;

/** Counts the requests that one verticle has read and not answered yet. Confined to its event loop. */
final class InFlight {

    private final int maxRequests;
    private final BodyReader bodies;
    private int requests;

    InFlight(int maxRequests, BodyReader bodies) {
        this.maxRequests = maxRequests;
        this.bodies = bodies;
    }

    boolean isFull() {
        return requests >= maxRequests || bodies.isFull();
    }

    /**
     * A place for a request with a body of {@code body} bytes; {@code null}, and the bytes are released, if there is
     * none left.
     */
    @Nullable
    Slot enter(int body) {
        if (requests >= maxRequests) {
            bodies.release(body);
            return null;
        }
        requests++;
        return new Slot(body);
    }

    /** The place of one request, given back once. */
    final class Slot {

        private final int body;
        private boolean left;

        private Slot(int body) {
            this.body = body;
        }

        void leave() {
            if (!left) {
                left = true;
                requests--;
                bodies.release(body);
            }
        }
    }
}
