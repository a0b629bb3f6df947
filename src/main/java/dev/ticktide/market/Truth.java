package dev.ticktide.market;

/** What is known of a rule at a bar. In this order, so that "all" is the least of its parts and "any" the greatest (Kleene). */
public enum Truth {
    FAILS,
    /** An operand is still warming up, and the rule hangs on it. */
    WARMING,
    HOLDS;

    public static Truth of(boolean holds) {
        return holds ? HOLDS : FAILS;
    }

    public Truth and(Truth other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public Truth or(Truth other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public Truth not() {
        return switch (this) {
            case FAILS -> HOLDS;
            case WARMING -> WARMING;
            case HOLDS -> FAILS;
        };
    }
}
