package dev.ticktide.formula.window;

import dev.ticktide.formula.operator.PlanStep;
import dev.ticktide.numeric.Doubles;

/**
 * The last n numbers in a ring, and how many of them are not known: while there are any, or fewer than n bars, the result is not
 * known. What is computed of the ring is the subclass's matter, which keeps its own numbers before it.
 */
public abstract class Window extends PlanStep {

    private static final int COUNT = 0;
    private static final int UNKNOWN = 1;

    /** Where a subclass's own numbers begin. */
    static final int OWN = 2;

    private final int of;
    private final int bars;
    private final int own;

    /** @param own how many numbers the subclass keeps beside the ring */
    public Window(int of, int bars, int own) {
        this.of = of;
        this.bars = bars;
        this.own = own;
    }

    @Override
    public int knownFrom(int... inputs) {
        return super.knownFrom(inputs) + bars - 1;
    }

    @Override
    public final int stateSize() {
        return OWN + own + bars;
    }

    protected final int bars() {
        return bars;
    }

    /** Where the oldest number is in the state; {@link #after} leads on to the newest. */
    protected final int oldest(double[] state) {
        return state[at() + COUNT] < bars ? at() + OWN + own : slot(state);
    }

    /** Where the newest number is in the state; {@link #before} leads back to the oldest. */
    protected final int newest(double[] state) {
        return before(slot(state));
    }

    /** The place of the number of the next bar. */
    protected final int after(int place) {
        return place + 1 == at() + stateSize() ? at() + OWN + own : place + 1;
    }

    /** The place of the number of the bar before. */
    protected final int before(int place) {
        return place == at() + OWN + own ? at() + stateSize() - 1 : place - 1;
    }

    /** How many numbers are in the ring. */
    protected final int have(double[] state) {
        return (int) Math.min(bars, state[at() + COUNT]);
    }

    /** The mean of a full ring of known numbers, of a compensated sum. */
    protected final double mean(double[] state) {
        double sum = 0;
        double rest = 0;
        int place = oldest(state);
        for (int i = 0; i < bars; i++) {
            double next = sum + state[place];
            rest += Doubles.lost(sum, state[place], next);
            sum = next;
            place = after(place);
        }
        return Doubles.mean(sum, rest, bars);
    }

    /** Notes a number that came and one that left, 0 for one that is not known; the ring has changed already. */
    protected void moved(double[] state, double came, double left) {}

    /** The result of a full ring of known numbers. */
    protected abstract double result(double[] state);

    @Override
    public final void update(double[] values, double[] state) {
        int slot = slot(state);
        boolean full = state[at() + COUNT] >= bars;
        double left = full ? state[slot] : 0;
        double came = values[of];
        state[slot] = came;
        state[at() + COUNT]++;
        state[at() + UNKNOWN] += (Double.isNaN(came) ? 1 : 0) - (Double.isNaN(left) ? 1 : 0);
        moved(state, Double.isNaN(came) ? 0 : came, Double.isNaN(left) ? 0 : left);
        boolean isKnown = state[at() + COUNT] >= bars && state[at() + UNKNOWN] == 0;
        set(values, isKnown ? result(state) : Double.NaN);
    }

    /** By an update that is taken back: only the same floating-point steps yield the same bits. */
    @Override
    public final void preview(double[] values, double[] state) {
        int slot = slot(state);
        double left = state[slot];
        int work = values.length - PlanStep.WORK;
        System.arraycopy(state, at(), values, work, OWN + own);
        update(values, state);
        System.arraycopy(values, work, state, at(), OWN + own);
        state[slot] = left;
    }

    private int slot(double[] state) {
        return at() + OWN + own + (int) ((long) state[at() + COUNT] % bars);
    }
}
