package dev.ticktide.formula.plan;

import dev.ticktide.formula.operator.PlanStep;
import dev.ticktide.market.bar.Bar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The table of a plan that is being built: which number is at which place of its values, and the steps that compute them, in
 * their order. What is computed already is not added again. Confined to one thread.
 */
final class Slots {

    /** By what is computed: an operator and the slots it reads. */
    private final Map<String, Integer> slots = new LinkedHashMap<>();

    private final Map<Integer, Double> constants = new HashMap<>();
    private final Map<Integer, ToDoubleFunction<Bar>> series = new LinkedHashMap<>();
    private final List<PlanStep> steps = new ArrayList<>();
    private final Map<Integer, Integer> barsNeeded = new HashMap<>();
    private int stateSize;

    /** The slot of a number that is the same at all bars. */
    int constant(double value) {
        int slot = slots.computeIfAbsent(Double.toString(value), unused -> slots.size());
        constants.put(slot, value);
        barsNeeded.put(slot, Double.isNaN(value) ? PlanStep.NEVER : 0);
        return slot;
    }

    /** {@code null} if it changes with the bars. */
    @Nullable
    Double constantAt(int slot) {
        return constants.get(slot);
    }

    /** The slot of what the bar itself says. */
    int series(String name) {
        int slot = slots.computeIfAbsent(name, unused -> slots.size());
        series.put(slot, BarValue.of(name));
        barsNeeded.put(slot, 1);
        return slot;
    }

    /**
     * The slot of what a step computes.
     *
     * @param operator equal for steps that compute the same of the same slots
     * @param create is used if there is no such step yet
     * @param reads the slots that it reads
     */
    int step(String operator, Supplier<PlanStep> create, int... reads) {
        String key = operator + " " + Arrays.toString(reads);
        Integer known = slots.get(key);
        if (known != null) {
            return known;
        }
        int slot = slots.size();
        slots.put(key, slot);
        PlanStep step = create.get();
        step.place(slot, stateSize);
        stateSize += step.stateSize();
        int[] inputs = Arrays.stream(reads).map(this::barsNeeded).toArray();
        barsNeeded.put(slot, Math.min(step.knownFrom(inputs), PlanStep.NEVER));
        steps.add(step);
        return slot;
    }

    /** A step that computes no number of its own and runs after all that were added before. */
    void last(PlanStep step) {
        steps.add(step);
    }

    int size() {
        return slots.size();
    }

    /** How many bars it takes until the number of a slot is known, if nothing but their number is in the way; {@link PlanStep#NEVER} if it never is. */
    int barsNeeded(int slot) {
        return barsNeeded.getOrDefault(slot, 0);
    }

    Plan plan() {
        double[] first = new double[slots.size()];
        constants.forEach((slot, value) -> first[slot] = value);
        return new Plan(String.join("\n", slots.keySet()), series, steps, first, stateSize);
    }
}
