package dev.ticktide.market.log;

import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.LogEvent;

/**
 * An accepted event, or a decision of the owner, with its place in its partition's log. Replaying a partition's entries
 * in {@code seq} order yields the same state, bit for bit, on any node and at any time.
 *
 * @param seq 1, 2, 3 … without a gap, given by the partition's owner
 * @param arrival when the ingest node received it or the owner decided it, epoch microseconds: the only "now" that
 *     folds may look at
 * @param late whether an event of the same subject and kind with a later time had been accepted before it, or the bar
 *     it falls into had been closed by {@link BarsClosed}; never of a decision
 */
public record LogEntry(int partition, long seq, long arrival, boolean late, LogEvent event) {

    /** @throws IllegalArgumentException if the partition is negative or {@code seq} is below 1 */
    public LogEntry {
        if (partition < 0 || seq < 1) {
            throw new IllegalArgumentException("partition >= 0 and seq >= 1 must hold, was " + partition + ", " + seq);
        }
    }
}
