package dev.ticktide.cluster.claim;

/** How partitions come to a node. */
public enum Takeover {
    /** They had no owner, or this node was it. */
    CLAIMED,
    /** Their previous owner released them. */
    HANDED_OVER,
    /** Their previous owner has died or did not release them. */
    TAKEN_OVER
}
