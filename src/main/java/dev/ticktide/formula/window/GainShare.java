package dev.ticktide.formula.window;

import dev.ticktide.formula.operator.PlanStep;

/**
 * Wilder's share of gains in all moves of a number (the RSI, 1978): 100 times the average gain by the sum of average gain and
 * average loss, both seeded with the mean of n moves and then smoothed by (previous * (n - 1) + x) / n. No losses 100, no gains
 * 0, neither 50.
 *
 * <p>Only the ratio of the averages counts. So instead of shrinking both by (n - 1) / n at every bar, each new move gets a
 * weight that grows by n / (n - 1): a bar without a move leaves both sums, and so the result, bit for bit unchanged.
 */
public final class GainShare extends PlanStep.Stateful {

    private static final int SEEN = 0;
    private static final int LAST = 1;
    private static final int HAVE = 2;
    private static final int GAINS = 3;
    private static final int LOSSES = 4;
    /** 0 at the beginning, as all state is: then it is 1. */
    private static final int WEIGHT = 5;

    /** The share where the number does not move. */
    public static final double FLAT = 50;
    /** The share without a loss. */
    public static final double MOST = 100;

    /** Where the weight is brought back, long before it or a sum could overflow. */
    public static final double HEAVY = 0x1p500;

    /** What the sums and the weight are then multiplied by. */
    public static final double LIGHTER = 0x1p-200;

    /** Sums below it count for nothing beside any difference of two prices at the weight there is then. */
    public static final double FORGOTTEN = 0x1p-300;

    /** A side this much smaller than the other one is as good as none; smaller still it would lose bits when scaled. */
    public static final double NOTHING_BESIDE = 0x1p-400;

    private final int of;
    private final int bars;

    public GainShare(int of, int bars) {
        this.of = of;
        this.bars = bars;
    }

    @Override
    public int knownFrom(int... inputs) {
        return super.knownFrom(inputs) + bars;
    }

    @Override
    public int stateSize() {
        return 6;
    }

    @Override
    protected double next(double[] values, double[] state) {
        double number = values[of];
        double share = of(number, state);
        if (Double.isNaN(number)) {
            return share;
        }
        if (state[at() + SEEN] == 1) {
            add(number - state[at() + LAST], state);
        }
        state[at() + SEEN] = 1;
        state[at() + LAST] = number;
        return share;
    }

    @Override
    public void preview(double[] values, double[] state) {
        set(values, of(values[of], state));
    }

    private double of(double number, double[] state) {
        if (Double.isNaN(number) || state[at() + SEEN] == 0 || state[at() + HAVE] < bars - 1) {
            return Double.NaN;
        }
        double added = (number - state[at() + LAST]) * nextWeight(state);
        return share(
                state[at() + GAINS] * kept() + Math.max(added, 0), state[at() + LOSSES] * kept() + Math.max(-added, 0));
    }

    private static double share(double gain, double loss) {
        if (loss == 0) {
            return gain == 0 ? FLAT : MOST;
        }
        // One division, of sums that are often exact: three parts in ten are 30, not 30.000000000000004.
        return Math.min(MOST, MOST * gain / (gain + loss));
    }

    private void add(double move, double[] state) {
        double weight = nextWeight(state);
        double added = move * weight;
        double gains = state[at() + GAINS] * kept() + Math.max(added, 0);
        double losses = state[at() + LOSSES] * kept() + Math.max(-added, 0);
        if (move != 0 && gains < losses * NOTHING_BESIDE) {
            gains = 0;
        } else if (move != 0 && losses < gains * NOTHING_BESIDE) {
            losses = 0;
        }
        if (weight > HEAVY) {
            boolean counts = Math.max(gains, losses) > FORGOTTEN;
            weight *= LIGHTER;
            gains *= counts ? LIGHTER : 1;
            losses *= counts ? LIGHTER : 1;
        }
        state[at() + HAVE] = Math.min(bars, state[at() + HAVE] + 1);
        state[at() + WEIGHT] = weight;
        state[at() + GAINS] = gains;
        state[at() + LOSSES] = losses;
    }

    /** The first n moves make the seed, all of one weight. */
    private double nextWeight(double[] state) {
        double weight = state[at() + WEIGHT] == 0 ? 1 : state[at() + WEIGHT];
        return state[at() + HAVE] < bars || bars == 1 ? weight : weight * (bars / (bars - 1.0));
    }

    /** With one bar nothing is kept of the move before. */
    private double kept() {
        return bars == 1 ? 0 : 1;
    }
}
