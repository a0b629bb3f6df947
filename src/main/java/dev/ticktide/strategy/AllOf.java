package dev.ticktide.strategy;

import dev.ticktide.formula.IndicatorColumn;
import java.util.List;
import java.util.Set;

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
    public RuleTrace read(BarContext context) {
        return Parts.reading("all of these hold", evaluate(context), Parts.read(parts, context));
    }

    @Override
    public Set<IndicatorColumn> needs() {
        return Parts.needs(parts);
    }

    @Override
    public String text() {
        return Parts.text(parts, "and");
    }
}
