package dev.ticktide.indicator;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.Timeframe;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which indicators are computed on which timeframes: each on each.
 *
 * @param timeframes at least one, no two alike
 * @param indicators no two alike; their order is the order of values everywhere
 */
public record IndicatorSettings(List<Timeframe> timeframes, List<IndicatorName> indicators) {

    public static final IndicatorSettings DEFAULTS = new IndicatorSettings(
            Stream.of("raw", "1m", "5m", "15m", "1h").map(Timeframe::parse).toList(),
            Stream.of("sma(20)", "sma(50)", "ema(12)", "ema(20)", "ema(26)", "rsi(14)")
                    .map(IndicatorName::parse)
                    .toList());

    public IndicatorSettings {
        timeframes = List.copyOf(timeframes);
        indicators = List.copyOf(indicators);
        if (timeframes.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one timeframe");
        }
        if (new HashSet<>(timeframes).size() < timeframes.size()
                || new HashSet<>(indicators).size() < indicators.size()) {
            throw new IllegalArgumentException("a timeframe or an indicator is listed twice");
        }
    }

    /** Says in one line what a snapshot must have been made with to be readable. */
    String fingerprint() {
        return timeframes + " " + indicators;
    }
}
