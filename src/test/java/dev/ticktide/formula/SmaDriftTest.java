package dev.ticktide.formula;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A running sum that ran for a quarter of a million bars is as good as a fresh one. */
@Tag("slow")
class SmaDriftTest {

    private static final int STEPS = 1 << 18;
    private static final int QUARTER = STEPS / 4;

    /** A few roundings of a double, each 1.1e-16 at most. */
    private static final double BOUND = 5e-16;

    /** A series that a plain running sum gets wrong, and the period to look at it with. */
    record Case(String rule, int period, IntToDoubleFunction close) {

        @Override
        public String toString() {
            return rule;
        }
    }

    static Case[] cases() {
        double[] walk = Walks.wild(1, STEPS, 0.01);
        double[] wide = Walks.wild(2, STEPS, 0.5);
        double[] jumps = Walks.jumps(3, STEPS);
        Random random = new Random(4);
        double[] spikes = random.doubles(STEPS)
                .map(x -> x < 0.001 ? 1e15 * (x + 0.001) : 0.1 + x * 1e-3)
                .toArray();
        return new Case[] {
            new Case("huge and small in turn", 20, i -> i % 2 == 0 ? 1e9 : 1e-3),
            new Case("one huge close in 64, gone from the window between", 20, i -> i % 64 == 0 ? 1e9 + 0.1 : 1e-3),
            new Case("three scales", 50, i -> i % 97 < 60 ? 1e-3 : i % 97 < 80 ? 7.3 : 1e9 / 3),
            new Case("rare spikes up to the highest price allowed", 50, i -> spikes[i]),
            new Case("a walk", 20, i -> walk[i]),
            new Case("a walk across all prices", 60, i -> wide[i]),
            new Case("jumps across all prices", 3, i -> jumps[i]),
            new Case("a tenth, which no double is", 50, i -> 0.1),
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theErrorIsBoundedAndDoesNotGrow(Case series) {
        LineIndicator sma = Lines.of(Lines.name("sma", series.period()));
        BigDecimal period = BigDecimal.valueOf(series.period());
        Deque<BigDecimal> window = new ArrayDeque<>();
        BigDecimal sum = BigDecimal.ZERO;
        double[] worst = new double[4];
        for (int i = 0; i < STEPS; i++) {
            double close = series.close().applyAsDouble(i);
            BigDecimal exact = new BigDecimal(close);
            sum = sum.add(exact);
            window.add(exact);
            if (window.size() > series.period()) {
                sum = sum.subtract(window.remove());
            }
            double value = sma.update(close);
            if (window.size() == series.period()) {
                double error =
                        new BigDecimal(value).multiply(period).subtract(sum).doubleValue() / sum.doubleValue();
                worst[i / QUARTER] = Math.max(worst[i / QUARTER], Math.abs(error));
            }
        }
        for (double error : worst) {
            assertTrue(error <= BOUND, () -> series + ": relative error " + error);
        }
    }
}
