package dev.ticktide.formula.syntax;

/** What an expression is. */
public enum Type {
    /** A double; {@code NaN} while it is not known yet. */
    NUMBER("a number"),
    /** Holds, fails, or is not known yet. */
    TRUTH("a condition");

    private final String words;

    Type(String words) {
        this.words = words;
    }

    /** As a message calls it. */
    public String words() {
        return words;
    }
}
