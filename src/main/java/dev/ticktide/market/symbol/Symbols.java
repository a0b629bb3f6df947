package dev.ticktide.market.symbol;

/**
 * The form of a stock symbol as exchanges and data vendors write it: 1 to 32 of {@code A-Z 0-9 . _ : - / ^ = & $ #}, beginning
 * with a letter, a digit, {@code ^} or {@code $}. Letters are upper-cased when a symbol comes in, so that {@code aapl} is
 * {@code AAPL}; only a symbol with a {@code #} keeps the case in which it is written, for {@code GOLDm#} and {@code GOLDM#} are two
 * instruments where that character is used.
 */
public final class Symbols {

    /** Longest symbol, in characters. */
    public static final int MAX_LENGTH = 32;

    /** What a symbol may look like, for error messages. */
    public static final String FORM =
            "1 to 32 of A-Z 0-9 . _ : - / ^ = & $ #, beginning with a letter, a digit, ^ or $";

    private static final char KEEPS_CASE = '#';
    private static final String BETWEEN = "._:-/^=&$#";

    private Symbols() {}

    /** Whether {@code symbol} has the form; expects it in its canonical spelling. */
    public static boolean isValid(String symbol) {
        int length = symbol.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        boolean keepsCase = keepsCase(symbol);
        for (int i = 0; i < length; i++) {
            char c = symbol.charAt(i);
            if (!isAlphanumeric(c, keepsCase) && (i == 0 ? c != '^' && c != '$' : BETWEEN.indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }

    /** The canonical spelling; the result may be no valid symbol. */
    public static String canonical(String text) {
        if (keepsCase(text)) {
            return text;
        }
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) upper(chars[i]);
        }
        return new String(chars);
    }

    /** Whether a character in a symbol has its letters keep their case. */
    public static boolean keepsCase(int c) {
        return c == KEEPS_CASE;
    }

    /** ASCII only: what another alphabet's lower case means is not for us to guess. */
    public static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
    }

    /** @throws IllegalArgumentException if {@code symbol} is not in its canonical spelling, naming {@link #FORM} */
    public static void require(String symbol) {
        if (!isValid(symbol)) {
            throw new IllegalArgumentException("a symbol is " + FORM);
        }
    }

    private static boolean keepsCase(String symbol) {
        return symbol.indexOf(KEEPS_CASE) >= 0;
    }

    private static boolean isAlphanumeric(char c, boolean lowerToo) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (lowerToo && c >= 'a' && c <= 'z');
    }
}
