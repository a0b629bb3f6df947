package dev.ticktide.formula.operator;

import dev.ticktide.formula.syntax.Operator;

/** Compares two numbers of one bar. */
public final class Comparing extends PlanStep.Stateless {

    private final Operator operator;
    private final int left;
    private final int right;

    public Comparing(Operator operator, int left, int right) {
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    protected double of(double[] values) {
        double a = values[left];
        double b = values[right];
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Double.NaN;
        }
        boolean holds =
                switch (operator) {
                    case LESS -> a < b;
                    case LESS_OR_EQUAL -> a <= b;
                    case GREATER -> a > b;
                    case GREATER_OR_EQUAL -> a >= b;
                    case EQUAL -> a == b;
                    default -> a != b;
                };
        return holds ? 1 : 0;
    }
}
