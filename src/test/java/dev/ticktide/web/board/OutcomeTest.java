package dev.ticktide.web.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.symbol.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private static final double EXACT = 1e-9;
    private static final List<Outcome.Move> UNKNOWN =
            Stream.of(5, 10, 20).map(bars -> new Outcome.Move(bars, Double.NaN)).toList();

    private static Bar bar(double high, double low, double close) {
        return new Bar(0, close, high, low, close, 1, 1);
    }

    private static Bar opening(double open, Bar bar) {
        return new Bar(bar.time(), open, bar.high(), bar.low(), bar.close(), bar.volume(), bar.candles());
    }

    private static List<Bar> flat(int bars, double price) {
        List<Bar> all = new ArrayList<>();
        for (int i = 0; i < bars; i++) {
            all.add(bar(price, price, price));
        }
        return all;
    }

    private static void assertMove(int bars, double percent, Outcome.Move move) {
        assertEquals(bars, move.bars());
        assertEquals(percent, move.percent(), EXACT);
    }

    @Test
    void withoutABarNothingIsKnown() {
        assertEquals(new Outcome(Double.NaN, 0, Double.NaN, UNKNOWN, null, null), Outcome.of(Side.BUY, List.of()));
    }

    @Test
    void whileBarsAreMissingItIsOfThoseThereAre() {
        // In at 200, up to 206 in the first bar, down to 195 in the second, at 201 after the third.
        List<Bar> three = List.of(opening(200, bar(206, 199, 204)), bar(205, 195, 196), bar(202, 195, 201));
        Outcome buy = Outcome.of(Side.BUY, three);
        assertEquals(200, buy.entry());
        assertEquals(3, buy.bars());
        assertEquals(false, buy.isFinal());
        assertEquals(0.5, buy.percent(), EXACT);
        assertEquals(UNKNOWN, buy.moves());
        assertMove(1, 3, buy.favourable());
        assertMove(2, -2.5, buy.adverse());
        Outcome sell = Outcome.of(Side.SELL, three);
        assertEquals(0.5, sell.percent(), EXACT, "the price's own sign");
        assertMove(2, 2.5, sell.favourable());
        assertMove(1, -3, sell.adverse());
    }

    @Test
    void movesAreKnownOneAfterTheOther() {
        List<Bar> bars = flat(20, 100);
        bars.set(4, bar(104, 99, 102));
        bars.set(9, bar(99, 97, 97));
        bars.set(19, bar(111, 108, 110));
        List<Double> moves = Outcome.of(Side.BUY, bars).moves().stream()
                .map(Outcome.Move::percent)
                .toList();
        assertEquals(2, moves.get(0), EXACT);
        assertEquals(-3, moves.get(1), EXACT);
        assertEquals(10, moves.get(2), EXACT);
        assertTrue(Outcome.of(Side.BUY, bars).isFinal());
        Outcome earlier = Outcome.of(Side.BUY, bars.subList(0, 9));
        assertEquals(2, earlier.moves().get(0).percent(), EXACT);
        assertTrue(Double.isNaN(earlier.moves().get(1).percent()), "after 9 of 10 bars");
    }

    @Test
    void aPriceThatNeverWentOneWayHasNoExcursionThere() {
        Outcome fallen = Outcome.of(Side.BUY, List.of(opening(100, bar(100, 98, 98)), bar(97, 96, 96)));
        assertEquals(new Outcome.Move(0, 0), fallen.favourable());
        assertMove(2, -4, fallen.adverse());
        Outcome still = Outcome.of(Side.SELL, flat(4, 100));
        assertEquals(new Outcome.Move(0, 0), still.favourable());
        assertEquals(new Outcome.Move(0, 0), still.adverse());
    }

    @Property
    void theMoveLiesBetweenTheExcursionsAndTheSidesMirrorEachOther(
            @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = 50, max = 150) Double> closes) {
        List<Bar> bars =
                closes.stream().map(close -> bar(close + 1, close - 1, close)).toList();
        Outcome buy = Outcome.of(Side.BUY, bars);
        Outcome sell = Outcome.of(Side.SELL, bars);
        assertTrue(buy.percent() <= buy.favourable().percent()
                && buy.percent() >= buy.adverse().percent());
        assertEquals(buy.percent(), sell.percent());
        assertEquals(buy.favourable().percent(), 0 - sell.adverse().percent());
        assertEquals(0 - buy.adverse().percent(), sell.favourable().percent());
        assertEquals(buy.favourable().bars(), sell.adverse().bars());
    }
}
