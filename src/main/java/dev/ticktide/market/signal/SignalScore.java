package dev.ticktide.market.signal;

import dev.ticktide.market.symbol.Side;

/**
 * How a signal turned out after some bars of its own timeframe. Measured from the open of the bar after the signal's, the first
 * price at which a reader of the signal could have traded.
 *
 * @param horizonBars 5, 10 or 20
 * @param forwardReturn from that open to the close of bar {@code horizonBars}, as a fraction, with the price's own sign
 */
public record SignalScore(String signalId, String symbol, int horizonBars, double forwardReturn, Side side) {

    /** Whether the price went the signal's way. */
    public boolean hit() {
        return side.sign() * forwardReturn > 0;
    }

    /** The forward return as a gain when the price went the signal's way, as a loss when it went against it. */
    public double gain() {
        // 0.0 first, so that no move is never a negative zero.
        return 0.0 + side.sign() * forwardReturn;
    }

    /** Whether the price had not moved: neither hit nor miss. */
    public boolean tie() {
        return forwardReturn == 0;
    }
}
