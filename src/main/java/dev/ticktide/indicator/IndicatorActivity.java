package dev.ticktide.indicator;

import java.util.concurrent.atomic.LongAdder;

/** How much the indicator stage of this node does and has before it. Thread-safe; written by the stage, read by who reports. */
public final class IndicatorActivity {

    private final LongAdder events = new LongAdder();
    private volatile int queued;
    private volatile int behind;

    /** Events stored since the start. */
    public long events() {
        return events.sum();
    }

    /** Events that wait for the disk. */
    public int queued() {
        return queued;
    }

    /** Bars that the signal stage has not taken yet. */
    public int behind() {
        return behind;
    }

    void stored(int count) {
        events.add(count);
    }

    void waiting(int queuedEvents, int untakenBars) {
        queued = queuedEvents;
        behind = untakenBars;
    }
}
