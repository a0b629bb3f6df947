package dev.ticktide.formula.operator;

/** A function of numbers of one bar. */
public final class Applied extends PlanStep.Stateless {

    /** What it computes; {@code NaN} if an argument is. */
    public interface Formula {
        double of(double[] values, int[] arguments);

        /**
         * As {@link PlanStep#knownFrom}.
         *
         * @param inputs of each argument
         * @param all when all of them are known
         */
        default int knownFrom(int[] inputs, int all) {
            return all;
        }
    }

    private final Formula formula;
    private final int[] arguments;

    public Applied(Formula formula, int... arguments) {
        this.formula = formula;
        this.arguments = arguments;
    }

    @Override
    protected double of(double[] values) {
        return formula.of(values, arguments);
    }

    @Override
    public int knownFrom(int... inputs) {
        return formula.knownFrom(inputs, super.knownFrom(inputs));
    }
}
