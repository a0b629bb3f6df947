package dev.ticktide.formula.window;

import dev.ticktide.formula.operator.PlanStep;

/** Pearson's correlation of the last n pairs of numbers, -1 to 1; not known where one of them does not move. */
public final class Correlation extends PlanStep {

    private static final int COUNT = 0;
    private static final int RINGS = 1;

    private final int first;
    private final int second;
    private final int bars;

    public Correlation(int first, int second, int bars) {
        this.first = first;
        this.second = second;
        this.bars = bars;
    }

    @Override
    public int knownFrom(int... inputs) {
        return super.knownFrom(inputs) + bars - 1;
    }

    @Override
    public int stateSize() {
        return RINGS + 2 * bars;
    }

    @Override
    public void update(double[] values, double[] state) {
        int slot = slot(state);
        state[slot] = values[first];
        state[slot + bars] = values[second];
        state[at() + COUNT]++;
        set(values, state[at() + COUNT] < bars ? Double.NaN : result(state));
    }

    @Override
    public void preview(double[] values, double[] state) {
        int slot = slot(state);
        double a = state[slot];
        double b = state[slot + bars];
        update(values, state);
        state[at() + COUNT]--;
        state[slot] = a;
        state[slot + bars] = b;
    }

    /** In the order of the ring, which is the same for the same bars however they were computed. */
    private double result(double[] state) {
        int ring = at() + RINGS;
        double a = state[ring];
        double b = state[ring + bars];
        double meanA = 0;
        double meanB = 0;
        for (int i = 0; i < bars; i++) {
            meanA += (state[ring + i] - a) / bars;
            meanB += (state[ring + bars + i] - b) / bars;
        }
        double squaresA = 0;
        double squaresB = 0;
        double products = 0;
        for (int i = 0; i < bars; i++) {
            double moveA = state[ring + i] - a - meanA;
            double moveB = state[ring + bars + i] - b - meanB;
            squaresA += moveA * moveA;
            squaresB += moveB * moveB;
            products += moveA * moveB;
        }
        double correlation = products / Math.sqrt(squaresA) / Math.sqrt(squaresB);
        return Math.max(-1, Math.min(1, correlation));
    }

    private int slot(double[] state) {
        return at() + RINGS + (int) ((long) state[at() + COUNT] % bars);
    }
}
