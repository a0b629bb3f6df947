package dev.ticktide.notify;

import java.time.Duration;

/** Durations in microseconds, the unit of all times here; too long ones become the longest that fits. */
public final class Micros {

    static final double PER_SECOND = 1_000_000;

    private static final Duration LONGEST = Duration.ofDays(365_000);

    private Micros() {}

    /** A duration in microseconds, rounded down. */
    public static long of(Duration duration) {
        Duration bounded = duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
        return bounded.getSeconds() * 1_000_000 + bounded.getNano() / 1_000;
    }
}
