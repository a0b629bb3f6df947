package dev.ticktide.simulate;

import dev.ticktide.market.symbol.Symbols;
import java.util.List;

/**
 * A stock to simulate.
 *
 * @param startPrice where an empty store begins
 * @param volatility standard deviation of the return over one second, such that over a day it is this times the root of 86,400: 1.4 % for
 *     KO, 4.2 % for TSLA; a little livelier than real stocks, so that there is something to see
 * @param shares outstanding, for the market capitalisation
 * @param pe price-to-earnings ratio at the start price
 */
public record Listing(String symbol, double startPrice, double volatility, double shares, double pe) {

    /** The twenty stocks of the demo. */
    public static final List<Listing> DEFAULTS = List.of(
            new Listing("AAPL", 232.5, 0.78e-4, 15.1e9, 35),
            new Listing("GOOGL", 176.2, 0.84e-4, 12.2e9, 23),
            new Listing("AMZN", 208.9, 0.90e-4, 10.5e9, 44),
            new Listing("MSFT", 424.7, 0.72e-4, 7.4e9, 36),
            new Listing("TSLA", 342.1, 1.44e-4, 3.2e9, 94),
            new Listing("META", 563.4, 0.96e-4, 2.5e9, 27),
            new Listing("NVDA", 141.8, 1.26e-4, 24.5e9, 56),
            new Listing("NFLX", 884.5, 1.02e-4, 0.43e9, 50),
            new Listing("AMD", 138.3, 1.20e-4, 1.6e9, 120),
            new Listing("INTC", 24.6, 1.14e-4, 4.3e9, 28),
            new Listing("IBM", 222.4, 0.66e-4, 0.92e9, 32),
            new Listing("ORCL", 188.9, 0.84e-4, 2.8e9, 46),
            new Listing("JPM", 246.1, 0.66e-4, 2.8e9, 14),
            new Listing("GS", 597.2, 0.72e-4, 0.31e9, 17),
            new Listing("V", 308.6, 0.60e-4, 1.9e9, 31),
            new Listing("KO", 63.4, 0.48e-4, 4.3e9, 26),
            new Listing("PG", 174.0, 0.48e-4, 2.4e9, 30),
            new Listing("XOM", 121.3, 0.72e-4, 4.4e9, 15),
            new Listing("PFE", 25.4, 0.66e-4, 5.7e9, 34),
            new Listing("DIS", 114.9, 0.78e-4, 1.8e9, 42));

    private static final double UNKNOWN_PRICE = 100;
    private static final double UNKNOWN_VOLATILITY = 0.84e-4;
    private static final double UNKNOWN_SHARES = 1e9;
    private static final double UNKNOWN_PE = 20;

    /** The listing of a symbol, made up if it is none of the defaults. */
    static Listing of(String symbol) {
        String upper = Symbols.canonical(symbol);
        return DEFAULTS.stream()
                .filter(listing -> listing.symbol.equals(upper))
                .findFirst()
                .orElse(new Listing(upper, UNKNOWN_PRICE, UNKNOWN_VOLATILITY, UNKNOWN_SHARES, UNKNOWN_PE));
    }
}
