package dev.ticktide.indicator.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.wire.WireException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class IndicatorSettingsTest {

    private static final Timeframe M1 = Timeframe.parse("1m");
    private static final IndicatorName SMA_3 = IndicatorName.parse("sma(3)");
    private static final IndicatorName EMA_3 = IndicatorName.parse("ema(3)");

    @Test
    void theDefaultsAreThoseOfTheBrief() {
        assertEquals(
                "[raw, 1m, 5m, 15m, 1h] [sma(20), sma(50), ema(12), ema(20), ema(26), rsi(14)]",
                IndicatorSettings.DEFAULTS.fingerprint());
    }

    @Test
    void thereMustBeATimeframe() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new IndicatorSettings(List.of(), List.of(SMA_3)));
        assertEquals("there must be at least one timeframe", refusal.getMessage());
    }

    @Test
    void nothingMayBeListedTwice() {
        assertThrows(IllegalArgumentException.class, () -> new IndicatorSettings(List.of(M1, M1), List.of(SMA_3)));
        assertThrows(IllegalArgumentException.class, () -> new IndicatorSettings(List.of(M1), List.of(SMA_3, SMA_3)));
    }

    @Test
    void aSnapshotOfOtherSettingsIsRefused() {
        IndicatorSettings settings = new IndicatorSettings(List.of(Timeframe.RAW, M1), List.of(SMA_3, EMA_3));
        byte[] snapshot = new PartitionState(2, settings).snapshot();
        List<IndicatorSettings> others = List.of(
                new IndicatorSettings(List.of(M1, Timeframe.RAW), List.of(SMA_3, EMA_3)),
                new IndicatorSettings(List.of(Timeframe.RAW), List.of(SMA_3, EMA_3)),
                new IndicatorSettings(List.of(Timeframe.RAW, M1), List.of(EMA_3, SMA_3)),
                new IndicatorSettings(List.of(Timeframe.RAW, M1), List.of(SMA_3)));
        for (IndicatorSettings other : others) {
            WireException refusal = assertThrows(WireException.class, () -> PartitionState.restore(snapshot, other));
            assertEquals("made with other timeframes or indicators", refusal.getMessage());
        }
        assertEquals(
                OptionalLong.empty(), PartitionState.restore(snapshot, settings).lastCandleTime("AAPL"));
    }
}
