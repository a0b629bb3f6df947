package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.market.bar.BarUpdate;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/** A number that a rule looks at. */
public sealed interface Operand permits Operand.Value, Operand.Constant, Operand.Field, Operand.Before, Computation {

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

    /**
     * The same for bars whose columns have these places in {@link BarUpdate#values()}, so that no name is looked up at a bar.
     *
     * @param positions must have what it needs
     */
    default Operand at(Map<IndicatorColumn, Integer> positions) {
        return this;
    }

    /** Adds the values that an explanation shows: now, and as {@code name[1]} the bar before if {@code withBefore}. */
    void describe(BarContext context, boolean withBefore, SortedMap<String, Double> into);

    /** What the value at the bar before is called: {@code rsi(14)[1]}. */
    static String before(IndicatorColumn name) {
        return name + "[1]";
    }

    /** Of a value whose place is not known. */
    int BY_NAME = -1;

    /**
     * The value of an indicator.
     *
     * @param position its place in {@link BarUpdate#values()}, or {@link #BY_NAME}
     */
    record Value(IndicatorColumn name, int position) implements Operand {

        /** Looked up by its name at each bar. */
        public Value(IndicatorColumn name) {
            this(name, BY_NAME);
        }

        @Override
        public double now(BarContext context) {
            return position == BY_NAME ? context.now(name) : context.update().values()[position];
        }

        @Override
        public double before(BarContext context) {
            return position == BY_NAME ? context.before(name) : context.update().previous()[position];
        }

        @Override
        public Operand at(Map<IndicatorColumn, Integer> positions) {
            return new Value(name, Objects.requireNonNull(positions.get(name)));
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
}
