package dev.ticktide.formula.operator;

/**
 * Whether a second condition holds within n bars after a first one. The first arms it, each time anew; the second, at a later
 * bar, ends that. {@link #ARMED} bars since then are part of the state, so that explanations can say how many are left.
 */
public final class Following extends PlanStep.Stateful {

    /** Bars since the first condition held, plus 1; 0 while it waits for it. */
    static final int ARMED = 0;

    private final int first;
    private final int second;
    private final int bars;

    public Following(int first, int second, int bars) {
        this.first = first;
        this.second = second;
        this.bars = bars;
    }

    /** While it waits for the first condition, the second one does not matter. */
    @Override
    public int knownFrom(int... inputs) {
        return inputs[0];
    }

    @Override
    public int stateSize() {
        return 1;
    }

    @Override
    protected double next(double[] values, double[] state) {
        double holds = of(values, state);
        double armed = state[at() + ARMED];
        if (values[first] == 1) {
            state[at() + ARMED] = 1;
        } else if (armed == 0 || holds == 1 || armed >= bars) {
            state[at() + ARMED] = 0;
        } else {
            state[at() + ARMED] = armed + 1;
        }
        return holds;
    }

    @Override
    public void preview(double[] values, double[] state) {
        set(values, of(values, state));
    }

    private double of(double[] values, double[] state) {
        double armed = state[at() + ARMED];
        if (armed == 0) {
            return Double.isNaN(values[first]) ? Double.NaN : 0;
        }
        return values[second];
    }
}
