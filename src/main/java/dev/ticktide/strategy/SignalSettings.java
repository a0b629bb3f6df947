package dev.ticktide.strategy;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.symbol.Timeframe;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which strategies run on which timeframes: each at most once on each, or every signal would be counted twice. */
public record SignalSettings(List<Use> uses) {

    public SignalSettings {
        uses = List.copyOf(uses);
        Set<String> seen = new HashSet<>();
        for (Use use : uses) {
            for (Timeframe timeframe : use.timeframes) {
                String what = use.strategy.name() + " on " + timeframe;
                if (!seen.add(what)) {
                    throw new IllegalArgumentException(what + " is listed twice");
                }
            }
        }
    }

    /** A strategy on some timeframes. */
    public record Use(Strategy strategy, List<Timeframe> timeframes) {
        public Use {
            timeframes = List.copyOf(timeframes);
        }
    }

    /** Every indicator that some strategy looks at, in a fixed order. */
    public Set<IndicatorName> needs() {
        // By kind and then by numbers, not letters: sma(5) comes before sma(20).
        Set<IndicatorName> needs = new TreeSet<>(Comparator.comparing(IndicatorName::kind)
                .thenComparing(
                        IndicatorName::parameters,
                        (one, other) -> Arrays.compare(one.toArray(Double[]::new), other.toArray(Double[]::new))));
        uses.forEach(use -> use.strategy().needs().forEach(column -> needs.add(column.indicator())));
        return needs;
    }
}
