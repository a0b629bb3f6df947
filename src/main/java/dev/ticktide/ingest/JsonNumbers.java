package dev.ticktide.ingest;

import com.fasterxml.jackson.core.io.NumberInput;

/** Reads the text of a JSON number. */
final class JsonNumbers {

    /** Any double has a decimal of at most this many digits that reads back as itself. */
    static final int MAX_DIGITS = 17;

    private JsonNumbers() {}

    /** The nearest double to a JSON number; infinite if there is none. */
    static double toDouble(char[] text, int offset, int length) {
        return NumberInput.parseDouble(text, offset, length, true);
    }

    /** How many digits carry information: leading and trailing zeros don't, nor does the exponent. */
    static int significantDigits(char[] text, int offset, int length) {
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
