package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A condition that the indicator stage computes because it needs earlier bars: its column is 1, 0 or not known yet. */
record Condition(IndicatorColumn column) implements Rule {

    @Override
    public Truth evaluate(BarContext context) {
        double value = context.now(column);
        return Double.isNaN(value) ? Truth.UNKNOWN : Truth.of(value == 1);
    }

    @Override
    public RuleTrace read(BarContext context) {
        SortedMap<String, Double> operands = new TreeMap<>();
        operands.put(text(), context.now(column));
        SortedMap<String, Integer> needs = new TreeMap<>();
        if (Double.isNaN(context.now(column))) {
            needs.put(text(), column.indicator().warmUp());
        }
        return new RuleTrace(text(), evaluate(context), operands, needs, null, List.of());
    }

    @Override
    public Rule at(Map<IndicatorColumn, Integer> positions) {
        return this;
    }

    @Override
    public Set<IndicatorColumn> needs() {
        return Set.of(column);
    }

    @Override
    public String text() {
        return column.toString();
    }
}
