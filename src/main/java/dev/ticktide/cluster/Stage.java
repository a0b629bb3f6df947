package dev.ticktide.cluster;

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

    /** The name in the owner table, in addresses and in metrics. */
    public String label() {
        return role.label();
    }
}
