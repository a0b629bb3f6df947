package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds when its part certainly does not; unknown while its part is. */
record Not(Rule part) implements Rule {

    @Override
    public Truth evaluate(BarContext context) {
        return part.evaluate(context).not();
    }

    @Override
    public RuleTrace read(BarContext context) {
        return Parts.reading("this does not hold", evaluate(context), List.of(part.read(context)));
    }

    @Override
    public Rule at(Map<IndicatorColumn, Integer> positions) {
        return new Not(part.at(positions));
    }

    @Override
    public Set<IndicatorColumn> needs() {
        return part.needs();
    }

    @Override
    public String text() {
        return "not (" + part.text() + ")";
    }
}
