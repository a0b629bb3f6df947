package dev.ticktide.market.append;

import java.util.List;

/**
 * The result of an {@link AppendRequest}. With {@link Status#STORED} all of it is on disk but for its
 * {@code conflicts}; with any other status the counts are 0.
 *
 * @param stored events newly stored, late ones included
 * @param duplicate events that were stored before, with the same values
 * @param late events stored as late
 * @param replaced candles that took the place of stored ones
 * @param conflicts positions in the request whose key is stored with other values and stays so
 */
public record AppendReply(Status status, int stored, int duplicate, int late, int replaced, List<Integer> conflicts) {

    /** One that replaced nothing. */
    public AppendReply(Status status, int stored, int duplicate, int late, List<Integer> conflicts) {
        this(status, stored, duplicate, late, 0, conflicts);
    }

    /** Outcome of an append. */
    public enum Status {
        /** All is on disk. */
        STORED,
        /** Some candles are stored with other values; nothing of the request was stored. */
        CONFLICT,
        /** The node does not own one of the partitions; ask the membership again. */
        NOT_OWNER,
        /** A bounded queue is full; nothing was taken. */
        OVERLOADED,
        /** The database can't be reached, or the owner is beyond a split of the network; nothing was stored. */
        STORAGE_UNAVAILABLE,
        /** The disk is full; nothing was stored. */
        STORAGE_FULL,
        /** More distinct symbols than configured; nothing was stored. */
        SYMBOL_LIMIT,
        /** The node is shutting down; nothing was taken. */
        DRAINING,
        /** It may or may not be stored; sending the same again is safe and finds out. */
        OUTCOME_UNKNOWN,
        /** As {@link #OUTCOME_UNKNOWN}, because the node has left the cluster; another one will be the owner soon. */
        OWNER_GONE,
        /** An event is not later than what has been removed for its age, so that it is unknown whether it was stored. */
        REMOVED,
        /** The stored data is damaged; nothing is taken until it is repaired. */
        STORAGE_DAMAGED,
        /** More candles in one load of a symbol than it may have; nothing of the request was stored. */
        HISTORY_LIMIT,
        /** Too many loads of history wait for their last part; nothing of the request was stored. */
        HISTORY_CROWDED,
        /** A load of history was given up, because nothing came for too long; nothing of the request was stored. */
        HISTORY_GIVEN_UP
    }

    /** The reply to a request that was not stored, or whose outcome is unknown, as {@code status} says. */
    public static AppendReply refused(Status status) {
        return new AppendReply(status, 0, 0, 0, List.of());
    }
}
