package dev.ticktide.indicator;

import java.util.concurrent.atomic.LongAdder;

/** Counts the work of this node's indicator stage and what waits for it. Thread-safe; written by the stage, read by reports. */
public final class IndicatorActivity {

    private final LongAdder events = new LongAdder();
    private final LongAdder removedEntries = new LongAdder();
    private final LongAdder removedBars = new LongAdder();
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

    /** Candles and metadata removed for their age since the start. */
    public long removedEntries() {
        return removedEntries.sum();
    }

    /** Bars removed for their age since the start. */
    public long removedBars() {
        return removedBars.sum();
    }

    void removed(long entries, long bars) {
        removedEntries.add(entries);
        removedBars.add(bars);
    }

    void stored(int count) {
        events.add(count);
    }

    void waiting(int queuedEvents, int untakenBars) {
        queued = queuedEvents;
        behind = untakenBars;
    }
}
