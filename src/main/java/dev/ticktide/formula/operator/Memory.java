package dev.ticktide.formula.operator;

/**
 * What a name was at the bar before, for formulas that continue from their own last value. Not known at the first bar. {@link
 * Noting} writes it at the end of each bar.
 */
public final class Memory extends PlanStep {

    private static final int SEEN = 0;
    private static final int VALUE = 1;

    /** By itself never: it depends on what the name is then, which is known only if it has a beginning. */
    @Override
    public int knownFrom(int... inputs) {
        return NEVER;
    }

    @Override
    public int stateSize() {
        return 2;
    }

    @Override
    public void update(double[] values, double[] state) {
        set(values, state[at() + SEEN] == 0 ? Double.NaN : state[at() + VALUE]);
    }

    @Override
    public void preview(double[] values, double[] state) {
        update(values, state);
    }

    /** The end of a bar: what the name is now. */
    public static final class Noting extends PlanStep {

        private final Memory memory;
        private final int of;

        public Noting(Memory memory, int of) {
            this.memory = memory;
            this.of = of;
        }

        @Override
        public void update(double[] values, double[] state) {
            state[memory.at() + SEEN] = 1;
            state[memory.at() + VALUE] = values[of];
        }

        @Override
        public void preview(double[] values, double[] state) {
            // Only a bar that has closed is remembered.
        }
    }
}
