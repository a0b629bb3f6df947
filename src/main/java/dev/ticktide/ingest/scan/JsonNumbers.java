package dev.ticktide.ingest.scan;

import com.fasterxml.jackson.core.io.NumberInput;

/** Reads the text of a JSON number. */
public final class JsonNumbers {

    /** Any double has a decimal of at most this many digits that reads back as itself. */
    public static final int MAX_DIGITS = 17;

    private static final int MAX_EXACT_POWER = 22;

    /** Powers of ten that a double holds exactly. */
    private static final double[] POWERS = powers();

    private JsonNumbers() {}

    /**
     * Whether {@link #exact} may be used: with a mantissa below 2^53 and a power of ten up to 22 both are exact doubles, so that
     * one multiplication or division rounds once, correctly (Clinger 1990).
     */
    static boolean isExact(long mantissa, int power) {
        return mantissa <= 1L << 53 && power >= -MAX_EXACT_POWER && power <= MAX_EXACT_POWER;
    }

    static double exact(long mantissa, int power) {
        return power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
    }

    private static double[] powers() {
        double[] powers = new double[MAX_EXACT_POWER + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    /** The nearest double to a JSON number; infinite if there is none. */
    public static double toDouble(char[] text, int offset, int length) {
        return NumberInput.parseDouble(text, offset, length, true);
    }

    /** How many digits carry information: leading and trailing zeros don't, nor does the exponent. */
    public static int significantDigits(char[] text, int offset, int length) {
        int digits = 0;
        int zeros = 0;
        for (int i = offset; i < offset + length; i++) {
            char c = text[i];
            if (c == 'e' || c == 'E') {
                break;
            }
            if (c == '0') {
                zeros++;
            } else if (c >= '1' && c <= '9') {
                digits = digits == 0 ? 1 : digits + zeros + 1;
                zeros = 0;
            }
        }
        return digits;
    }
}
