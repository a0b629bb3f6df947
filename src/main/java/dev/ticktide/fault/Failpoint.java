package dev.ticktide.fault;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A named place in the flow. {@code -Dticktide.failpoint=name:k} ends the process there at the k-th pass, as {@code kill -9}
 * would; without it a pass is one look at a constant. Thread-safe.
 */
public enum Failpoint {
    /** Events are folded into the state, and nothing of them is on its way to the disk. */
    APPEND_FOLDED,
    /** Within the transaction, signals are written and what is to be sent about them is not. */
    SIGNALS_WRITTEN,
    /** Within the transaction, that is written too and the cursor is not. */
    OUTBOX_WRITTEN,
    /** Everything is written and not committed. */
    COMMIT_NEXT,
    /** Committed, but not acknowledged. */
    COMMIT_DONE,
    /** The stages know, the sender does not. */
    APPEND_STORED,
    /** The sender has its answer. */
    INGEST_ANSWERED,
    /** Within the transaction, candles of the past are written. */
    HISTORY_STAGED,
    /** Within the transaction, some bars of a new generation are written. */
    HISTORY_BARS,
    /** Within the transaction, a new generation has taken the place of the old one. */
    HISTORY_SWITCHED;

    private static final int KILLED = 137;
    private static final String[] ARMED =
            System.getProperty("ticktide.failpoint", "").split(":", 2);
    private static final boolean IS_ARMED = ARMED.length == 2;
    private static final AtomicInteger LEFT = new AtomicInteger(IS_ARMED ? Integer.parseInt(ARMED[1]) : 0);

    /** Ends the process if this is the place and the pass. */
    public void pass() {
        if (IS_ARMED && name().equals(ARMED[0]) && LEFT.getAndDecrement() == 1) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
