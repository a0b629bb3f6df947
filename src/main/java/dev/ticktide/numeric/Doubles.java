package dev.ticktide.numeric;

/**
 * Means and quotients of sums that are kept as two doubles, the sum and its rounding error. Results are as accurate as
 * the exact value rounded once. So the mean of n equal terms is that term bit for bit, which {@code n * x / n} is not.
 * Stateless and thread-safe; finite arguments never fail.
 */
public final class Doubles {

    /** Splits 53 bits into two halves whose products are exact (Veltkamp 1968). */
    private static final double SPLIT = (1 << 27) + 1;

    /** Where splitting would overflow. */
    private static final double MOST_SPLIT = 0x1p990;

    private Doubles() {}

    /**
     * The mean of {@code count} terms whose sum is {@code sum + rest}.
     *
     * @param rest the rounding error of {@code sum}
     * @param count greater than 0
     */
    public static double mean(double sum, double rest, int count) {
        double high = sum + rest;
        double low = lost(sum, rest, high);
        double mean = high / count;
        double upper = upper(mean);
        // Each step is exact: the halves have few enough bits, and what remains of a division always is a double.
        double remains = (high - upper * count) - (mean - upper) * count;
        return mean + (remains + low) / count;
    }

    /**
     * {@code (sum + rest) / (bySum + byRest)}: infinite or NaN where the division of the sums is.
     *
     * @param rest the rounding error of {@code sum}
     * @param byRest the rounding error of {@code bySum}
     */
    public static double quotient(double sum, double rest, double bySum, double byRest) {
        double high = sum + rest;
        double low = lost(sum, rest, high);
        double byHigh = bySum + byRest;
        double byLow = lost(bySum, byRest, byHigh);
        double quotient = high / byHigh;
        double product = quotient * byHigh;
        double remains = ((high - product) - productRest(quotient, byHigh, product)) + (low - quotient * byLow);
        double better = quotient + remains / byHigh;
        return Double.isFinite(better) ? better : quotient;
    }

    /** The rounding error of {@code product = a * b} (Dekker 1971); 0 if it can't be computed. */
    public static double productRest(double a, double b, double product) {
        if (Math.abs(a) > MOST_SPLIT || Math.abs(b) > MOST_SPLIT || Math.abs(product) > MOST_SPLIT) {
            return 0;
        }
        double aUpper = upper(a);
        double bUpper = upper(b);
        double aLower = a - aUpper;
        double bLower = b - bUpper;
        return ((aUpper * bUpper - product) + aUpper * bLower + aLower * bUpper) + aLower * bLower;
    }

    /** The rounding error of {@code sum = a + b} (Knuth 1969). */
    public static double lost(double a, double b, double sum) {
        double bPart = sum - a;
        return (a - (sum - bPart)) + (b - bPart);
    }

    private static double upper(double value) {
        double scaled = SPLIT * value;
        return scaled - (scaled - value);
    }
}
