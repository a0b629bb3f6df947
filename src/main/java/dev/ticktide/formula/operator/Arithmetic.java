package dev.ticktide.formula.operator;

import dev.ticktide.formula.syntax.Operator;

/** Two numbers; what is no number, such as a quotient by 0, is not known. */
public final class Arithmetic extends PlanStep.Stateless {

    private final Operator operator;
    private final int left;
    private final int right;

    public Arithmetic(Operator operator, int left, int right) {
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    protected double of(double[] values) {
        return of(operator, values[left], values[right]);
    }

    /** The same of two numbers that are the same for all bars. */
    public static double of(Operator operator, double a, double b) {
        return switch (operator) {
            case PLUS -> a + b;
            case MINUS -> a - b;
            case TIMES -> a * b;
            default -> a / b;
        };
    }
}
