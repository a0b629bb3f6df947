package dev.ticktide.strategy.rule;

/** Kleene's three values of a rule on a bar, ordered so that "all" is the least of its parts and "any" the greatest. */
public enum Truth {
    FAILS,
    /** The rule depends on an operand that is still warming up. */
    UNKNOWN,
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
            case UNKNOWN -> UNKNOWN;
            case HOLDS -> FAILS;
        };
    }
}
