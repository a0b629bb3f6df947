package dev.ticktide.formula.operator;

/**
 * Whether one number was at or below the other at the bar before and is above it now, as Pine's {@code crossover}; or the same
 * downwards.
 */
public final class Crossing extends PlanStep.Stateful {

    private static final int SEEN = 0;
    private static final int LEFT = 1;
    private static final int RIGHT = 2;

    private final boolean upwards;
    private final int left;
    private final int right;

    public Crossing(boolean upwards, int left, int right) {
        this.upwards = upwards;
        this.left = left;
        this.right = right;
    }

    @Override
    public int knownFrom(int... inputs) {
        return super.knownFrom(inputs) + 1;
    }

    @Override
    public int stateSize() {
        return 3;
    }

    @Override
    protected double next(double[] values, double[] state) {
        double crosses = of(values, state);
        state[at() + SEEN] = 1;
        state[at() + LEFT] = values[left];
        state[at() + RIGHT] = values[right];
        return crosses;
    }

    @Override
    public void preview(double[] values, double[] state) {
        set(values, of(values, state));
    }

    private double of(double[] values, double[] state) {
        double a = values[left];
        double b = values[right];
        double before = state[at() + LEFT];
        double otherBefore = state[at() + RIGHT];
        if (state[at() + SEEN] == 0 || Double.isNaN(a - b) || Double.isNaN(before - otherBefore)) {
            return Double.NaN;
        }
        boolean crosses = upwards ? before <= otherBefore && a > b : before >= otherBefore && a < b;
        return crosses ? 1 : 0;
    }
}
