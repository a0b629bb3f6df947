package dev.ticktide.market;

import dev.ticktide.market.symbol.Symbols;

/**
 * Open, high, low, close and volume of one symbol over one period, as the sender reports it.
 *
 * <p>Its identity is ({@code symbol}, {@code time}). Prices are finite and positive,
 * {@code low <= open, close <= high}, volume is finite and not negative. The constructor throws
 * {@link IllegalArgumentException} naming the rule otherwise.
 *
 * @param symbol in its canonical spelling, see {@link Symbols}
 * @param time epoch microseconds; how long the period is, a candle does not say
 * @param volume in units of what is traded, such as shares; 0 where nothing was
 */
public record Candle(String symbol, long time, double open, double high, double low, double close, double volume)
        implements MarketEvent {

    public Candle {
        Symbols.require(symbol);
        requirePrice("open", open, symbol);
        requirePrice("high", high, symbol);
        requirePrice("low", low, symbol);
        requirePrice("close", close, symbol);
        if (!(volume >= 0) || volume == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("volume must be finite and >= 0, was " + volume + " (" + symbol + ")");
        }
        if (high < Math.max(open, close) || low > Math.min(open, close)) {
            throw new IllegalArgumentException("low <= open, close <= high must hold, was low " + low + ", open " + open
                    + ", close " + close + ", high " + high + " (" + symbol + ")");
        }
        // Otherwise a sender's -0.0 would differ, bit for bit, from the 0.0 that a store returns.
        volume = volume == 0 ? 0.0 : volume;
    }

    @Override
    public String subject() {
        return symbol;
    }

    private static void requirePrice(String field, double price, String symbol) {
        if (!(price > 0) || price == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(field + " must be finite and > 0, was " + price + " (" + symbol + ")");
        }
    }
}
