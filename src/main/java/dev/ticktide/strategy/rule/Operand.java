package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

/** A number that a rule looks at. */
public sealed interface Operand {

    double now(BarContext context);

    /** The number at the bar before; {@code NaN} without {@link #hasBefore}. */
    double before(BarContext context);

    /** Whether a bar brings the number of the bar before. */
    default boolean hasBefore() {
        return true;
    }

    /** As written in explanations. */
    String text();

    Set<IndicatorColumn> needs();

    /** Adds the values that an explanation shows: now, and as {@code name[1]} the bar before if {@code withBefore}. */
    void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into);

    /** What the value at the bar before is called: {@code rsi(14)[1]}. */
    static String before(IndicatorColumn name) {
        return name + "[1]";
    }

    /** The value of an indicator. */
    record Value(IndicatorColumn name) implements Operand {

        @Override
        public double now(BarContext context) {
            return context.now(name);
        }

        @Override
        public double before(BarContext context) {
            return context.before(name);
        }

        @Override
        public String text() {
            return name.toString();
        }

        @Override
        public Set<IndicatorColumn> needs() {
            return Set.of(name);
        }

        @Override
        public void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into) {
            into.put(text(), now(context));
            if (withBefore) {
                into.put(Operand.before(name), before(context));
            }
        }
    }

    /** A threshold. */
    record Constant(double value) implements Operand {

        @Override
        public double now(BarContext context) {
            return value;
        }

        @Override
        public double before(BarContext context) {
            return value;
        }

        @Override
        public String text() {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }

        @Override
        public Set<IndicatorColumn> needs() {
            return Set.of();
        }

        @Override
        public void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into) {
            // It is part of the rule's own text.
        }
    }

    /** A field of the bar. Bars bring the indicators of the bar before, but not its fields. */
    record Field(BarField field) implements Operand {

        @Override
        public double now(BarContext context) {
            return field.of(context.update().bar());
        }

        @Override
        public double before(BarContext context) {
            return Double.NaN;
        }

        @Override
        public boolean hasBefore() {
            return false;
        }

        @Override
        public String text() {
            return field.label();
        }

        @Override
        public Set<IndicatorColumn> needs() {
            return Set.of();
        }

        @Override
        public void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into) {
            into.put(text(), now(context));
        }
    }

    /** The value of an indicator at the bar before, as an operand of its own. */
    record Before(IndicatorColumn name) implements Operand {

        @Override
        public double now(BarContext context) {
            return context.before(name);
        }

        @Override
        public double before(BarContext context) {
            return Double.NaN;
        }

        @Override
        public boolean hasBefore() {
            return false;
        }

        @Override
        public String text() {
            return Operand.before(name);
        }

        @Override
        public Set<IndicatorColumn> needs() {
            return Set.of(name);
        }

        @Override
        public void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into) {
            into.put(text(), now(context));
        }
    }

    /**
     * Computed of other operands of the same bar.
     *
     * @param formula of the numbers of the parts, in their order; {@code NaN} if the result is not known
     */
    record Formula(String text, List<Operand> parts, ToDoubleFunction<double[]> formula) implements Operand {
        public Formula {
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
}
