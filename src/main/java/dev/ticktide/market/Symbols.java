package dev.ticktide.market;

/** The form of a stock symbol: 1 to 32 of {@code A-Z 0-9 . _ : -}, beginning with a letter or digit. */
public final class Symbols {

    public static final int MAX_LENGTH = 32;

    private Symbols() {}

    /** Whether {@code symbol} has the form; expects it upper-cased already. */
    public static boolean isValid(String symbol) {
        int length = symbol.length();
        if (length == 0 || length > MAX_LENGTH || !isAlphanumeric(symbol.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = symbol.charAt(i);
            if (!isAlphanumeric(c) && c != '.' && c != '_' && c != ':' && c != '-') {
                return false;
            }
        }
        return true;
    }

    static void require(String symbol) {
        if (!isValid(symbol)) {
            throw new IllegalArgumentException("symbol must match [A-Z0-9][A-Z0-9._:-]{0,31}");
        }
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
