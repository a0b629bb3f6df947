package dev.ticktide.market;

import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.numeric.Numbers;

/**
 * Company figures.
 *
 * @param time epoch microseconds
 * @param marketCap market capitalisation, finite and positive, in the sender's currency
 * @param peRatio price-to-earnings ratio, finite; negative in a loss
 */
public record MarketData(String symbol, long time, double marketCap, double peRatio) implements Metadata {

    /** @throws IllegalArgumentException if the symbol or a number is not as said above */
    public MarketData {
        Symbols.require(symbol);
        Numbers.requirePositive("market_cap", marketCap);
        Numbers.requireFinite("pe_ratio", peRatio);
    }

    @Override
    public String subject() {
        return symbol;
    }

    @Override
    public MetadataType type() {
        return MetadataType.MARKET_DATA;
    }

    @Override
    public double first() {
        return marketCap;
    }

    @Override
    public double second() {
        return peRatio;
    }
}
