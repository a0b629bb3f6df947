package dev.ticktide.web.view;

import org.jspecify.annotations.Nullable;

/** A time in epoch microseconds that is written as epoch milliseconds. */
public record Millis(long micros) {

    static final long MICROS = 1_000;

    /** @param micros epoch microseconds */
    public static Millis of(long micros) {
        return new Millis(micros);
    }

    /** {@code null} for {@code Long.MIN_VALUE}: not known, or never. */
    public static @Nullable Millis orNull(long micros) {
        return micros == Long.MIN_VALUE ? null : new Millis(micros);
    }

    /**
     * Milliseconds since an arrival, not negative; {@code null} if there was none.
     *
     * @param arrival epoch microseconds, {@code Long.MIN_VALUE} for never
     * @param now epoch microseconds
     */
    public static @Nullable Long age(long arrival, long now) {
        return arrival == Long.MIN_VALUE ? null : (Long) Math.max(0, (now - arrival) / MICROS);
    }
}
