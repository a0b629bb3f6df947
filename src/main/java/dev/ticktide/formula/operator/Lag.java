package dev.ticktide.formula.operator;

/** The number of n bars ago. */
public final class Lag extends PlanStep.Stateful {

    private static final int COUNT = 0;
    private static final int RING = 1;

    private final int of;
    private final int bars;

    public Lag(int of, int bars) {
        this.of = of;
        this.bars = bars;
    }

    @Override
    public int knownFrom(int... inputs) {
        return super.knownFrom(inputs) + bars;
    }

    @Override
    public int stateSize() {
        return RING + bars;
    }

    @Override
    protected double next(double[] values, double[] state) {
        double then = then(state);
        long count = (long) state[at() + COUNT];
        state[at() + RING + (int) (count % bars)] = values[of];
        state[at() + COUNT] = count + 1;
        return then;
    }

    @Override
    public void preview(double[] values, double[] state) {
        set(values, then(state));
    }

    private double then(double[] state) {
        long count = (long) state[at() + COUNT];
        return count < bars ? Double.NaN : state[at() + RING + (int) (count % bars)];
    }
}
