package dev.ticktide.market.append;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.log.Partitions;
import java.util.List;

/**
 * Events to be stored by one owner node: all of them or none, but for what {@code intake} lets be left out.
 *
 * @param arrival when they reached the ingest node, epoch microseconds
 * @param events in the sender's order
 * @param partitions the log of each event, from {@link Partitions#of}
 */
public record AppendRequest(long arrival, List<MarketEvent> events, List<Integer> partitions, Intake intake) {

    /** Live events; a candle that is stored with other values has all of them refused. */
    public AppendRequest(long arrival, List<MarketEvent> events, List<Integer> partitions) {
        this(arrival, events, partitions, Intake.LIVE);
    }

    /** @throws IllegalArgumentException if there is not one partition per event */
    public AppendRequest {
        if (events.size() != partitions.size()) {
            throw new IllegalArgumentException(
                    "one partition per event, was " + partitions.size() + " for " + events.size());
        }
    }
}
