package dev.ticktide.formula.operator;

import dev.ticktide.numeric.Doubles;

/** The sum of all numbers since the first bar, compensated (Neumaier 1974); one that is not known counts as 0. */
public final class Total extends PlanStep.Stateful {

    private static final int SUM = 0;
    private static final int REST = 1;

    private final int of;

    public Total(int of) {
        this.of = of;
    }

    @Override
    public int knownFrom(int... inputs) {
        return 1;
    }

    @Override
    public int stateSize() {
        return 2;
    }

    @Override
    protected double next(double[] values, double[] state) {
        double number = Double.isNaN(values[of]) ? 0 : values[of];
        double sum = state[at() + SUM] + number;
        state[at() + REST] += Doubles.lost(state[at() + SUM], number, sum);
        state[at() + SUM] = sum;
        return sum + state[at() + REST];
    }

    @Override
    public void preview(double[] values, double[] state) {
        double number = Double.isNaN(values[of]) ? 0 : values[of];
        double sum = state[at() + SUM] + number;
        set(values, sum + (state[at() + REST] + Doubles.lost(state[at() + SUM], number, sum)));
    }
}
