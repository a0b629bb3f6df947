package dev.ticktide.formula;

import static dev.ticktide.formula.Near.assertNear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** MACD against TA-Lib's averages, put together by hand, and against golden rows. */
class MacdTest {

    private static final double TOLERANCE = 1e-9;

    private static Bar bar(int i, double close) {
        return new Bar(i * 60_000_000L, close, close, close, close, 1, 1);
    }

    private static double[] values(Indicator indicator) {
        double[] values = new double[indicator.outputs()];
        indicator.values(values, 0);
        return values;
    }

    @Test
    void everyRowOfTheGoldenFileIsReproduced() throws IOException {
        try (InputStream in = Objects.requireNonNull(MacdTest.class.getResourceAsStream("/golden/macd-12-26-9.csv"))) {
            List<String> rows = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertEquals("close,macd,signal,histogram", rows.get(1));
            assertEquals(302, rows.size());
            Indicator macd = IndicatorName.parse("macd(12,26,9)").create();
            for (int i = 2; i < rows.size(); i++) {
                double[] row = Arrays.stream(rows.get(i).split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                macd.update(bar(i, row[0]));
                double[] values = values(macd);
                for (int output = 0; output < 3; output++) {
                    assertNear(row[output + 1], values[output], TOLERANCE, "line " + (i + 1) + " output " + output);
                }
            }
        }
    }

    /** TA-Lib's own MACD begins its fast average later; when that is forgotten both are the same. */
    @Test
    void taLibsOwnMacdAgreesOnceItsBeginningIsForgotten() {
        double[] closes = Walks.cents(3, 1_500);
        double[][] expected = TaLib.macd(12, 26, 9, closes);
        Indicator macd = IndicatorName.parse("macd(12,26,9)").create();
        for (int i = 0; i < closes.length; i++) {
            macd.update(bar(i, closes[i]));
            if (i >= 1_000) {
                double[] values = values(macd);
                for (int output = 0; output < 3; output++) {
                    assertNear(expected[output][i], values[output], TOLERANCE, "bar " + i + " output " + output);
                }
            }
        }
    }

    @Property(tries = 100)
    void aPreviewIsWhatTheUpdateGivesAndACopyGoesOnBitForBit(@ForAll("names") IndicatorName name, @ForAll long seed) {
        double[] closes = Walks.cents(seed, 120);
        Indicator macd = name.create();
        int first = -1;
        for (int i = 0; i < closes.length; i++) {
            double[] preview = new double[3];
            macd.preview(bar(i, closes[i]), preview, 0);
            WireWriter state = new WireWriter(64);
            macd.write(state);
            Indicator copy = name.create();
            copy.read(new WireReader(state.toByteArray()));
            macd.update(bar(i, closes[i]));
            copy.update(bar(i, closes[i]));
            assertArrayEquals(values(macd), preview);
            assertArrayEquals(values(macd), values(copy));
            assertEquals(values(macd)[0] - values(macd)[1], values(macd)[2]);
            if (first < 0 && Arrays.stream(values(macd)).noneMatch(Double::isNaN)) {
                first = i + 1;
            }
        }
        assertEquals(name.warmUp(), first);
        assertTrue(name.warmUp() <= closes.length);
    }

    @Provide
    Arbitrary<IndicatorName> names() {
        Arbitrary<Integer> periods = Arbitraries.integers().between(1, 40);
        return Combinators.combine(periods, periods, periods)
                .as((fast, slow, signal) ->
                        new IndicatorName("macd", List.of((double) fast, (double) slow, (double) signal)));
    }
}
