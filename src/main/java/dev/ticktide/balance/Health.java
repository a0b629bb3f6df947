package dev.ticktide.balance;

/**
 * Whether requests should go to one port of a node. A failure takes it out for a rest that doubles from one to the next; it
 * comes back when the rest is over and a check has passed. Times are {@code System.nanoTime()}. Confined to one thread.
 */
final class Health {

    private static final int FAILED_CHECKS = 2;

    private final BalanceSettings.Watch watch;
    private boolean out;
    private boolean ready = true;
    private long outUntil;
    private long backSince;
    private long rest;
    private long checkAt;
    private boolean checkedBefore;
    private int errorsInARow;
    private int failedChecks;

    Health(BalanceSettings.Watch watch) {
        this.watch = watch;
    }

    /** Whether it may be given requests while others may too. */
    boolean isIn() {
        return !out && ready;
    }

    /** Of two that are not in, the one to try if nothing else is left. */
    boolean isBetterThan(Health other) {
        if (out != other.out) {
            return !out;
        }
        return out && outUntil - other.outUntil < 0;
    }

    void served() {
        errorsInARow = 0;
    }

    /** An answer of 5xx; true if it was one too many. */
    boolean erred(long now) {
        return ++errorsInARow >= watch.serverErrors() && failed(now);
    }

    /** A failure after which others should be asked; true if it took the node out, false if it was out already. */
    boolean failed(long now) {
        errorsInARow = 0;
        if (out) {
            // Requests that were under way, or went there for want of anything better, tell nothing new.
            return false;
        }
        boolean steady = rest == 0 || now - backSince > watch.longestRest().toNanos();
        leave(now, steady ? watch.firstRest().toNanos() : rest * 2);
        return true;
    }

    /** Whether the node itself says that it takes work. */
    void ready(boolean takesWork) {
        ready = takesWork;
    }

    boolean isCheckDue(long now) {
        if (out) {
            return now - outUntil >= 0;
        }
        return !checkedBefore || !ready || now - checkAt >= 0;
    }

    void checking(long now) {
        checkedBefore = true;
        checkAt = now + watch.checkInterval().toNanos();
    }

    /** True if this brings it back. */
    boolean checkPassed(long now) {
        failedChecks = 0;
        if (!out || now - outUntil < 0) {
            return false;
        }
        out = false;
        backSince = now;
        return true;
    }

    /**
     * True if this takes it out.
     *
     * @param refused nobody listens there, which needs no second look
     */
    boolean checkFailed(boolean refused, long now) {
        if (out) {
            leave(now, rest * 2);
            return false;
        }
        return (refused || ++failedChecks >= FAILED_CHECKS) && failed(now);
    }

    private void leave(long now, long wanted) {
        out = true;
        failedChecks = 0;
        rest = Math.min(wanted, watch.longestRest().toNanos());
        outUntil = now + rest;
    }
}
