package dev.ticktide.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Equality of doubles up to a relative error; {@code NaN} equals {@code NaN} only. */
public final class Near {

    private Near() {}

    static void assertNear(double expected, double actual, double tolerance, String where) {
        if (Double.isNaN(expected) || Double.isNaN(actual) || expected == 0) {
            assertEquals(expected, actual, where);
        } else {
            double error = Math.abs(actual - expected) / Math.abs(expected);
            assertTrue(error <= tolerance, () -> where + ": expected " + expected + ", was " + actual);
        }
    }
}
