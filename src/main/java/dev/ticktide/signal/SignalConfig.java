package dev.ticktide.signal;

import dev.ticktide.settings.Setting;
import java.util.List;

/** The section {@code signals} of the settings. */
public record SignalConfig(
        @Setting(
                meaning = "The strategies that raise signals.",
                standard = "[{name: rsi-reversal, timeframes: [raw, 1m, 5m, 15m, 1h]},"
                        + " {name: trend, timeframes: [raw, 1m, 5m, 15m, 1h]}]")
        List<StrategyUse> strategies) {

    /** A strategy and where it is used. */
    public record StrategyUse(
            @Setting(meaning = "A strategy.") String name,

            @Setting(meaning = "On the bars of which timeframes it raises signals; of those in indicators.timeframes.")
            List<String> timeframes) {}
}
