package dev.ticktide.market;

import java.util.List;

/**
 * Events to be stored by one owner node: all of them or none.
 *
 * @param arrival when they reached the ingest node, epoch microseconds
 * @param events in the sender's order
 * @param partitions the log of each event, as {@link Partitions#of} gives it
 * @param onConflict what becomes of a candle that is stored with other values
 */
public record AppendRequest(long arrival, List<MarketEvent> events, List<Integer> partitions, OnConflict onConflict) {

    /** One that is refused as a whole if a candle is stored with other values. */
    public AppendRequest(long arrival, List<MarketEvent> events, List<Integer> partitions) {
        this(arrival, events, partitions, OnConflict.REJECT);
    }

    public AppendRequest {
        if (events.size() != partitions.size()) {
            throw new IllegalArgumentException(
                    "one partition per event, was " + partitions.size() + " for " + events.size());
        }
    }
}
