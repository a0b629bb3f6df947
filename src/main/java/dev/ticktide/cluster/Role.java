package dev.ticktide.cluster;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What a node can take part in. A node has any number of them. */
public enum Role {
    INGEST,
    INDICATOR,
    SIGNAL,
    AGGREGATE,
    NOTIFY,
    WEB,
    BALANCE,
    SIMULATE;

    /** What every node of a cluster may have several of; a simulator there is one of, and a balancer if one is wanted. */
    public static Set<Role> computing() {
        return EnumSet.range(INGEST, WEB);
    }

    /** The roles without which this one can do nothing. */
    public Set<Role> partners() {
        return switch (this) {
            case INGEST -> EnumSet.of(INDICATOR);
            case INDICATOR -> EnumSet.of(SIGNAL);
            case SIGNAL -> EnumSet.of(INDICATOR, AGGREGATE);
            case AGGREGATE -> EnumSet.of(SIGNAL);
            case NOTIFY -> EnumSet.of(SIGNAL);
            case WEB -> EnumSet.of(INDICATOR, AGGREGATE);
            case BALANCE -> EnumSet.of(INGEST, WEB);
            case SIMULATE -> EnumSet.of(INGEST, WEB);
        };
    }

    /** The name in settings, member attributes and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException that lists the roles there are */
    public static Role parse(String label) {
        for (Role role : values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        Set<String> known = new TreeSet<>();
        for (Role role : values()) {
            known.add(role.label());
        }
        throw new IllegalArgumentException("there is no role " + label + "; roles are " + String.join(", ", known));
    }
}
