package dev.ticktide.signal;

import dev.ticktide.market.IndicatorName;
import dev.ticktide.market.Timeframe;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which strategies run on which timeframes. */
public record SignalSettings(List<Use> uses) {

    /** A strategy on some timeframes. */
    public record Use(Strategy strategy, List<Timeframe> timeframes) {}

    /** Every indicator that some strategy looks at, in a fixed order. */
    public Set<IndicatorName> needs() {
        Set<IndicatorName> needs =
                new TreeSet<>(Comparator.comparing(IndicatorName::kind).thenComparing(IndicatorName::period));
        uses.forEach(use -> needs.addAll(use.strategy().needs()));
        return needs;
    }
}
