package dev.ticktide.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.testing.Samples;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReliabilityTest {

    private record Known(String fact, int hits, int samples, double rate, double low, double high) {
        @Override
        public String toString() {
            return fact;
        }
    }

    static Stream<Known> intervals() {
        return Stream.of(
                new Known("eight of ten", 8, 10, 0.8, 0.490162, 0.943318),
                new Known("one of two is next to nothing", 1, 2, 0.5, 0.094531, 0.905469),
                new Known("none of five may still be four in ten", 0, 5, 0, 0, 0.434482),
                new Known("five of five may still be six in ten", 5, 5, 1, 0.565518, 1),
                new Known("five hundred of a thousand", 500, 1_000, 0.5, 0.469070, 0.530930),
                new Known("nothing known says nothing", 0, 0, Double.NaN, Double.NaN, Double.NaN));
    }

    @ParameterizedTest
    @MethodSource("intervals")
    void aHitRateIsWorthItsWilsonInterval(Known known) {
        Reliability reliability = reliability(known.samples, known.hits, 0);
        assertEquals(known.rate, reliability.hitRate());
        assertEquals(known.low, reliability.low(), 5e-7);
        assertEquals(known.high, reliability.high(), 5e-7);
    }

    @Test
    void aTieIsNeitherHitNorMiss() {
        Reliability withTies = reliability(13, 8, 3);
        Reliability without = reliability(10, 8, 0);
        assertEquals(10, withTies.decided());
        assertEquals(without.hitRate(), withTies.hitRate());
        assertEquals(without.low(), withTies.low());
        assertEquals(Double.NaN, reliability(3, 0, 3).hitRate());
        assertEquals(0.5, new Reliability.Base(6, 2, 2, 0).hitRate());
    }

    private static Reliability reliability(int samples, int hits, int ties) {
        return new Reliability(
                "trend", 1, Samples.M5, Side.BUY, 5, samples, hits, ties, 0, new Reliability.Base(0, 0, 0, 0));
    }
}
