package dev.ticktide.app;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The only place that reads the wall clock; everybody else is given the time. */
final class SystemTime {

    private SystemTime() {}

    /** Microseconds since the epoch. */
    static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
