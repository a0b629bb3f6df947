package dev.ticktide.cluster;

import dev.ticktide.market.log.Partitions;

/** The stages that keep state per symbol, so that each partition has one owner among their nodes. */
public enum Stage {
    INDICATOR(Role.INDICATOR),
    SIGNAL(Role.SIGNAL),
    AGGREGATE(Role.AGGREGATE);

    private final Role role;

    Stage(Role role) {
        this.role = role;
    }

    /** The role of the nodes that take part. */
    public Role role() {
        return role;
    }

    /**
     * How many logs its nodes own of a store with that many partitions: the indicator stage has the one of economic indicators
     * besides, with the number after the last partition's.
     */
    public int logs(int partitions) {
        return this == INDICATOR ? Partitions.economy(partitions) + 1 : partitions;
    }

    /** The name in the owner table, in addresses and in metrics. */
    public String label() {
        return role.label();
    }
}
