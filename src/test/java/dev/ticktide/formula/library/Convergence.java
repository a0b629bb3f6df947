package dev.ticktide.formula.library;

import dev.ticktide.formula.IndicatorKind;
import java.util.Arrays;

/**
 * How many bars an indicator needs until it hardly matters when it began: started in the middle of a random walk, until it stays
 * within a thousandth of the one that had all bars. A thousandth of its mean size, because many indicators cross 0.
 */
final class Convergence {

    /** Agreement that did not come within the walk. */
    static final int NEVER = -1;

    private static final double SHARE = 0.001;
    private static final int WALKS = 10;
    private static final int BARS = 3_000;
    private static final int START = 1_000;

    private Convergence() {}

    static double[] standard(IndicatorKind kind) {
        return kind.parameters().stream()
                .mapToDouble(IndicatorKind.Parameter::standard)
                .toArray();
    }

    /** The most of ten walks, with standard parameters, of all outputs. */
    static int bars(IndicatorKind kind) {
        int most = 0;
        for (int seed = 1; seed <= WALKS; seed++) {
            Prices prices = Prices.walk(seed, BARS);
            for (IndicatorKind.Output output : kind.outputs()) {
                int bars = bars(kind, output.name(), prices);
                if (bars == NEVER) {
                    return NEVER;
                }
                most = Math.max(most, bars);
            }
        }
        return most;
    }

    private static int bars(IndicatorKind kind, String output, Prices prices) {
        double[] standard = standard(kind);
        double[] whole = Oracle.values(kind.name(), output, prices.bars(), standard);
        double[] late = Oracle.values(kind.name(), output, prices.bars().subList(START, BARS), standard);
        double size = Arrays.stream(whole)
                .filter(value -> !Double.isNaN(value))
                .map(Math::abs)
                .average()
                .orElse(0);
        int bars = late.length;
        while (bars > 0 && Math.abs(late[bars - 1] - whole[START + bars - 1]) <= SHARE * size) {
            bars--;
        }
        return bars == late.length ? NEVER : bars + 1;
    }
}
