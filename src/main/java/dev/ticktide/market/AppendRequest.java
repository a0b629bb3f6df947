package dev.ticktide.market;

import java.util.List;

/**
 * Events to be stored by one owner node: all of them or none.
 *
 * @param arrival when they reached the ingest node, epoch microseconds
 * @param events in the sender's order; an economic indicator stands for every partition in {@code economicPartitions}
 * @param partitions the partition of each event, or -1 for an economic indicator
 * @param economicPartitions partitions of the addressed owner, where economic indicators go; empty if there are none
 */
public record AppendRequest(
        long arrival, List<MarketEvent> events, List<Integer> partitions, List<Integer> economicPartitions) {

    public static final int EVERY_PARTITION = -1;

    public AppendRequest {
        if (events.size() != partitions.size()) {
            throw new IllegalArgumentException(
                    "one partition per event, was " + partitions.size() + " for " + events.size());
        }
    }
}
