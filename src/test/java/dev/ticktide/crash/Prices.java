package dev.ticktide.crash;

import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.symbol.Side;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Seeded events that move enough for every strategy to fire. Confined to one thread. */
final class Prices {

    private final Random random;
    private final Map<String, Double> last = new HashMap<>();

    Prices(Random random) {
        this.random = random;
    }

    Candle candle(String symbol, long time) {
        double open = last.getOrDefault(symbol, 100.0);
        // A pull back to 100 keeps a long walk within sight.
        double close = round(Math.max(1, open + random.nextGaussian() * 0.8 + (100 - open) * 0.01));
        last.put(symbol, close);
        return candle(symbol, time, open, close);
    }

    /** A candle off the walk, as a sender's late one would be. */
    Candle late(String symbol, long time) {
        double open = round(90 + 20 * random.nextDouble());
        return candle(symbol, time, open, round(open + random.nextGaussian()));
    }

    Metadata metadata(String symbol, long time) {
        return switch (random.nextInt(3)) {
            case 0 ->
                new OrderBookEntry(
                        symbol,
                        time,
                        random.nextBoolean() ? Side.BUY : Side.SELL,
                        round(90 + 20 * random.nextDouble()),
                        1 + random.nextInt(1_000));
            case 1 -> new NewsSentiment(symbol, time, round(random.nextDouble() * 2 - 1), round(random.nextDouble()));
            default -> new MarketData(symbol, time, 1e9 + random.nextInt(1_000_000), round(random.nextDouble() * 40));
        };
    }

    EconomicIndicator economy(long time) {
        return new EconomicIndicator("Rate " + random.nextInt(3), time, round(random.nextGaussian() * 3));
    }

    private Candle candle(String symbol, long time, double open, double close) {
        double high = round(Math.max(open, close) + random.nextDouble());
        double low = round(Math.max(0.01, Math.min(open, close) - random.nextDouble()));
        return new Candle(
                symbol, time, open, Math.max(high, open), Math.min(low, open), close, random.nextInt(100_000));
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
