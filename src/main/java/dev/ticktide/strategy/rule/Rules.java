package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.syntax.Operator;
import java.util.List;

/** The vocabulary that strategies are written in. */
public final class Rules {

    private Rules() {}

    /** An indicator's value, by its written name such as {@code rsi(14)}. */
    public static Operand value(String name) {
        return new Operand.Value(IndicatorColumn.parse(name));
    }

    public static Operand constant(double value) {
        return new Operand.Constant(value);
    }

    /** A field of the bar itself; not for crossings. */
    public static Operand bar(BarField field) {
        return new Operand.Field(field);
    }

    public static Rule above(Operand left, Operand right) {
        return new Comparison(left, Comparison.Relation.ABOVE, right);
    }

    public static Rule below(Operand left, Operand right) {
        return new Comparison(left, Comparison.Relation.BELOW, right);
    }

    /** {@code left <= right} a bar ago and {@code left > right} now. */
    public static Rule crossesUp(Operand left, Operand right) {
        return new Comparison(left, Comparison.Relation.CROSSES_UP, right);
    }

    /** {@code left >= right} a bar ago and {@code left < right} now. */
    public static Rule crossesDown(Operand left, Operand right) {
        return new Comparison(left, Comparison.Relation.CROSSES_DOWN, right);
    }

    public static Rule all(Rule... parts) {
        return new Junction(Junction.Kind.ALL, List.of(parts));
    }

    public static Rule any(Rule... parts) {
        return new Junction(Junction.Kind.ANY, List.of(parts));
    }

    public static Rule not(Rule part) {
        return new Not(part);
    }

    /** A comparison by an operator of the language, other than a crossing. */
    public static Rule compare(Operand left, Operator operator, Operand right) {
        return new Comparison(
                left,
                switch (operator) {
                    case GREATER -> Comparison.Relation.ABOVE;
                    case LESS -> Comparison.Relation.BELOW;
                    case GREATER_OR_EQUAL -> Comparison.Relation.AT_LEAST;
                    case LESS_OR_EQUAL -> Comparison.Relation.AT_MOST;
                    case EQUAL -> Comparison.Relation.EQUALS;
                    case NOT_EQUAL -> Comparison.Relation.DIFFERS;
                    default ->
                        throw new IllegalArgumentException(operator.text() + " compares no two numbers of a bar");
                },
                right);
    }

    /** A condition that a column computes. */
    public static Rule holds(IndicatorColumn column) {
        return new Condition(column);
    }

    /** Of a side that a strategy leaves out. */
    public static Rule never() {
        return below(constant(1), constant(0));
    }
}
