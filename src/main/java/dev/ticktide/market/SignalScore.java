package dev.ticktide.market;

/**
 * How a signal turned out after some bars of its own timeframe.
 *
 * @param horizonBars 5, 10 or 20
 * @param forwardReturn close-to-close return as a fraction
 */
public record SignalScore(String signalId, String symbol, int horizonBars, double forwardReturn, Side side) {

    /** Whether the price went the signal's way; no move at all is no hit. */
    public boolean hit() {
        return side.sign() * forwardReturn > 0;
    }
}
