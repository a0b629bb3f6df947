package dev.ticktide.web;

import org.jspecify.annotations.Nullable;

/**
 * Whether a node takes work.
 *
 * @param detail what it waits for, for people; empty if it is ready
 * @param damage what was found to be damaged in the stored data, for people; {@code null} while nothing is
 */
public record Readiness(
        boolean ready, String detail, @Nullable String damage) {

    public static final Readiness READY = new Readiness(true, "", null);

    public static Readiness waiting(String detail) {
        return new Readiness(false, detail, null);
    }

    /** The stored data is damaged, and nothing is stored until it is repaired. */
    public static Readiness damaged(String damage) {
        return new Readiness(
                false,
                "the stored data is damaged (" + damage
                        + "); nothing more is stored, ./ticktide doctor --store says what is whole",
                damage);
    }
}
