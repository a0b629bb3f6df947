package dev.ticktide.formula.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How far the functions over windows are from exact arithmetic: for prices from 1e-9 to 1e6, with bars of a thousand times the
 * price, and after ten million bars. {@code docs/language.md} states the bounds.
 */
@Tag("slow")
class NumericsTest {

    private static final int BARS = 6_000;
    private static final int EVERY = 101;
    private static final int MILLION = 1_000_000;

    /** Bars after which nothing of what was before has any weight left that a double could hold. */
    private static final int FORGOTTEN = 2_000;

    /** A series of prices and the number of bars to look at it with. */
    record Case(String rule, int bars, double[] prices) {

        @Override
        public String toString() {
            return rule + ", " + bars + " bars";
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int bars : new int[] {2, 20, 300}) {
            cases.add(new Case("about 1e-9", bars, walk(1, 3e-9, 0.01, 0)));
            cases.add(new Case("about 1e6", bars, walk(2, 1e6, 0.01, 0)));
            cases.add(new Case("about 1e6 with moves of its last digits", bars, walk(3, 1e6, 1e-13, 0)));
            cases.add(new Case("all of 1e-9 to 1e6", bars, walk(4, 1, 0.5, 0)));
            cases.add(new Case("one bar in 500 a thousand times the rest", bars, walk(5, 100, 0.01, 500)));
            cases.add(new Case("one bar in 7 a thousand times the rest", bars, walk(6, 1e-9, 0.001, 7)));
        }
        double[] bothSigns = new Random(12).doubles(BARS, -100, 100).toArray();
        bothSigns[0] = -1;
        cases.add(new Case("of both signs", 50, bothSigns));
        cases.add(new Case("about 1e6", 5_000, walk(2, 1e6, 0.01, 0)));
        cases.add(new Case("one bar in 500 a thousand times the rest", 5_000, walk(5, 100, 0.01, 500)));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theErrorIsBounded(Case series) {
        int n = series.bars();
        double[] prices = series.prices();
        double[] volumes = walk(9, 1_000, 0.3, 0);
        Bounded running = new Bounded(n);
        for (int i = 0; i < BARS; i++) {
            running.update(prices[i], volumes[i]);
            // Also while an outlier is in the window, and when it has just left it.
            if (i > n && (i % EVERY == 0 || (i % 500) - n == 1)) {
                double[] window = Arrays.copyOfRange(prices, i - n + 1, i + 1);
                double[] other = Arrays.copyOfRange(volumes, i - n + 1, i + 1);
                running.checkWindow(window, other, series + " at " + i);
            }
            if (i > n && i % (20 * EVERY) == 0 && prices[0] > 0) {
                running.checkAverages(Arrays.copyOf(prices, i + 1), series + " at " + i);
            }
        }
    }

    @Test
    void anOutlierThatHasLeftTheWindowLeavesNothing() {
        Bounded running = new Bounded(5);
        Bounded calm = new Bounded(5);
        double[] prices = walk(10, 100, 0.01, 0);
        for (int i = 0; i < 100; i++) {
            running.update(i == 50 ? 1e5 * prices[i] : prices[i], 1 + i % 3);
            calm.update(prices[i], 1 + i % 3);
            if (i >= 55) {
                double[] window = Arrays.copyOfRange(prices, i - 4, i + 1);
                running.check("mean", Exact.mean(window), Exact.mean(window), "at " + i);
                assertEquals(calm.value("stdev"), running.value("stdev"), "stdev at " + i);
                assertEquals(calm.value("slope"), running.value("slope"), "slope at " + i);
            }
        }
    }

    /** A processor computes with numbers below 1e-308 a hundred times slower, and they have few digits. */
    @Test
    void anAverageOfNothingButZerosEndsAtZero() {
        Bounded running = new Bounded(14);
        running.update(1, 1);
        double least = 1;
        for (int i = 0; i < 20_000; i++) {
            running.update(0, 1);
            least = running.value("ema") > 0 ? running.value("ema") : least;
        }
        assertEquals(0, running.value("ema"));
        assertEquals(0, running.value("mma"));
        assertTrue(least > Double.MIN_NORMAL);
    }

    @Test
    void afterTenMillionBarsTheErrorIsNoLarger() {
        int n = 20;
        Bounded running = new Bounded(n);
        Walk walk = new Walk(11);
        double[] latest = new double[FORGOTTEN];
        double[] volumes = new double[n];
        long total = 0;
        for (int i = 0; i < 10 * MILLION; i++) {
            double price = walk.getAsDouble();
            total += (long) (price * Walk.PARTS);
            latest[i % FORGOTTEN] = price;
            volumes[i % n] = 1 + i * 7 % 13;
            running.update(price, volumes[i % n]);
            if ((i + 1) % MILLION == 0) {
                double[] ordered = ordered(latest, i + 1);
                double[] window = Arrays.copyOfRange(ordered, FORGOTTEN - n, FORGOTTEN);
                running.checkWindow(window, ordered(volumes, i + 1), "after " + (i + 1));
                running.checkAverages(ordered, "after " + (i + 1));
                BigDecimal all = BigDecimal.valueOf(total).divide(BigDecimal.valueOf(Walk.PARTS));
                running.check("total", all, all, "after " + (i + 1));
            }
        }
    }

    /** Prices that are multiples of 1/128, so that their sum is known exactly; one in 10,000 is a thousand times as high. */
    private static final class Walk implements DoubleSupplier {

        static final long PARTS = 128;

        private final Random random;
        private long price = 100 * PARTS;
        private long count;

        Walk(long seed) {
            random = new Random(seed);
        }

        @Override
        public double getAsDouble() {
            price = Math.max(PARTS, price + random.nextInt(257) - 128);
            count++;
            return (count % 10_000 == 0 ? 1_000 * price : price) / (double) PARTS;
        }
    }

    private static double[] ordered(double[] ring, int count) {
        double[] ordered = new double[ring.length];
        Arrays.setAll(ordered, i -> ring[(count + i) % ring.length]);
        return ordered;
    }

    /** @param outliers one bar in so many is a thousand times as high; 0 for none */
    private static double[] walk(long seed, double start, double step, int outliers) {
        Random random = new Random(seed);
        double[] prices = new double[BARS];
        double price = start;
        for (int i = 0; i < BARS; i++) {
            price = Math.min(1e6, Math.max(1e-9, price * Math.exp(step * (2 * random.nextDouble() - 1))));
            prices[i] = outliers > 0 && i % outliers == 0 ? 1_000 * price : price;
        }
        return prices;
    }
}
