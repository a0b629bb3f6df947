package dev.ticktide.signal;

import dev.ticktide.market.IndicatorName;
import java.util.Set;
import java.util.SortedMap;

/** A number that a rule looks at. */
public sealed interface Operand {

    double now(BarContext context);

    /** The number at the bar before. */
    double before(BarContext context);

    /** As written in explanations. */
    String text();

    Set<IndicatorName> needs();

    /** Adds the values that an explanation shows: now, and as {@code name[1]} the bar before if {@code withBefore}. */
    void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into);

    /** The value of an indicator. */
    record Value(IndicatorName name) implements Operand {

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
        public Set<IndicatorName> needs() {
            return Set.of(name);
        }

        @Override
        public void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into) {
            into.put(text(), now(context));
            if (withBefore) {
                into.put(text() + "[1]", before(context));
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
        public Set<IndicatorName> needs() {
            return Set.of();
        }

        @Override
        public void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into) {
            // It stands in the rule's own text.
        }
    }
}
