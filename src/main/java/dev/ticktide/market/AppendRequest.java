package dev.ticktide.market;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events to be stored by one owner node: all of them or none.
 *
 * @param arrival when they reached the ingest node, epoch microseconds
 * @param events in the sender's order
 * @param partitions the log of each event, as {@link Partitions#of} gives it
 * @param history {@code null} for live events
 */
public record AppendRequest(
        long arrival,
        List<MarketEvent> events,
        List<Integer> partitions,
        @Nullable History history) {

    /** Live events. */
    public AppendRequest(long arrival, List<MarketEvent> events, List<Integer> partitions) {
        this(arrival, events, partitions, null);
    }

    public AppendRequest {
        if (events.size() != partitions.size()) {
            throw new IllegalArgumentException(
                    "one partition per event, was " + partitions.size() + " for " + events.size());
        }
    }
}
