package dev.ticktide.ingest.scan;

/** Timestamps as senders write them: seconds since the epoch, fractions allowed, negative before 1970. */
public final class Times {

    /** 2100-01-01: whatever lies past it was meant in another unit. */
    static final double LAST_SECOND = 4_102_444_800.0;

    /** 1990-01-01: a live candle before it has a day of a calendar or a spreadsheet for its time, or is history. */
    static final double FIRST_LIVE_SECOND = 631_152_000.0;

    /** 1700-01-01. */
    private static final double FIRST_SECOND = -8_520_336_000.0;

    private static final double MICROS_PER_SECOND = 1e6;
    private static final double FIRST_DAY_WRITTEN = 17_000_101;
    private static final double LAST_DAY_WRITTEN = 21_001_231;
    private static final double FIRST_SHEET_DAY = 10_000;
    private static final double LAST_SHEET_DAY = 80_000;

    private Times() {}

    /**
     * Whether a timestamp may be meant as one: from 1990, or for history from 1700, to the end of 2099. False for NaN.
     *
     * @param seconds since the epoch
     * @param history whether the past of a symbol is loaded
     */
    public static boolean isValid(double seconds, boolean history) {
        return seconds >= (history ? FIRST_SECOND : FIRST_LIVE_SECOND) && seconds < LAST_SECOND;
    }

    /**
     * Epoch microseconds, ties rounded up. A double holds the seconds of this century to a quarter of a microsecond, so the
     * result is the microsecond nearest to what the sender wrote.
     */
    public static long toMicros(double seconds) {
        return Math.round(seconds * MICROS_PER_SECOND);
    }

    /** What is wrong with a timestamp that is not valid. */
    public static String rule(double seconds) {
        if (seconds >= LAST_SECOND && seconds < LAST_SECOND * 1_000) {
            return "expected epoch seconds; looks like milliseconds";
        }
        if (seconds >= FIRST_DAY_WRITTEN && seconds <= LAST_DAY_WRITTEN && seconds == Math.rint(seconds)) {
            return "expected epoch seconds; looks like a day written yyyymmdd. If a time in 1970 is meant, send it with"
                    + " mode=history";
        }
        if (seconds >= FIRST_SHEET_DAY && seconds < LAST_SHEET_DAY) {
            return "expected epoch seconds; looks like a day as a spreadsheet counts them. If a time in 1970 is meant,"
                    + " send it with mode=history";
        }
        if (seconds >= FIRST_SECOND && seconds < FIRST_LIVE_SECOND) {
            return "lies before 1990: POST /ingest?mode=history takes the past of a symbol";
        }
        return "expected epoch seconds up to 2099";
    }
}
