package dev.ticktide.numeric;

/** Range checks of numbers. Each fails with {@link IllegalArgumentException} that names the field and its value. */
public final class Numbers {

    private Numbers() {}

    /** Refuses NaN and the infinities. */
    public static void requireFinite(String field, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(field + " must be finite, was " + value);
        }
    }

    /** Refuses 0, negative numbers, NaN and infinity. */
    public static void requirePositive(String field, double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(field + " must be finite and > 0, was " + value);
        }
    }

    /** Refuses what is below {@code low} or above {@code high}, and NaN; both bounds are allowed. */
    public static void requireWithin(String field, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(field + " must be within " + low + " and " + high + ", was " + value);
        }
    }
}
