package dev.ticktide.formula;

import static dev.ticktide.formula.Near.assertNear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The streaming indicators against {@link Naive}, whatever the period and the prices. */
class NaiveTwinTest {

    private static final double TOLERANCE = 1e-9;

    @Property(tries = 400)
    void everyValueIsTheTextbookOne(@ForAll("names") IndicatorName name, @ForAll("walks") double[] closes) {
        LineIndicator indicator = Lines.of(name);
        for (int i = 0; i < closes.length; i++) {
            double expected = Naive.value(name, Arrays.copyOf(closes, i + 1));
            double value = indicator.update(closes[i]);
            assertNear(expected, value, TOLERANCE, name + " bar " + i);
            assertEquals(value, indicator.value());
        }
    }

    @Property(tries = 400)
    void aProvisionalValueIsWhatTheUpdateThenAnswers(
            @ForAll("names") IndicatorName name, @ForAll("walks") double[] closes) {
        LineIndicator indicator = Lines.of(name);
        for (int i = 0; i < closes.length; i++) {
            double provisional = indicator.preview(closes[i]);
            assertEquals(indicator.update(closes[i]), provisional, name + " bar " + i);
        }
    }

    @Property(tries = 200)
    void aProvisionalValueChangesNothing(@ForAll("names") IndicatorName name, @ForAll("walks") double[] closes) {
        LineIndicator asked = Lines.of(name);
        LineIndicator left = Lines.of(name);
        for (double close : closes) {
            asked.preview(Walks.HIGHEST);
            asked.preview(Walks.LOWEST);
            assertEquals(left.update(close), asked.update(close));
            assertArrayEquals(bytes(left), bytes(asked));
        }
    }

    @Property(tries = 200)
    void aCopyReadFromBytesGoesOnBitForBit(@ForAll("names") IndicatorName name, @ForAll("walks") double[] closes) {
        LineIndicator indicator = Lines.of(name);
        for (double close : closes) {
            LineIndicator copy = Lines.of(name);
            copy.read(new WireReader(bytes(indicator)));
            assertEquals(indicator.value(), copy.value());
            assertEquals(indicator.update(close), copy.update(close));
            assertArrayEquals(bytes(indicator), bytes(copy));
        }
    }

    @Provide
    Arbitrary<IndicatorName> names() {
        return Combinators.combine(
                        Arbitraries.of("sma", "ema", "rsi"),
                        Arbitraries.integers().between(1, 60))
                .as(Lines::name);
    }

    @Provide
    Arbitrary<double[]> walks() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 150),
                        Arbitraries.of(0.0, 0.001, 0.1, 2.0, Double.NaN))
                .as((seed, length, step) ->
                        Double.isNaN(step) ? Walks.jumps(seed, length) : Walks.wild(seed, length, step));
    }

    private static byte[] bytes(Indicator indicator) {
        WireWriter out = new WireWriter(64);
        indicator.write(out);
        return out.toByteArray();
    }
}
