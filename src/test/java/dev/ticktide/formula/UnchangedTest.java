package dev.ticktide.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What did not change is the same to the last bit: a rule that compares two bars must see no move where there was none. */
class UnchangedTest {

    /** The rule rsi-reversal bought here: a price that had not moved made 30.000000000000004 of 30. */
    @Example
    void anRsiOfExactly30StaysThereWhileThePriceDoes() {
        Rsi rsi = new Rsi(14);
        double close = 300;
        rsi.update(close);
        for (int i = 0; i < 7; i++) {
            rsi.update(close - 14);
            close = close - 14 + 6;
            rsi.update(close);
        }
        assertEquals(30, rsi.value());
        for (int i = 0; i < 100_000; i++) {
            assertEquals(30, rsi.preview(close));
            assertEquals(30, rsi.update(close));
        }
    }

    @Property(tries = 300)
    void anUnchangedCloseLeavesTheRsiAsItIs(
            @ForAll @IntRange(min = 2, max = 60) int period, @ForAll("walks") double[] closes) {
        Rsi rsi = new Rsi(period);
        double value = Double.NaN;
        for (int i = 0; i < closes.length; i++) {
            double next = rsi.update(closes[i]);
            if (i > 0 && closes[i] == closes[i - 1] && !Double.isNaN(value)) {
                assertEquals(value, next, "bar " + i);
            }
            value = next;
        }
        for (int i = 0; i < 3_000 && closes.length > period; i++) {
            assertEquals(value, rsi.update(closes[closes.length - 1]), "still bar " + i);
        }
    }

    @Property(tries = 300)
    void aWindowOfEqualClosesHasThatCloseAsItsMean(
            @ForAll @IntRange(min = 1, max = 300) int period,
            @ForAll("walks") double[] before,
            @ForAll("prices") double close) {
        LineIndicator sma = Lines.of(Lines.name("sma", period));
        for (double each : before) {
            sma.update(each);
        }
        for (int i = 1; i <= 2 * period; i++) {
            double value = sma.update(close);
            if (i >= period) {
                assertEquals(close, value, "equal bar " + i);
            }
        }
    }

    /** No step is large enough to be noticed by itself, but what the first sums carried in error is large beside the last ones. */
    @Test
    void aPriceThatFallsStepByStepLeavesNoErrorBehind() {
        for (int period : new int[] {7, 9, 20}) {
            for (int start = 0; start < 100; start++) {
                LineIndicator sma = Lines.of(Lines.name("sma", period));
                double level = 1.5497158173000455e9;
                for (int i = 0; i < period + 3; i++) {
                    sma.update(level * (1 + (i * 31 + start) % 97 / 1000.0));
                    level = level > 1e-6 ? level / 900 : level;
                }
                double close = 2.9575959619375425e-8 * (1 + start / 991.0);
                for (int i = 1; i <= 2 * period; i++) {
                    double value = sma.update(close);
                    if (i >= period) {
                        assertEquals(close, value, "period " + period + ", start " + start + ", equal bar " + i);
                    }
                }
            }
        }
    }

    @Property(tries = 300)
    void averagesOfOneCloseAreThatClose(
            @ForAll("averages") IndicatorName name,
            @ForAll("prices") double close,
            @ForAll @IntRange(max = 50) int more) {
        LineIndicator average = Lines.of(name);
        for (int i = 1; i <= name.warmUp() + more; i++) {
            double value = average.update(close);
            assertEquals(i < name.warmUp() ? Double.NaN : close, value, name + " bar " + i);
        }
    }

    /** The sum changes if and only if what comes differs from what goes. */
    @Property(tries = 200)
    void aCloseInThePlaceOfAnEqualOneLeavesTheMeanAsItIs(
            @ForAll @IntRange(min = 1, max = 60) int period, @ForAll("walks") double[] start) {
        LineIndicator sma = Lines.of(Lines.name("sma", period));
        for (double each : start) {
            sma.update(each);
        }
        double value = sma.value();
        for (int round = 0; round < 3 && start.length >= period; round++) {
            for (int i = start.length - period; i < start.length; i++) {
                assertEquals(value, sma.update(start[i]));
            }
        }
    }

    /** An average that nears a price that stands still never passes it, and at last rests. */
    @Property(tries = 100)
    void anAverageNearsAStillPriceFromOneSideAndRests(
            @ForAll @IntRange(min = 1, max = 60) int period,
            @ForAll("walks") double[] before,
            @ForAll("prices") double close) {
        LineIndicator ema = Lines.of(Lines.name("ema", period));
        for (double each : before) {
            ema.update(each);
        }
        double value = ema.value();
        if (Double.isNaN(value)) {
            return;
        }
        double side = Math.signum(value - close);
        for (int i = 0; i < 5_000; i++) {
            double next = ema.update(close);
            assertEquals(0, Math.max(0, -side * (next - close)), "passed it at bar " + i);
            value = next;
        }
        assertEquals(value, ema.update(close));
    }

    @Provide
    Arbitrary<IndicatorName> averages() {
        return Combinators.combine(
                        Arbitraries.of("sma", "ema"), Arbitraries.integers().between(1, 500))
                .as(Lines::name);
    }

    @Provide
    Arbitrary<Double> prices() {
        return Arbitraries.randoms().map(random -> 1e-8 * Math.pow(1e22, random.nextDouble()));
    }

    /** Steps, jumps across all scales, outliers and long stretches without a move. */
    @Provide
    Arbitrary<double[]> walks() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 400))
                .as(UnchangedTest::walk);
    }

    private static double[] walk(long seed, int length) {
        Random random = new Random(seed);
        double[] closes = new double[length];
        double price = 1e-8 * Math.pow(1e22, random.nextDouble());
        int still = 0;
        for (int i = 0; i < length; i++) {
            if (still > 0) {
                still--;
            } else {
                price = switch (random.nextInt(12)) {
                    case 0 -> 1e-8 * Math.pow(1e22, random.nextDouble());
                    case 1 -> Math.min(1e15, price * 1_000);
                    case 2 -> Math.max(1e-8, price / 1_000);
                    default -> Math.min(1e15, Math.max(1e-8, price * (1 + 0.02 * (random.nextDouble() - 0.5))));
                };
                still = random.nextInt(5) == 0 ? random.nextInt(80) : 0;
            }
            closes[i] = price;
        }
        return closes;
    }
}
