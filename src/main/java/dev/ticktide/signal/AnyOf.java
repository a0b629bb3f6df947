package dev.ticktide.signal;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.IndicatorName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Holds when at least one of its parts does. */
record AnyOf(List<Rule> parts) implements Rule {

    @Override
    public boolean holds(BarContext context) {
        return parts.stream().anyMatch(part -> part.holds(context));
    }

    @Override
    public Explanation explain(BarContext context) {
        List<Explanation> children =
                parts.stream().map(part -> part.explain(context)).toList();
        return new Explanation("one of these holds", holds(context), new TreeMap<>(), children);
    }

    @Override
    public Set<IndicatorName> needs() {
        Set<IndicatorName> needs = new HashSet<>();
        parts.forEach(part -> needs.addAll(part.needs()));
        return needs;
    }
}
