package dev.ticktide.ingest;

/** Timestamps as senders write them: seconds since the epoch, fractions allowed. */
final class Times {

    /** 2100-01-01: whatever lies past it was meant in another unit. */
    static final double LAST_SECOND = 4_102_444_800.0;

    private static final double MICROS_PER_SECOND = 1e6;

    private Times() {}

    static boolean isValid(double seconds) {
        return seconds >= 0 && seconds < LAST_SECOND;
    }

    /**
     * Epoch microseconds, ties rounded up. A double holds the seconds of this century to a quarter of a microsecond, so the
     * result is the microsecond nearest to what the sender wrote.
     */
    static long toMicros(double seconds) {
        return Math.round(seconds * MICROS_PER_SECOND);
    }

    /** What is wrong with a timestamp that is not valid. */
    static String rule(double seconds) {
        if (seconds >= LAST_SECOND && seconds < LAST_SECOND * 1_000) {
            return "expected epoch seconds; looks like milliseconds";
        }
        return "expected epoch seconds from 1970 to 2099";
    }
}
