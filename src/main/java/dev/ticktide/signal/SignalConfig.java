package dev.ticktide.signal;

import dev.ticktide.settings.Setting;
import java.util.List;

/** The section {@code signals} of the settings. */
public record SignalConfig(
        @Setting(
                meaning = "The strategies that raise signals.",
                standard = "[{name: rsi-reversal, timeframes: [raw, 1m, 5m, 15m, 1h]},"
                        + " {name: trend, timeframes: [raw, 1m, 5m, 15m, 1h]}]")
        List<StrategyUse> strategies,

        @Setting(
                meaning =
                        "The folder of your own strategies, one file name.tide each, as ./ticktide strategy list shows"
                                + " them; without such a folder there are those of the program only.",
                standard = "strategies")
        String folder) {

    /** A strategy and where it is used. */
    public record StrategyUse(
            @Setting(meaning = "A strategy of the folder or of the program.")
            String name,

            @Setting(meaning = "On the bars of which timeframes it raises signals; of those in indicators.timeframes.")
            List<String> timeframes) {}
}
