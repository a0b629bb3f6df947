package dev.ticktide.formula.library;

import dev.ticktide.formula.Indicator;
import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.IndicatorKinds;
import dev.ticktide.market.bar.Bar;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The same numbers as an output of an indicator, computed by other code.
 *
 * @param output its name
 * @param library who wrote that code; {@link #TWIN}: straight loops in a test
 * @param tolerance how far they may be apart: of the number itself, or of 1 if that is smaller
 * @param reference one number for each bar, {@code NaN} where that code has none
 * @param parameters of the indicator
 */
record Oracle(
        String indicator, String output, String library, double tolerance, Reference reference, double... parameters) {

    static final String TA_LIB = "TA-Lib 0.4.0";
    static final String TA4J = "ta4j 0.17";
    static final String TWIN = "loops";

    /** What roundings of a few hundred operations may add up to. */
    static final double TOLERANCE = 1e-9;

    interface Reference {
        double[] of(Prices prices);
    }

    static List<Oracle> all() {
        return Stream.of(TaLibOracles.all(), Ta4jOracles.all(), TwinOracles.all())
                .flatMap(List::stream)
                .toList();
    }

    /** What Ticktide computes. */
    double[] ours(Prices prices) {
        return values(indicator, output, prices.bars(), parameters);
    }

    /** From which bar on, counted from 1, both agree at all bars; one more than there are if not at the last. */
    int agreesFrom(Prices prices) {
        double[] ours = ours(prices);
        double[] theirs = reference.of(prices);
        int from = prices.count();
        while (from > 0 && isNear(theirs[from - 1], ours[from - 1])) {
            from--;
        }
        return from + 1;
    }

    boolean isNear(double theirs, double ours) {
        return Math.abs(ours - theirs) <= tolerance * Math.max(1, Math.abs(theirs));
    }

    static double[] values(String indicator, String output, List<Bar> bars, double... parameters) {
        IndicatorKind kind = IndicatorKinds.named(indicator);
        Indicator state = kind.creator().apply(parameters);
        int at =
                kind.outputs().stream().map(IndicatorKind.Output::name).toList().indexOf(output);
        if (at < 0) {
            throw new IllegalArgumentException(indicator + " has no output " + output);
        }
        double[] values = new double[bars.size()];
        double[] all = new double[state.outputs()];
        for (int i = 0; i < values.length; i++) {
            state.update(bars.get(i));
            state.values(all, 0);
            values[i] = all[at];
        }
        return values;
    }

    @Override
    public String toString() {
        return indicator + Arrays.toString(parameters) + "." + output + " by " + library;
    }
}
