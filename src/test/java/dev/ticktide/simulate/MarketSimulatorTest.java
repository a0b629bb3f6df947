package dev.ticktide.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            if (event instanceof OrderBook order) {
                double distance = order.side().sign() * (last.get(order.symbol()) - order.price());
                assertTrue(distance >= -0.01 && distance < 0.002 * order.price() + 0.01, event::toString);
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
    void allKindsOfMetadataCome() {
        MarketSimulator market = new MarketSimulator(42, Listing.DEFAULTS);
        Map<MetadataType, Integer> counts = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            counts.merge(market.metadata(START + i).type(), 1, Integer::sum);
        }
        assertEquals(MetadataType.values().length, counts.size());
        assertTrue(counts.values().stream().allMatch(count -> count > 50), counts::toString);
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
