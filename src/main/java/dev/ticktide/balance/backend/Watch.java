package dev.ticktide.balance.backend;

import java.time.Duration;

/**
 * When a node is left out, and when it is let in again.
 *
 * @param refresh how often the list of nodes is asked for
 * @param checkInterval between two questions to a node whether it is well
 * @param firstRest how long a node is left out at first; doubles each time up to {@code longestRest}
 */
public record Watch(
        Duration refresh, Duration checkInterval, Duration checkTimeout, Duration firstRest, Duration longestRest) {

    public static final Watch DEFAULTS = new Watch(
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofSeconds(10));

    public Watch {
        if (firstRest.compareTo(longestRest) > 0) {
            throw new IllegalArgumentException(
                    "a node's rest must not begin above its limit, was " + firstRest + " up to " + longestRest);
        }
        requirePositive(refresh, checkInterval, checkTimeout, firstRest);
    }

    /** Fails if one of the times is below a millisecond. */
    public static void requirePositive(Duration... durations) {
        for (Duration duration : durations) {
            if (duration.toMillis() < 1) {
                throw new IllegalArgumentException("a time must be at least 1 ms, was " + duration);
            }
        }
    }
}
