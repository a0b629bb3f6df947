package dev.ticktide.formula.plan;

import dev.ticktide.formula.operator.PlanStep;
import dev.ticktide.market.bar.Bar;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Expressions of one timeframe, compiled: shared by all symbols. For each symbol the caller keeps one {@link #newState state};
 * to a thread belongs one array of {@link #newValues values}, which every bar overwrites. Equal expressions are computed once.
 * Adding a bar allocates nothing. Immutable, thread-safe.
 */
public final class Plan {

    private final String fingerprint;
    private final List<ToDoubleFunction<Bar>> series;
    private final int[] seriesSlots;
    private final PlanStep[] steps;
    private final double[] first;
    private final int stateSize;
    private final ThreadLocal<double[]> scratch = ThreadLocal.withInitial(this::newValues);

    /**
     * @param fingerprint equal for plans of which the states are alike
     * @param series what is read of each bar, by the slot it goes to
     * @param first what the slots contain that neither the bar nor a step sets: constants
     */
    Plan(
            String fingerprint,
            Map<Integer, ToDoubleFunction<Bar>> series,
            List<PlanStep> steps,
            double[] first,
            int stateSize) {
        this.fingerprint = fingerprint;
        this.series = List.copyOf(series.values());
        this.seriesSlots = series.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.steps = steps.toArray(PlanStep[]::new);
        this.first = first;
        this.stateSize = stateSize;
    }

    /** Of a symbol before its first bar. */
    public double[] newState() {
        return new double[stateSize];
    }

    /** Room for the numbers of a bar. */
    public double[] newValues() {
        return Arrays.copyOf(first, first.length + PlanStep.WORK);
    }

    /** Room for the numbers of a bar that this thread may use until it computes the next one. */
    public double[] scratch() {
        return scratch.get();
    }

    /** Text that is equal for plans whose states are alike, so that one continues where the other ended. */
    public String fingerprint() {
        return fingerprint;
    }

    /** How many numbers the state of a symbol has. */
    public int stateSize() {
        return stateSize;
    }

    /** How many numbers it computes at each bar. */
    public int size() {
        return first.length;
    }

    /** Adds a closed bar to a symbol's state; afterwards {@code values} are those at that bar. */
    public void update(Bar bar, double[] state, double[] values) {
        read(bar, values);
        for (PlanStep step : steps) {
            step.update(values, state);
        }
    }

    /** Sets {@code values} to what they would be if {@code bar} closed now; the state is as before, to the bit. */
    public void preview(Bar bar, double[] state, double[] values) {
        read(bar, values);
        for (PlanStep step : steps) {
            step.preview(values, state);
        }
    }

    private void read(Bar bar, double[] values) {
        for (int i = 0; i < seriesSlots.length; i++) {
            values[seriesSlots[i]] = series.get(i).applyAsDouble(bar);
        }
    }
}
