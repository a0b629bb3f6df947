package dev.ticktide.indicator;

import static dev.ticktide.indicator.Near.assertNear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.Bar;
import dev.ticktide.market.IndicatorName;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class IndicatorSeriesTest {

    private static final double TOLERANCE = 1e-12;
    private static final int WANTED = 100;

    @Property(tries = 100)
    void anOverlayWithItsWarmUpEqualsTheOneFromTheVeryBeginning(
            @ForAll long seed, @ForAll("names") List<IndicatorName> names, @ForAll @IntRange(max = 2_000) int earlier) {
        int warmUp = IndicatorSeries.warmUpBars(names);
        List<Bar> all = bars(Walks.cents(seed, earlier + warmUp + WANTED));
        List<double[]> expected = IndicatorSeries.compute(all, names);
        List<double[]> overlay = IndicatorSeries.compute(all.subList(earlier, all.size()), names);
        for (int column = 0; column < names.size(); column++) {
            for (int i = warmUp; i < warmUp + WANTED; i++) {
                assertNear(
                        expected.get(column)[earlier + i],
                        overlay.get(column)[i],
                        TOLERANCE,
                        names.get(column) + " bar " + i);
            }
        }
    }

    @Example
    void anOverlayHasTheLiveValues() {
        List<IndicatorName> names = IndicatorSettings.DEFAULTS.indicators();
        double[] closes = Walks.cents(1, 200);
        List<double[]> columns = IndicatorSeries.compute(bars(closes), names);
        IndicatorBank live = new IndicatorBank(names);
        for (int i = 0; i < closes.length; i++) {
            int bar = i;
            double[] row = columns.stream().mapToDouble(column -> column[bar]).toArray();
            assertArrayEquals(live.close(closes[i]), row);
        }
    }

    @Example
    void aWindowNeedsItselfAndSmoothingNeedsItsMemory() {
        assertEquals(0, IndicatorSeries.warmUpBars(List.of()));
        assertEquals(50, warmUp("sma(20)", "sma(50)"));
        assertEquals(39 * 27 / 2 + 1 + 26, warmUp("ema(26)", "sma(20)"));
        assertEquals(39 * 14 + 15, warmUp("rsi(14)", "ema(26)"));
    }

    @Provide
    Arbitrary<List<IndicatorName>> names() {
        return Combinators.combine(
                        Arbitraries.of(IndicatorName.Kind.class),
                        Arbitraries.integers().between(1, 200))
                .as(IndicatorName::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static int warmUp(String... names) {
        return IndicatorSeries.warmUpBars(
                Stream.of(names).map(IndicatorName::parse).toList());
    }

    private static List<Bar> bars(double[] closes) {
        return Arrays.stream(closes)
                .mapToObj(close -> new Bar(0, close, close, close, close, 1, 1))
                .toList();
    }
}
