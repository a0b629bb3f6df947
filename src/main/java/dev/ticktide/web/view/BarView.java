package dev.ticktide.web.view;

import dev.ticktide.market.bar.Bar;

/**
 * A bar.
 *
 * @param time start of its interval
 */
public record BarView(Millis time, double open, double high, double low, double close, double volume) {

    /** The bar without the number of its candles. */
    public static BarView of(Bar bar) {
        return new BarView(Millis.of(bar.time()), bar.open(), bar.high(), bar.low(), bar.close(), bar.volume());
    }
}
