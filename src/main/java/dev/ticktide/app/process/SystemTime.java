package dev.ticktide.app.process;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The only place that reads the wall clock; everybody else is given the time. */
public final class SystemTime {

    private SystemTime() {}

    /** Microseconds since the epoch. */
    public static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
