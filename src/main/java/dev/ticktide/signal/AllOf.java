package dev.ticktide.signal;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.IndicatorName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Holds when all its parts do. */
record AllOf(List<Rule> parts) implements Rule {

    @Override
    public boolean holds(BarContext context) {
        for (Rule part : parts) {
            if (!part.holds(context)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Explanation explain(BarContext context) {
        List<Explanation> children =
                parts.stream().map(part -> part.explain(context)).toList();
        return new Explanation("all of these hold", holds(context), new TreeMap<>(), children);
    }

    @Override
    public Set<IndicatorName> needs() {
        Set<IndicatorName> needs = new HashSet<>();
        parts.forEach(part -> needs.addAll(part.needs()));
        return needs;
    }
}
