package dev.ticktide.formula.operator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that need no more than the numbers of one bar. */
public final class Formulas {

    private static final Map<String, Applied.Formula> ALL = Map.ofEntries(
            Map.entry("min", Formulas::min),
            Map.entry("max", Formulas::max),
            Map.entry("known", new Known()),
            Map.entry("abs", (values, of) -> Math.abs(values[of[0]])),
            Map.entry("sign", (values, of) -> Math.signum(values[of[0]])),
            Map.entry("round", (values, of) -> Math.copySign(Math.floor(Math.abs(values[of[0]]) + 0.5), values[of[0]])),
            Map.entry("floor", (values, of) -> Math.floor(values[of[0]])),
            Map.entry("sqrt", (values, of) -> Math.sqrt(values[of[0]])),
            // Not Math.log and Math.exp: they may differ by the processor, and a replay elsewhere must yield the same
            // bits.
            Map.entry("log", (values, of) -> values[of[0]] > 0 ? StrictMath.log(values[of[0]]) : Double.NaN),
            Map.entry("exp", (values, of) -> StrictMath.exp(values[of[0]])),
            Map.entry("clamp", (values, of) -> Math.max(values[of[1]], Math.min(values[of[2]], values[of[0]]))),
            Map.entry("if", new Choice()));

    private Formulas() {}

    /** {@code null} for a function that looks at other bars too. */
    public static Applied.@Nullable Formula named(String function) {
        return ALL.get(function);
    }

    private static double min(double[] values, int[] of) {
        double least = values[of[0]];
        for (int slot : of) {
            least = Math.min(least, values[slot]);
        }
        return least;
    }

    private static double max(double[] values, int[] of) {
        double most = values[of[0]];
        for (int slot : of) {
            most = Math.max(most, values[slot]);
        }
        return most;
    }

    /** 1 or 0 from the first bar on. */
    private static final class Known implements Applied.Formula {

        @Override
        public double of(double[] values, int[] arguments) {
            return Double.isNaN(values[arguments[0]]) ? 0 : 1;
        }

        @Override
        public int knownFrom(int[] inputs, int all) {
            return 1;
        }
    }

    /** One of two numbers; the other one need not be known. */
    private static final class Choice implements Applied.Formula {

        @Override
        public double of(double[] values, int[] arguments) {
            double condition = values[arguments[0]];
            if (Double.isNaN(condition)) {
                return Double.NaN;
            }
            return condition == 1 ? values[arguments[1]] : values[arguments[2]];
        }

        @Override
        public int knownFrom(int[] inputs, int all) {
            return Math.max(inputs[0], Math.min(inputs[1], inputs[2]));
        }
    }
}
