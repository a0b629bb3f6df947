package dev.ticktide.strategy;

import dev.ticktide.formula.IndicatorColumn;
import java.util.List;
import java.util.Set;

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
    public RuleTrace read(BarContext context) {
        return Parts.reading("one of these holds", evaluate(context), Parts.read(parts, context));
    }

    @Override
    public Set<IndicatorColumn> needs() {
        return Parts.needs(parts);
    }

    @Override
    public String text() {
        return Parts.text(parts, "or");
    }
}
