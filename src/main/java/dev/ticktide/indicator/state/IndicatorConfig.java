package dev.ticktide.indicator.state;

import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;
import java.time.Duration;
import java.util.List;

/** The section {@code indicators} of the settings: which bars and indicators are computed. */
public record IndicatorConfig(
        @Setting(
                meaning = "The timeframes of which there are bars: raw, on which every candle is one, and clock-aligned"
                        + " ones.",
                standard = "[raw, 1m, 5m, 15m, 1h]")
        List<String> timeframes,

        @Setting(
                meaning = "The indicators computed on each timeframe, besides those that a strategy uses.",
                standard = "[sma(20), sma(50), ema(12), ema(20), ema(26), rsi(14)]")
        List<String> names,

        @Setting(
                meaning = "The most events that may wait for the disk; one more gets 503.",
                unit = "events",
                standard = "200000")
        @Within(min = 1, max = 100_000_000)
        int maxQueued,

        @Setting(
                meaning =
                        "How long after its end the open bar of a live symbol waits for the symbol's next candle before it"
                                + " is closed without one, counted from the symbol's usual delay; 0s: for ever.",
                standard = "5s")
        @Within(min = 0, max = Within.DAY)
        Duration closeGrace) {}
