package dev.ticktide.formula.operator;

import dev.ticktide.formula.syntax.Operator;

/** Kleene's logic of three values: a condition that is not known matters only if the other one does not decide. */
public final class Logic extends PlanStep.Stateless {

    private final boolean isAnd;
    private final int left;
    private final int right;

    public Logic(Operator operator, int left, int right) {
        this.isAnd = operator == Operator.AND;
        this.left = left;
        this.right = right;
    }

    @Override
    protected double of(double[] values) {
        double a = values[left];
        double b = values[right];
        double deciding = isAnd ? 0 : 1;
        if (a == deciding || b == deciding) {
            return deciding;
        }
        return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : 1 - deciding;
    }
}
