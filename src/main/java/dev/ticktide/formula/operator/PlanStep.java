package dev.ticktide.formula.operator;

/**
 * One operator of a plan: reads slots of the values of this bar, writes its own, and keeps what it needs of earlier bars in its
 * part of the state. Immutable, thread-safe.
 */
public abstract class PlanStep {

    /** Room at the end of the values in which a preview keeps what it has to put back. */
    public static final int WORK = 8;

    /** The first bar at which a number is known that is not known by itself. */
    public static final int NEVER = 1 << 29;

    private int out;
    private int at;

    /** Sets its places, once, while the plan is built. */
    public final void place(int slot, int stateAt) {
        out = slot;
        at = stateAt;
    }

    /**
     * The first bar at which its number is known, counted from 1.
     *
     * @param inputs the same of each number that it reads; {@link #NEVER} for one that is not known by itself
     */
    public int knownFrom(int... inputs) {
        int latest = 0;
        for (int input : inputs) {
            latest = Math.max(latest, input);
        }
        return latest;
    }

    /** How many numbers of state it has; all are 0 before the first bar. */
    public int stateSize() {
        return 0;
    }

    /** Where its state begins. */
    protected final int at() {
        return at;
    }

    protected final void set(double[] values, double value) {
        values[out] = Double.isFinite(value) ? value : Double.NaN;
    }

    /** Adds a closed bar. */
    public abstract void update(double[] values, double[] state);

    /** What {@link #update} would set; the state is afterwards as before, to the bit. */
    public abstract void preview(double[] values, double[] state);

    /** A step without state. */
    public abstract static class Stateless extends PlanStep {

        protected abstract double of(double[] values);

        @Override
        public final void update(double[] values, double[] state) {
            set(values, of(values));
        }

        @Override
        public final void preview(double[] values, double[] state) {
            set(values, of(values));
        }
    }

    /** A step that computes its number from its state and then moves the state on. */
    public abstract static class Stateful extends PlanStep {

        protected abstract double next(double[] values, double[] state);

        @Override
        public final void update(double[] values, double[] state) {
            set(values, next(values, state));
        }
    }
}
