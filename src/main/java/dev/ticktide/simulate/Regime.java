package dev.ticktide.simulate;

/**
 * What kind of market a symbol is in: the truth that a strategy's guesses can be held against.
 *
 * <p>Volatility is relative to the symbol's own; drift is in units of that volatility per second, so that over a dwell a
 * trend shows through the noise. Together, with the jumps, they make a day's return as large as the symbol's volatility says.
 */
public enum Regime {
    TREND_UP(0.6, 0.017, 1_500),
    TREND_DOWN(0.6, -0.017, 1_500),
    /** Pulled back to where it began. */
    MEAN_REVERTING(0.6, 0, 1_800),
    /** Begins with a jump of what the price else moves in an hour, then shakes. */
    JUMP(1.2, 0, 240),
    CALM(0.24, 0, 1_200);

    private final double volatility;
    private final double drift;
    private final double meanSeconds;

    Regime(double volatility, double drift, double meanSeconds) {
        this.volatility = volatility;
        this.drift = drift;
        this.meanSeconds = meanSeconds;
    }

    double volatility() {
        return volatility;
    }

    double drift() {
        return drift;
    }

    /** Mean of the exponentially distributed time it lasts. */
    double meanSeconds() {
        return meanSeconds;
    }
}
