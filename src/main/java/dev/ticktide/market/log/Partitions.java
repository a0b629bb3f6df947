package dev.ticktide.market.log;

import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.numeric.StableHash;

/**
 * Which log an event belongs to: that of its symbol's partition, or the one log of all economic indicators, which has the number
 * after the last partition's. Each log has one owner, its own seq and its own snapshots.
 */
public final class Partitions {

    private Partitions() {}

    /** The number of the log in which {@code event} is stored, with {@code partitions} partitions of symbols. */
    public static int of(MarketEvent event, int partitions) {
        return event instanceof EconomicIndicator
                ? economy(partitions)
                : StableHash.partition(event.subject(), partitions);
    }

    /** The number of the log of economic indicators. */
    public static int economy(int partitions) {
        return partitions;
    }
}
