package dev.ticktide.balance.backend;

/**
 * Whether requests should go to one port of a node. A failure takes it out for a rest that doubles from one to the next; it
 * comes back when the rest is over and a check has passed. Out at first, until it was checked once. Times are
 * {@code System.nanoTime()}. Confined to one thread.
 */
final class PortHealth {

    private final Watch watch;
    private boolean in;
    private long outUntil;
    private long backSince;
    private long rest;

    PortHealth(Watch watch, long now) {
        this.watch = watch;
        this.outUntil = now;
    }

    boolean isIn() {
        return in;
    }

    /** Whether its rest is not over. */
    boolean isOutFor(long now) {
        return !in && now - outUntil < 0;
    }

    /** A failure after which others should be asked; true if it took the node out, false if it was out already. */
    boolean failed(long now) {
        if (!in) {
            // Requests that were under way, or had no other node to go to, are no new evidence.
            return false;
        }
        boolean steady = rest == 0 || now - backSince > watch.longestRest().toNanos();
        leave(now, steady ? watch.firstRest().toNanos() : rest * 2);
        return true;
    }

    /** A check that passed; true if it brings the node back. */
    boolean passed(long now) {
        if (in || now - outUntil < 0) {
            return false;
        }
        in = true;
        backSince = now;
        return true;
    }

    /** A check that failed while the node was out: it rests on, for longer. */
    void stillFailing(long now) {
        leave(now, rest == 0 ? watch.firstRest().toNanos() : rest * 2);
    }

    private void leave(long now, long wanted) {
        in = false;
        rest = Math.min(wanted, watch.longestRest().toNanos());
        outUntil = now + rest;
    }
}
