package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

/**
 * Computed of other operands of the same bar.
 *
 * @param formula of the numbers of the parts, in their order; {@code NaN} if the result is not known
 */
public record Computation(String text, List<Operand> parts, ToDoubleFunction<double[]> formula) implements Operand {
    public Computation {
        parts = List.copyOf(parts);
    }

    @Override
    public double now(BarContext context) {
        double[] numbers = new double[parts.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = parts.get(i).now(context);
        }
        return formula.applyAsDouble(numbers);
    }

    @Override
    public double before(BarContext context) {
        double[] numbers = new double[parts.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = parts.get(i).before(context);
        }
        return formula.applyAsDouble(numbers);
    }

    @Override
    public boolean hasBefore() {
        return parts.stream().allMatch(Operand::hasBefore);
    }

    @Override
    public Operand at(Map<IndicatorColumn, Integer> positions) {
        return new Computation(
                text, parts.stream().map(part -> part.at(positions)).toList(), formula);
    }

    @Override
    public Set<IndicatorColumn> needs() {
        Set<IndicatorColumn> needs = new HashSet<>();
        parts.forEach(part -> needs.addAll(part.needs()));
        return needs;
    }

    @Override
    public void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into) {
        into.put(text, now(context));
        if (withBefore) {
            into.put("(" + text + ")[1]", before(context));
        }
        parts.forEach(part -> part.describe(context, withBefore, into));
    }
}
