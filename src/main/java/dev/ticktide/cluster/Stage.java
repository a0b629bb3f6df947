package dev.ticktide.cluster;

import java.util.Locale;

/** The stages that keep state per symbol, so that each partition has one owner among their nodes. */
public enum Stage {
    INDICATOR,
    SIGNAL,
    AGGREGATE;

    /** The name in the owner table, in addresses and as a role. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
