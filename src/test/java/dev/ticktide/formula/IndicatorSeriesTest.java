package dev.ticktide.formula;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.Logs;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.store.Store;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class IndicatorSeriesTest {

    private static final long MINUTE = 60_000_000;

    @Property(tries = 100)
    void fromACheckpointOnAllValuesAreThoseOfTheFoldFromTheFirstBar(
            @ForAll long seed, @ForAll("names") List<IndicatorName> names, @ForAll @IntRange(max = 500) int at) {
        List<Bar> bars = bars(Walks.wild(seed, at + 300, 0.05));
        IndicatorSeries live = IndicatorSeries.begin(names);
        bars.subList(0, at).forEach(live::update);
        IndicatorSeries resumed = IndicatorSeries.resume(live.checkpoint(), names);
        assertNotNull(resumed);
        for (Bar bar : bars.subList(at, bars.size())) {
            double[] expected = live.update(bar);
            assertArrayEquals(expected, resumed.preview(bar));
            assertArrayEquals(expected, resumed.update(bar));
            assertArrayEquals(live.checkpoint(), resumed.checkpoint());
        }
    }

    @Example
    void aCheckpointHasEachOfItsIndicatorsInAnyOrder() {
        List<IndicatorName> names = IndicatorSettings.DEFAULTS.indicators();
        IndicatorSeries all = IndicatorSeries.begin(names);
        bars(Walks.cents(3, 100)).forEach(all::update);
        List<IndicatorName> some = List.of(IndicatorName.parse("rsi(14)"), IndicatorName.parse("sma(20)"));
        IndicatorSeries two = IndicatorSeries.resume(all.checkpoint(), some);
        assertNotNull(two);
        Bar next = bars(new double[] {101}).get(0);
        double[] values = all.update(next);
        assertArrayEquals(
                some.stream().mapToDouble(name -> values[names.indexOf(name)]).toArray(), two.update(next));
    }

    @Example
    void whatIsNoCheckpointOfTheNameIsNone() {
        List<IndicatorName> names = List.of(IndicatorName.parse("rsi(14)"));
        byte[] good = IndicatorSeries.begin(names).checkpoint();
        assertNotNull(IndicatorSeries.resume(good, names));
        assertNull(IndicatorSeries.resume(good, List.of(IndicatorName.parse("rsi(15)"))));
        assertNull(IndicatorSeries.resume(new byte[0], names));
        assertNull(IndicatorSeries.resume(Arrays.copyOf(good, good.length - 1), names));
        for (int i = 0; i < good.length; i++) {
            byte[] damaged = good.clone();
            damaged[i] ^= 4;
            assertNull(IndicatorSeries.resume(damaged, names), "byte " + i);
        }
    }

    @Example
    void aFoldGivesOneEvery512BarsOfASeriesOnRawAndOnOthers() {
        PartitionState state = new PartitionState(Logs.PARTITION, Logs.SETTINGS);
        Logs log = new Logs();
        List<Store.Checkpoint> checkpoints = new ArrayList<>();
        BarSink sink = new BarSink() {
            @Override
            public void bar(BarUpdate update) {}

            @Override
            public void checkpoint(Store.Checkpoint checkpoint) {
                checkpoints.add(checkpoint);
            }

            @Override
            public boolean wantsCheckpoints() {
                return true;
            }
        };
        double[] closes = Walks.cents(5, 1_100);
        for (int i = 0; i < closes.length; i++) {
            state.apply(log.add(Samples.candle("AAPL", Samples.T0 + i * MINUTE, closes[i])), sink);
        }
        assertEquals(
                List.of("raw 512", "1m 512", "raw 1024", "1m 1024"),
                checkpoints.stream()
                        .map(each -> each.timeframe() + " " + each.bars())
                        .toList());
        List<IndicatorName> names = Logs.SETTINGS.indicators();
        for (Store.Checkpoint each : checkpoints) {
            int folded = (int) each.bars();
            assertEquals(
                    each.timeframe().startOf(Samples.T0 + (folded - 1) * MINUTE),
                    each.timeframe().startOf(each.time()));
            IndicatorSeries expected = IndicatorSeries.begin(names);
            bars(Arrays.copyOf(closes, folded)).forEach(expected::update);
            assertArrayEquals(expected.checkpoint(), each.body());
        }
    }

    @Example
    void aLongWindowIsKeptAsSeldomAsItIsLong() {
        IndicatorBank longOne = new IndicatorBank(List.of(IndicatorName.parse("sma(5000)")));
        assertEquals(5_120, firstCheckpoint(longOne));
        assertEquals(512, firstCheckpoint(new IndicatorBank(IndicatorSettings.DEFAULTS.indicators())));
        byte[] usual = IndicatorSeries.checkpoint(new IndicatorBank(IndicatorSettings.DEFAULTS.indicators()));
        assertTrue(usual.length < 1_000, () -> usual.length + " bytes");
    }

    private static int firstCheckpoint(IndicatorBank bank) {
        int bars = 1;
        while (!bank.isCheckpoint(bars)) {
            bars++;
        }
        return bars;
    }

    @Example
    void aSeriesHasTheLiveValues() {
        List<IndicatorName> names = IndicatorSettings.DEFAULTS.indicators();
        double[] closes = Walks.cents(1, 200);
        List<double[]> columns = IndicatorSeries.compute(bars(closes), names);
        IndicatorBank live = new IndicatorBank(names);
        for (int i = 0; i < closes.length; i++) {
            int bar = i;
            double[] row = columns.stream().mapToDouble(column -> column[bar]).toArray();
            assertArrayEquals(live.update(bars(closes).get(i)), row);
        }
    }

    @Provide
    Arbitrary<List<IndicatorName>> names() {
        return Combinators.combine(
                        Arbitraries.of("sma", "ema", "rsi", "macd"),
                        Arbitraries.integers().between(1, 200))
                .as((kind, period) -> kind.equals("macd")
                        ? new IndicatorName(kind, List.of((double) period, period + 5.0, 9.0))
                        : Lines.name(kind, period))
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static List<Bar> bars(double[] closes) {
        return Arrays.stream(closes)
                .mapToObj(close -> new Bar(0, close, close, close, close, 1, 1))
                .toList();
    }
}
