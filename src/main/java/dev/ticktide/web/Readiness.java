package dev.ticktide.web;

/**
 * Whether a node takes work.
 *
 * @param detail what it waits for, for people; empty if it is ready
 */
public record Readiness(boolean ready, String detail) {

    public static final Readiness READY = new Readiness(true, "");

    public static Readiness waiting(String detail) {
        return new Readiness(false, detail);
    }
}
