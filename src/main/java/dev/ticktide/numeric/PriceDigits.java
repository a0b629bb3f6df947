package dev.ticktide.numeric;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * With how many decimals prices are shown: as many as distinguish neighbouring prices of the symbol. A price as
 * exchanges quote it, of at most 8 significant digits, shows all of them; of a computed one 5 significant digits are
 * shown. Among several opening and closing prices of a symbol the one with most decimals decides; 2 at least and 12 at
 * most. The page has the same rule in {@code webroot/model/digits.js}. Thread-safe.
 */
public final class PriceDigits {

    /** Decimals that a price has at least. */
    public static final int LEAST = 2;

    /** Decimals that a price has at most. */
    public static final int MOST = 12;

    /** Significant digits that a quoted number has at most: 0.00125812, 64123.45. */
    private static final int QUOTED = 8;

    private static final int OF_COMPUTED = 5;

    /** Further decimals are of no use in trading. */
    private static final int MOST_OF_VOLUME = 8;

    private PriceDigits() {}

    /** Decimals for a symbol with prices such as these; those that are not finite don't count. */
    public static int of(double... prices) {
        int most = LEAST;
        for (double price : prices) {
            most = Math.max(most, decimals(price));
        }
        return Math.min(MOST, most);
    }

    /** Decimals for volumes such as these: none for whole shares. */
    public static int ofVolumes(double... volumes) {
        int most = 0;
        for (double volume : volumes) {
            most = Math.max(most, decimals(volume));
        }
        return Math.min(MOST_OF_VOLUME, most);
    }

    /**
     * A number with exactly this many decimals; half is rounded away from zero.
     *
     * @throws NumberFormatException if it is not finite
     */
    public static String text(double value, int digits) {
        return plain(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }

    /**
     * Any quantity of an explanation, such as an average of prices or an RSI: enough decimals that two averages about
     * to cross are distinguished, no zeros at the end beyond the second decimal.
     *
     * @throws NumberFormatException if it is not finite
     */
    public static String quantity(double value) {
        double size = Math.abs(value);
        int digits = size >= 1_000 ? LEAST : value == 0 ? 4 : Math.max(4, Math.min(15, 5 - exponent(value)));
        BigDecimal rounded = plain(value).setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.setScale(Math.max(LEAST, rounded.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    private static int decimals(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return 0;
        }
        BigDecimal shown = plain(value).stripTrailingZeros();
        return shown.precision() <= QUOTED
                ? Math.max(0, shown.scale())
                : Math.max(0, OF_COMPUTED - 1 - exponent(value));
    }

    /** Place of the first digit: 0 for 1 to 9.99, -8 for 1.2e-8. */
    private static int exponent(double value) {
        BigDecimal shown = plain(value);
        return shown.precision() - shown.scale() - 1;
    }

    /** By the digits that a double is written with, as the page rounds. */
    private static BigDecimal plain(double value) {
        return new BigDecimal(Double.toString(value));
    }
}
