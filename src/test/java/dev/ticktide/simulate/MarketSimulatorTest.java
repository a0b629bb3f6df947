package dev.ticktide.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class MarketSimulatorTest {

    private static final long SECOND = 1_000_000;
    private static final long START = 1_700_000_000_000_000L;

    @Test
    void theSameSeedGivesTheSameStream() {
        assertEquals(stream(42), stream(42));
        assertNotEquals(stream(42), stream(43));
    }

    @Test
    void noNeighbourChangesAStock() {
        List<Candle> alone = of("MSFT", candles(new MarketSimulator(7, List.of(Listing.of("MSFT"))), 300, SECOND));
        List<Candle> among = of("MSFT", candles(new MarketSimulator(7, Listing.DEFAULTS), 300, SECOND));
        assertEquals(alone, among);
    }

    /** The record refuses a high below the open and the like; here it is that none is ever made. */
    @Property(tries = 100)
    void candlesHoldTogetherAtAnyPriceAndStep(
            @ForAll long seed,
            @ForAll @Scale(4) @DoubleRange(min = 0.0001, max = 100_000) double price,
            @ForAll @LongRange(min = 1_000, max = 3_600 * SECOND) long step) {
        MarketSimulator market =
                new MarketSimulator(seed, List.of(new Listing("ANY", price, 3e-4, 1e9, 20), Listing.of("AAPL")));
        Map<String, Double> closes = new HashMap<>();
        for (Candle candle : candles(market, 200, step)) {
            Double before = closes.put(candle.symbol(), candle.close());
            assertTrue(before == null || before == candle.open(), () -> before + " then " + candle);
            assertTrue(candle.volume() > 0 && candle.volume() == Math.rint(candle.volume()), candle::toString);
            double scale = candle.close() < 1 ? 10_000 : 100;
            assertEquals(Math.rint(candle.close() * scale), candle.close() * scale, 1e-6, "whole ticks");
        }
    }

    @Test
    void goesOnFromAStoredPrice() {
        MarketSimulator market = new MarketSimulator(42, List.of(Listing.of("AAPL")));
        market.goOnFrom("AAPL", 99.5, START);
        market.goOnFrom("NOT SIMULATED", 1, START);
        assertEquals(List.of(), market.candles(START, SECOND));
        assertEquals(99.5, market.candles(START + SECOND, SECOND).get(0).open());
    }

    @Test
    void everyGoingOnIsADifferentMarket() {
        List<Double> first = resumed(START);
        assertNotEquals(first, resumed(START + 1_000 * SECOND));
        assertEquals(first, resumed(START));
    }

    private static List<Double> resumed(long time) {
        MarketSimulator market = new MarketSimulator(42, List.of(Listing.of("AAPL")));
        market.goOnFrom("AAPL", 100, time);
        List<Double> closes = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            closes.add(market.candles(time + i * SECOND, SECOND).get(0).close());
        }
        return closes;
    }

    @Test
    void metadataGoesWithThePrices() {
        MarketSimulator market = new MarketSimulator(42, Listing.DEFAULTS);
        Map<String, Double> last = new HashMap<>();
        Map<String, Double> change = new HashMap<>();
        double newsWithMove = 0;
        int news = 0;
        for (int i = 1; i <= 4_000; i++) {
            long time = START + i * SECOND;
            for (Candle candle : market.candles(time, SECOND)) {
                last.put(candle.symbol(), candle.close());
                change.put(candle.symbol(), candle.close() - candle.open());
            }
            MarketEvent event = market.metadata(time);
            assertEquals(time, event.time());
            if (event instanceof OrderBookEntry order) {
                double distance = order.side().sign() * (last.get(order.symbol()) - order.price());
                // Less than half a tick would be on the wrong side.
                assertTrue(distance > 0.005 && distance < 0.001 * order.price() + 0.011, event::toString);
            } else if (event instanceof MarketData data) {
                Listing listing = Listing.of(data.symbol());
                assertEquals(listing.shares() * last.get(data.symbol()), data.marketCap(), data.marketCap() * 0.001);
                assertTrue(data.peRatio() > listing.pe() / 3 && data.peRatio() < listing.pe() * 3, event::toString);
            } else if (event instanceof NewsSentiment item) {
                newsWithMove += Math.signum(item.score() * change.get(item.symbol()));
                news++;
            }
        }
        assertTrue(newsWithMove / news > 0.25, newsWithMove + " of " + news + " news go with the move");
    }

    @Test
    void allKindsOfMetadataAboutStocksCome() {
        MarketSimulator market = new MarketSimulator(42, Listing.DEFAULTS);
        Map<MetadataType, Integer> counts = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            counts.merge(market.metadata(START + i).type(), 1, Integer::sum);
        }
        assertEquals(
                Set.of(MetadataType.ORDER_BOOK, MetadataType.NEWS_SENTIMENT, MetadataType.MARKET_DATA),
                counts.keySet());
        assertTrue(counts.values().stream().allMatch(count -> count > 50), counts::toString);
    }

    /** A penny stock as well as a dear one: the bid is never at the ask. */
    @Property(tries = 100)
    void bidsLieBelowTheLastPriceAndAsksAboveIt(
            @ForAll long seed, @ForAll @Scale(4) @DoubleRange(min = 0.001, max = 100_000) double price) {
        MarketSimulator market = new MarketSimulator(seed, List.of(new Listing("ANY", price, 1e-4, 1e9, 20)));
        double last = price;
        for (int i = 1; i <= 200; i++) {
            last = market.candles(START + i * SECOND, SECOND).get(0).close();
            if (market.metadata(START + i * SECOND) instanceof OrderBookEntry order) {
                double away = order.side().sign() * (last - order.price());
                double tick = StockWalk.tick(last);
                assertTrue(away > 0.5 * tick && away < 0.0008 * last + 1.5 * tick, last + " and " + order);
            }
        }
    }

    /** Over many days of several stocks: a day moves as the stock's volatility says, a calm one less than a lively one. */
    @Test
    void aDaysMoveIsInKeepingWithTheVolatility() {
        int days = 150;
        for (String symbol : List.of("KO", "AAPL", "TSLA")) {
            Listing listing = Listing.of(symbol);
            double expected = listing.volatility() * Math.sqrt(86_400);
            double squares = 0;
            double largest = 0;
            for (int seed = 0; seed < days; seed++) {
                MarketSimulator market = new MarketSimulator(seed, List.of(listing));
                List<Candle> day = candles(market, 1_440, 60 * SECOND);
                double move =
                        Math.log(day.get(day.size() - 1).close() / day.get(0).open());
                squares += move * move;
                largest = Math.max(largest, Math.abs(move));
            }
            double ratio = Math.sqrt(squares / days) / expected;
            assertTrue(ratio > 0.75 && ratio < 1.3, symbol + " moves " + ratio + " times what its volatility says");
            assertTrue(largest < 5 * expected, symbol + " moved " + largest + " in a day, expected " + expected);
        }
    }

    /** The market never closes: neither midnight nor the step from coarse history to fine live data opens a gap. */
    @Test
    void nothingHappensAtMidnightOrWhereTheStepChanges() {
        MarketSimulator market = new MarketSimulator(11, List.of(Listing.of("AAPL")));
        long midnight = Math.floorDiv(START, 86_400 * SECOND) * 86_400 * SECOND;
        double close = 0;
        for (Backfill.Slot slot : Backfill.slots(midnight - 6 * 3_600 * SECOND, midnight + 3 * 3_600 * SECOND)) {
            Candle candle = market.candles(slot.time(), slot.step()).get(0);
            assertTrue(close == 0 || candle.open() == close, () -> "a gap before " + candle);
            close = candle.close();
        }
    }

    private static List<MarketEvent> stream(long seed) {
        MarketSimulator market = new MarketSimulator(seed, Listing.DEFAULTS);
        List<MarketEvent> events = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            long step = i < 100 ? 60 * SECOND : SECOND;
            events.addAll(market.candles(START + i * 60L * SECOND, step));
            events.add(market.metadata(START + i * 60L * SECOND));
        }
        return events;
    }

    private static List<Candle> candles(MarketSimulator market, int steps, long step) {
        List<Candle> candles = new ArrayList<>();
        for (int i = 1; i <= steps; i++) {
            candles.addAll(market.candles(START + i * step, step));
        }
        return candles;
    }

    private static List<Candle> of(String symbol, List<Candle> candles) {
        return candles.stream().filter(candle -> candle.symbol().equals(symbol)).toList();
    }
}
