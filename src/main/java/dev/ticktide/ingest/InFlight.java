package dev.ticktide.ingest;

import org.jspecify.annotations.Nullable;

/** Counts what one verticle has taken on and not answered yet. Confined to its event loop. */
final class InFlight {

    private final int maxRequests;
    private final long maxBytes;
    private int requests;
    private long bytes;

    InFlight(int maxRequests, long maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    boolean isFull() {
        return requests >= maxRequests || bytes >= maxBytes;
    }

    /** A place for a request whose {@code body} bytes are held already; {@code null} if there is none left. */
    @Nullable
    Slot enter(int body) {
        if (requests >= maxRequests) {
            return null;
        }
        requests++;
        return new Slot(body);
    }

    /** Whether there is room for more bytes; if so they are counted. */
    boolean hold(int more) {
        if (bytes + more > maxBytes) {
            return false;
        }
        bytes += more;
        return true;
    }

    void release(int fewer) {
        bytes -= fewer;
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
                release(body);
            }
        }
    }
}
