package dev.ticktide.formula.window;

import dev.ticktide.numeric.Doubles;

/**
 * The sum or the mean of the last n numbers. The running sum is compensated (Neumaier 1974) and computed anew now and then, and
 * whenever so much of it cancelled that its rounding error could show. A number in place of an equal one changes no bit.
 */
public final class Sum extends Window {

    private static final int SUM = OWN;
    private static final int REST = OWN + 1;
    private static final int PEAK = OWN + 2;
    private static final int SINCE = OWN + 3;
    private static final int NUMBERS = 4;

    private static final int RECOMPUTE_EVERY = 1 << 16;

    /** Recompute when the sum has once been this much larger than it is: what it carried in error then has stayed. */
    private static final double CANCELLATION = 1 << 20;

    private final boolean isMean;

    public Sum(int of, int bars, boolean isMean) {
        super(of, bars, NUMBERS);
        this.isMean = isMean;
    }

    @Override
    protected void moved(double[] state, double came, double left) {
        if (came == left) {
            return;
        }
        add(state, came);
        state[at() + PEAK] = Math.max(state[at() + PEAK], Math.abs(state[at() + SUM]));
        add(state, -left);
        state[at() + SINCE]++;
        double sum = Math.abs(state[at() + SUM] + state[at() + REST]);
        if (state[at() + SINCE] >= RECOMPUTE_EVERY || state[at() + PEAK] > CANCELLATION * sum) {
            recompute(state);
        }
    }

    @Override
    protected double result(double[] state) {
        double sum = state[at() + SUM];
        double rest = state[at() + REST];
        return isMean ? Doubles.mean(sum, rest, bars()) : sum + rest;
    }

    private void add(double[] state, double term) {
        double sum = state[at() + SUM];
        double next = sum + term;
        state[at() + REST] += Doubles.lost(sum, term, next);
        state[at() + SUM] = next;
    }

    private void recompute(double[] state) {
        state[at() + SUM] = 0;
        state[at() + REST] = 0;
        state[at() + SINCE] = 0;
        double peak = 0;
        int place = oldest(state);
        for (int i = have(state); i > 0; i--) {
            double number = state[place];
            place = after(place);
            if (!Double.isNaN(number)) {
                add(state, number);
                peak = Math.max(peak, Math.abs(state[at() + SUM]));
            }
        }
        state[at() + PEAK] = peak;
    }
}
