package dev.ticktide.indicator.state;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.settings.Defaults;
import java.util.HashSet;
import java.util.List;

/**
 * The timeframes, and the indicators that are computed on each of them.
 *
 * @param timeframes at least one, no two alike
 * @param indicators no two alike; their order is the order of values everywhere
 */
public record IndicatorSettings(List<Timeframe> timeframes, List<IndicatorName> indicators) {

    /** What is computed unless settings say otherwise. */
    public static final IndicatorSettings DEFAULTS = of(Defaults.of(IndicatorConfig.class));

    private static IndicatorSettings of(IndicatorConfig config) {
        return new IndicatorSettings(
                config.timeframes().stream().map(Timeframe::parse).toList(),
                config.names().stream().map(IndicatorName::parse).toList());
    }

    /** @throws IllegalArgumentException if there is no timeframe, or one or an indicator is listed twice */
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

    /** The timeframes with bars of their own: all but raw. */
    public List<Timeframe> folded() {
        return timeframes.stream().filter(timeframe -> !timeframe.isRaw()).toList();
    }

    /** Says in one line what a snapshot must have been made with to be readable. */
    public String fingerprint() {
        return timeframes + " " + indicators;
    }
}
