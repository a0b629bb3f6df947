package dev.ticktide.signal;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.IndicatorName;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Holds when all its parts do. */
record AllOf(List<Rule> parts) implements Rule {

    AllOf {
        parts = Parts.require(parts);
    }

    @Override
    public Truth evaluate(BarContext context) {
        Truth truth = Truth.HOLDS;
        for (Rule part : parts) {
            truth = truth.and(part.evaluate(context));
            if (truth == Truth.FAILS) {
                return truth;
            }
        }
        return truth;
    }

    @Override
    public Explanation explain(BarContext context) {
        return new Explanation("all of these hold", holds(context), new TreeMap<>(), Parts.explain(parts, context));
    }

    @Override
    public Set<IndicatorName> needs() {
        return Parts.needs(parts);
    }

    @Override
    public String text() {
        return Parts.text(parts, "and");
    }
}
