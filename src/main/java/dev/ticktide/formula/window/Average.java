package dev.ticktide.formula.window;

import dev.ticktide.formula.operator.PlanStep;
import dev.ticktide.numeric.Doubles;

/**
 * An average that forgets exponentially, seeded at bar n with the mean of the first n known numbers. With the weight 2 / (n + 1)
 * of the usual EMA or the weight 1 / n of Wilder. A number that is not known is passed over: the result is not known at that bar.
 */
public final class Average extends PlanStep.Stateful {

    /** An average that has faded so far is 0: it would become too small to be a number of full precision. */
    private static final double FADED = 0x1p-900;

    private static final int HAVE = 0;
    private static final int SEED = 1;
    private static final int SEED_REST = 2;
    private static final int VALUE = 3;

    private final int of;
    private final int bars;
    private final double weight;

    private Average(int of, int bars, double weight) {
        this.of = of;
        this.bars = bars;
        this.weight = weight;
    }

    public static Average exponential(int of, int bars) {
        return new Average(of, bars, 2.0 / (bars + 1));
    }

    public static Average wilder(int of, int bars) {
        return new Average(of, bars, 1.0 / bars);
    }

    @Override
    public int knownFrom(int... inputs) {
        return super.knownFrom(inputs) + bars - 1;
    }

    @Override
    public int stateSize() {
        return 4;
    }

    @Override
    protected double next(double[] values, double[] state) {
        double number = values[of];
        double result = of(number, state);
        if (Double.isNaN(number)) {
            return result;
        }
        if (state[at() + HAVE] < bars) {
            state[at() + HAVE]++;
            double sum = state[at() + SEED] + number;
            state[at() + SEED_REST] += Doubles.lost(state[at() + SEED], number, sum);
            state[at() + SEED] = sum;
        }
        state[at() + VALUE] = result;
        return result;
    }

    @Override
    public void preview(double[] values, double[] state) {
        set(values, of(values[of], state));
    }

    private double of(double number, double[] state) {
        double have = state[at() + HAVE];
        if (Double.isNaN(number) || have < bars - 1) {
            return Double.NaN;
        }
        if (have >= bars) {
            double value = state[at() + VALUE];
            // With weight 1 the formula would round a number away that comes after a much higher one.
            double next = bars == 1 ? number : value + weight * (number - value);
            return Math.abs(next) < FADED ? 0 : next;
        }
        double seed = state[at() + SEED];
        double sum = seed + number;
        return Doubles.mean(sum, state[at() + SEED_REST] + Doubles.lost(seed, number, sum), bars);
    }
}
