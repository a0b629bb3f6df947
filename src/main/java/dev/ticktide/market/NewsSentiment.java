package dev.ticktide.market;

import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.numeric.Numbers;

/**
 * The tone of the news about a stock.
 *
 * @param time epoch microseconds
 * @param score from -1 (bad) to 1 (good)
 * @param magnitude from 0 (faint) to 1 (strong)
 */
public record NewsSentiment(String symbol, long time, double score, double magnitude) implements Metadata {

    /** @throws IllegalArgumentException if the symbol or a number is not as said above */
    public NewsSentiment {
        Symbols.require(symbol);
        Numbers.requireWithin("sentiment_score", score, -1, 1);
        Numbers.requireWithin("sentiment_magnitude", magnitude, 0, 1);
    }

    @Override
    public String subject() {
        return symbol;
    }

    @Override
    public MetadataType type() {
        return MetadataType.NEWS_SENTIMENT;
    }

    @Override
    public double first() {
        return score;
    }

    @Override
    public double second() {
        return magnitude;
    }
}
