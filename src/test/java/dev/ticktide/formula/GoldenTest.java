package dev.ticktide.formula;

import static dev.ticktide.formula.Near.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.indicators.CachedIndicator;
import org.ta4j.core.indicators.EMAIndicator;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.SMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.num.DoubleNum;
import org.ta4j.core.num.Num;

/** Agreement with other people's implementations. */
class GoldenTest {

    private static final double TOLERANCE = 1e-9;

    static List<GoldenRows.Golden> goldens() {
        return GoldenRows.all();
    }

    static Stream<IndicatorName> names() {
        return Stream.of("sma", "ema", "rsi").flatMap(kind -> Stream.of(2, 3, 7, 14, 50, 200)
                .map(period -> IndicatorName.parse(kind + "(" + period + ")")));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void everyRowOfTheGoldenFileIsReproduced(GoldenRows.Golden golden) throws IOException {
        List<String> rows = read(golden.file());
        assertTrue(rows.get(0).startsWith("# " + golden.name() + " by com.tictactec:ta-lib 0.4.0"), rows.get(0));
        assertEquals("close,value", rows.get(1));
        assertEquals(302, rows.size());
        LineIndicator indicator = Lines.of(golden.name());
        for (int i = 2; i < rows.size(); i++) {
            String[] columns = rows.get(i).split(",");
            double value = indicator.update(Double.parseDouble(columns[0]));
            assertNear(Double.parseDouble(columns[1]), value, TOLERANCE, golden + " line " + (i + 1));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void taLibAgreesOnRandomWalks(IndicatorName name) {
        for (int seed = 0; seed < 20; seed++) {
            double[] closes = Walks.cents(seed, 1_000);
            double[] expected = TaLib.values(name, closes);
            LineIndicator indicator = Lines.of(name);
            for (int i = 0; i < closes.length; i++) {
                assertNear(expected[i], indicator.update(closes[i]), TOLERANCE, name + " seed " + seed + " bar " + i);
            }
        }
    }

    /** ta4j starts its averages from the first price or from zero, so only what has forgotten that is comparable. */
    @ParameterizedTest
    @ValueSource(strings = {"sma(20)", "ema(12)", "ema(26)", "rsi(2)", "rsi(14)"})
    void ta4jAgreesOnceItsSeedIsForgotten(String text) {
        IndicatorName name = IndicatorName.parse(text);
        // Where e^-39, about 2^-56, is left of a seed.
        int converged = 40 * Lines.period(name) + name.warmUp();
        double[] closes = Walks.cents(7, converged + 500);
        CachedIndicator<Num> expected = ta4j(name, closes);
        LineIndicator indicator = Lines.of(name);
        for (int i = 0; i < closes.length; i++) {
            double value = indicator.update(closes[i]);
            if (i >= converged) {
                assertNear(expected.getValue(i).doubleValue(), value, TOLERANCE, name + " bar " + i);
            }
        }
    }

    private static CachedIndicator<Num> ta4j(IndicatorName name, double[] closes) {
        BarSeries series =
                new BaseBarSeriesBuilder().withNumTypeOf(DoubleNum.class).build();
        for (int i = 0; i < closes.length; i++) {
            series.addBar(
                    Duration.ofMinutes(1),
                    Instant.ofEpochSecond(60L * i).atZone(ZoneOffset.UTC),
                    closes[i],
                    closes[i],
                    closes[i],
                    closes[i],
                    1);
        }
        ClosePriceIndicator close = new ClosePriceIndicator(series);
        return switch (name.kind()) {
            case "sma" -> new SMAIndicator(close, Lines.period(name));
            case "ema" -> new EMAIndicator(close, Lines.period(name));
            case "rsi" -> new RSIIndicator(close, Lines.period(name));
            default -> throw new IllegalArgumentException(name.toString());
        };
    }

    private static List<String> read(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenTest.class.getResourceAsStream("/golden/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
