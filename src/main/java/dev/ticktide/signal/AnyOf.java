package dev.ticktide.signal;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.IndicatorName;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Holds when at least one of its parts does. */
record AnyOf(List<Rule> parts) implements Rule {

    AnyOf {
        parts = Parts.require(parts);
    }

    @Override
    public Truth evaluate(BarContext context) {
        Truth truth = Truth.FAILS;
        for (Rule part : parts) {
            truth = truth.or(part.evaluate(context));
            if (truth == Truth.HOLDS) {
                return truth;
            }
        }
        return truth;
    }

    @Override
    public Explanation explain(BarContext context) {
        return new Explanation("one of these holds", holds(context), new TreeMap<>(), Parts.explain(parts, context));
    }

    @Override
    public Set<IndicatorName> needs() {
        return Parts.needs(parts);
    }

    @Override
    public String text() {
        return Parts.text(parts, "or");
    }
}
