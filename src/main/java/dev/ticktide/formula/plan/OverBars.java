package dev.ticktide.formula.plan;

import dev.ticktide.formula.operator.PlanStep;
import dev.ticktide.formula.operator.Since;
import dev.ticktide.formula.operator.Total;
import dev.ticktide.formula.window.Average;
import dev.ticktide.formula.window.Change;
import dev.ticktide.formula.window.Correlation;
import dev.ticktide.formula.window.Counting;
import dev.ticktide.formula.window.Extreme;
import dev.ticktide.formula.window.ExtremeAge;
import dev.ticktide.formula.window.GainShare;
import dev.ticktide.formula.window.MeanDeviation;
import dev.ticktide.formula.window.Rank;
import dev.ticktide.formula.window.Slope;
import dev.ticktide.formula.window.Spread;
import dev.ticktide.formula.window.Sum;
import dev.ticktide.formula.window.Trend;
import java.util.Map;

/**
 * A function that looks at several bars.
 *
 * @param numbers how many of its arguments are numbers or conditions; they come first
 * @param hasBars whether a number of bars follows them
 */
record OverBars(int numbers, boolean hasBars, Create create) {

    /** Makes the step of it; bars are 0 if it takes no number of them. */
    @FunctionalInterface
    interface Create {
        PlanStep of(int[] reads, int bars);
    }

    private static final Map<String, OverBars> ALL = Map.ofEntries(
            Map.entry("bars_since", new OverBars(1, false, (of, bars) -> Since.bars(of[0]))),
            Map.entry("total", new OverBars(1, false, (of, bars) -> new Total(of[0]))),
            Map.entry("value_when", new OverBars(2, false, (of, bars) -> Since.value(of[0], of[1]))),
            Map.entry("correlation", new OverBars(2, true, (of, bars) -> new Correlation(of[0], of[1], bars))),
            Map.entry("sum", window((of, bars) -> new Sum(of[0], bars, false))),
            Map.entry("mean", window((of, bars) -> new Sum(of[0], bars, true))),
            Map.entry("ema", window((of, bars) -> Average.exponential(of[0], bars))),
            Map.entry("mma", window((of, bars) -> Average.wilder(of[0], bars))),
            Map.entry("gain_share", window((of, bars) -> new GainShare(of[0], bars))),
            Map.entry("stdev", window((of, bars) -> new Spread(of[0], bars))),
            Map.entry("highest", window((of, bars) -> new Extreme(of[0], bars, true))),
            Map.entry("lowest", window((of, bars) -> new Extreme(of[0], bars, false))),
            Map.entry("highest_bars", window((of, bars) -> new ExtremeAge(of[0], bars, true))),
            Map.entry("lowest_bars", window((of, bars) -> new ExtremeAge(of[0], bars, false))),
            Map.entry("count", window((of, bars) -> new Counting(of[0], bars))),
            Map.entry("rising", window((of, bars) -> new Trend(of[0], bars, true))),
            Map.entry("falling", window((of, bars) -> new Trend(of[0], bars, false))),
            Map.entry("mean_deviation", window((of, bars) -> new MeanDeviation(of[0], bars))),
            Map.entry("slope", window((of, bars) -> new Slope(of[0], bars))),
            Map.entry("percent_rank", window((of, bars) -> new Rank(of[0], bars))),
            Map.entry("change", window((of, bars) -> new Change(of[0], bars))));

    /** Fails with {@link IllegalArgumentException} for what plans do not compute. */
    static OverBars named(String function) {
        OverBars found = ALL.get(function);
        if (found == null) {
            throw new IllegalArgumentException("not computed yet: " + function);
        }
        return found;
    }

    private static OverBars window(Create create) {
        return new OverBars(1, true, create);
    }
}
