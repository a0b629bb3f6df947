package dev.ticktide.signal;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.IndicatorName;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Holds when its part certainly does not: while that can't be told, this can't either. */
record Not(Rule part) implements Rule {

    @Override
    public Truth evaluate(BarContext context) {
        return part.evaluate(context).not();
    }

    @Override
    public Explanation explain(BarContext context) {
        return new Explanation("this does not hold", holds(context), new TreeMap<>(), List.of(part.explain(context)));
    }

    @Override
    public Set<IndicatorName> needs() {
        return part.needs();
    }

    @Override
    public String text() {
        return "not (" + part.text() + ")";
    }
}
