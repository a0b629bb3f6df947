package dev.ticktide.cluster;

/** How partitions come to a node. */
public enum Takeover {
    /** They had no owner, or this node was it. */
    CLAIMED,
    /** Their owner gave them back. */
    HANDED_OVER,
    /** Their owner is gone or did not give them back. */
    TAKEN_OVER
}
