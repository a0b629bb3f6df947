package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A symbol with few candles has the same bars on several timeframes: what happens on them happens once. */
class OneEventOneSignalTest {

    private static final long MINUTE = 60_000_000;
    private static final long DAY = 1_440 * MINUTE;
    private static final List<Timeframe> ALL = only("raw", "1m", "5m", "15m", "1h");
    private static final IndicatorSettings SETTINGS = new IndicatorSettings(
            ALL,
            Stream.of("sma(26)", "ema(12)", "rsi(14)").map(IndicatorName::parse).toList());

    private static List<Timeframe> only(String... names) {
        return Stream.of(names).map(Timeframe::parse).toList();
    }

    private static SignalEngine engine(List<Timeframe> timeframes) {
        return new SignalEngine(
                new SignalSettings(Stream.of(Strategies.RSI_REVERSAL, Strategies.TREND)
                        .map(strategy -> new SignalSettings.Use(strategy, timeframes))
                        .toList()),
                SETTINGS.indicators());
    }

    /** @param restoreAfter the state is written down and read again after so many candles */
    private static List<BarUpdate> bars(long step, int candles, int restoreAfter) {
        Random random = new Random(11);
        double price = 100;
        PartitionState state = new PartitionState(0, SETTINGS);
        List<BarUpdate> bars = new ArrayList<>();
        for (int i = 1; i <= candles; i++) {
            price *= 1 + 0.01 * random.nextGaussian() + 0.02 * (1 - price / 100);
            LogEntry entry = new LogEntry(
                    0, i, Samples.T0 + i * step, false, Samples.candle("DAILY", Samples.T0 + i * step, price));
            state.apply(entry, new BarSink() {
                @Override
                public void bar(BarUpdate update) {
                    bars.add(update);
                }

                @Override
                public boolean wantsProvisional() {
                    return false;
                }
            });
            if (i == restoreAfter) {
                state = PartitionState.restore(state.snapshot(), SETTINGS);
            }
        }
        return bars;
    }

    private static List<String> signals(List<BarUpdate> bars, List<Timeframe> runsOn, String shownOn) {
        SignalEngine engine = engine(runsOn);
        return bars.stream()
                .flatMap(bar -> engine.on(0, bar).stream())
                .filter(signal -> signal.timeframe().name().equals(shownOn))
                .map(Signal::id)
                .toList();
    }

    @Test
    void withOneCandleADayTheFinestClockTimeframeHasTheSignals() {
        List<BarUpdate> bars = bars(DAY, 700, 350);
        List<String> events = signals(bars, only("1m"), "1m");
        assertTrue(events.size() >= 10, "events: " + events.size());
        assertEquals(events, signals(bars, ALL, "1m"));
        for (String coarser : List.of("5m", "15m", "1h")) {
            assertEquals(List.of(), signals(bars, ALL, coarser), coarser);
        }
        assertEquals(
                signals(bars, only("raw"), "raw").size(),
                signals(bars, ALL, "raw").size(),
                "raw is by itself");
    }

    @Test
    void aStrategyThatRunsOnTheCoarserOneOnlyIsNotSilenced() {
        List<BarUpdate> bars = bars(DAY, 700, 0);
        List<String> onHours = signals(bars, only("1h"), "1h");
        assertEquals(signals(bars, only("1m"), "1m").size(), onHours.size());
        assertEquals(onHours, signals(bars, only("raw", "1h"), "1h"), "raw does not count as finer");
    }

    @Test
    void whereTheBarsDifferEveryTimeframeHasItsOwn() {
        List<BarUpdate> bars = bars(MINUTE, 6_000, 3_000);
        for (String name : List.of("1m", "5m", "15m", "1h")) {
            List<String> alone = signals(bars, only(name), name);
            assertTrue(!alone.isEmpty(), name);
            assertEquals(alone, signals(bars, ALL, name), name);
        }
    }
}
