package dev.ticktide.store;

import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The section {@code store.retention} of the settings: how long data is kept. */
public record RetentionConfig(
        @Setting(meaning = "How long raw candles and metadata are kept after their arrival. Left out: for ever.")
        @Within(min = Within.SECOND, max = 36_500 * Within.DAY)
        @Nullable
        Duration candles,

        @Setting(
                meaning =
                        "How long bars of the clock-aligned timeframes are kept after their time. Left out: for ever.")
        @Within(min = Within.SECOND, max = 36_500 * Within.DAY)
        @Nullable
        Duration bars,

        @Setting(meaning = "How long an unfinished load of history is kept after its last part.", standard = "1h")
        @Within(min = Within.SECOND, max = 30 * Within.DAY)
        Duration loads) {

    /** Whether candles and bars are kept for ever; unfinished loads are removed all the same. */
    public boolean keepsAll() {
        return candles == null && bars == null;
    }
}
