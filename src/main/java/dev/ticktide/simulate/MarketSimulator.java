package dev.ticktide.simulate;

import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.symbol.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A market of several stocks: a function of its seed and of the times it is asked for. Metadata goes with the prices: bids lie
 * below the last price and asks above it, news is good after a rise, capitalisation follows. Confined to one thread.
 */
public final class MarketSimulator {

    private static final List<MetadataType> ABOUT_STOCKS =
            List.of(MetadataType.ORDER_BOOK, MetadataType.NEWS_SENTIMENT, MetadataType.MARKET_DATA);
    private static final double ORDER_SPREAD = 0.0008;
    private static final double MAX_NEWS = 1.8;

    private final Map<String, StockWalk> walks = new LinkedHashMap<>();
    private final SplittableRandom random;
    private final Economy economy;

    public MarketSimulator(long seed, List<Listing> listings) {
        listings.forEach(listing -> walks.put(listing.symbol(), new StockWalk(listing, seed)));
        random = new SplittableRandom(~seed);
        economy = new Economy(seed);
    }

    /** Continues the walk of {@code symbol} from its last stored candle; ignores stocks that are not simulated. */
    public void goOnFrom(String symbol, double close, long time) {
        StockWalk walk = walks.get(symbol);
        if (walk != null) {
            walk.goOnFrom(close, time);
        }
    }

    /** Up to when every stock has its candles, at least {@code earliest}. */
    public long completeUntil(long earliest) {
        return Math.max(
                earliest,
                walks.values().stream().mapToLong(StockWalk::lastTime).min().orElse(earliest));
    }

    public List<String> symbols() {
        return List.copyOf(walks.keySet());
    }

    /** A candle for the {@code stepMicros} up to {@code time} of every stock that has none of that time yet. */
    public List<Candle> candles(long time, long stepMicros) {
        List<Candle> candles = new ArrayList<>(walks.size());
        for (StockWalk walk : walks.values()) {
            if (walk.lastTime() < time) {
                candles.add(walk.next(time, stepMicros));
            }
        }
        return candles;
    }

    /** The regime that a stock's last candle came from. */
    public Regime regime(String symbol) {
        StockWalk walk = walks.get(symbol);
        if (walk == null) {
            throw new IllegalArgumentException(symbol + " is not simulated");
        }
        return walk.regime();
    }

    /** The economy's figures that came out after {@code from} and until {@code to}. */
    public List<EconomicIndicator> economy(long from, long to) {
        return economy.released(from, to);
    }

    /** A piece of metadata of a random stock and kind. */
    public Metadata metadata(long time) {
        return metadata(ABOUT_STOCKS.get(random.nextInt(ABOUT_STOCKS.size())), time);
    }

    private Metadata metadata(MetadataType type, long time) {
        List<StockWalk> all = List.copyOf(walks.values());
        StockWalk walk = all.get(random.nextInt(all.size()));
        Listing listing = walk.listing();
        return switch (type) {
            case ORDER_BOOK -> order(walk, time);
            case NEWS_SENTIMENT -> news(walk, time);
            default ->
                new MarketData(
                        listing.symbol(),
                        time,
                        Math.rint(listing.shares() * walk.price()),
                        cents(listing.pe() * walk.price() / listing.startPrice()));
        };
    }

    private OrderBookEntry order(StockWalk walk, long time) {
        Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
        double distance = random.nextDouble() * ORDER_SPREAD;
        double tick = StockWalk.tick(walk.price());
        // At least a tick away from the last price: a bid is always below an ask.
        double ticks = Math.max(1, Math.rint(walk.price() * distance / tick));
        double price = Math.rint(walk.price() / tick - side.sign() * ticks) * tick;
        double shown = Math.rint(Math.max(tick, price) / tick) / Math.rint(1 / tick);
        return new OrderBookEntry(walk.listing().symbol(), time, side, shown, 1 + random.nextInt(500));
    }

    private NewsSentiment news(StockWalk walk, long time) {
        double mood = Math.max(-1, Math.min(1, walk.surprise() / MAX_NEWS + (random.nextDouble() - 0.5)));
        return new NewsSentiment(walk.listing().symbol(), time, cents(mood), cents(random.nextDouble()));
    }

    private static double cents(double value) {
        return Math.rint(value * 100) / 100;
    }
}
