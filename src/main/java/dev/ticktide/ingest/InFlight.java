package dev.ticktide.ingest;

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

    /** Whether there is room for one more request; if so it is counted. */
    boolean enter() {
        if (requests >= maxRequests) {
            return false;
        }
        requests++;
        return true;
    }

    void leave() {
        requests--;
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
}
