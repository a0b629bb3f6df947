package dev.ticktide.formula.plan;

import dev.ticktide.formula.operator.Memory;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Script;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of one script of a plan that is being built, and the slots that they mean. Confined to one thread. */
public final class Names {

    private final Slots slots;
    private final ExpressionCompiler compiler;
    private final Map<String, Integer> known = new HashMap<>();
    /** Of names that are defined below the place where the bar before is asked for. */
    private final Map<String, Memory> memories = new HashMap<>();

    private final Map<String, Integer> memorySlots = new HashMap<>();

    Names(PlanBuilder builder, Slots slots) {
        this.slots = slots;
        this.compiler = new ExpressionCompiler(builder, slots, this);
    }

    /** Adds what {@code param} and {@code let} name; parameters with their standard values. */
    public Names with(Script script) {
        script.parameters().forEach(parameter -> parameter(parameter.name(), parameter.standard()));
        script.definitions().forEach(this::define);
        return this;
    }

    /** Sets the value of a parameter. */
    public void parameter(String name, double value) {
        known.put(name, slots.constant(value));
    }

    /** Names the number of an expression that has been checked. */
    public void define(Script.Definition definition) {
        int slot = add(definition.expression());
        known.put(definition.name(), slot);
        Memory memory = memories.remove(definition.name());
        if (memory != null) {
            slots.last(new Memory.Noting(memory, slot));
        }
    }

    /** Where the number of a name is; fails with {@link IllegalArgumentException} for an unknown one. */
    public int slot(String name) {
        Integer slot = known.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return slot;
    }

    /** Adds an expression that has been checked; its slot in the plan's values. */
    public int add(Expression expression) {
        return compiler.slot(expression);
    }

    /** Checks that every name whose last value was used has been defined. */
    void requireDefined() {
        if (!memories.isEmpty()) {
            throw new IllegalArgumentException("not computed yet: " + String.join(", ", memories.keySet()));
        }
    }

    void put(String name, int slot) {
        known.put(name, slot);
    }

    /** {@code null} if this script has not defined the name, or not yet. */
    @Nullable
    Integer find(String name) {
        return known.get(name);
    }

    /** Whether a name means nothing yet, so that its value at the bar before is meant. */
    boolean isUpcoming(String name) {
        return !known.containsKey(name) && !BarValue.isSeries(name);
    }

    /** The slot of what a name was at the bar before. */
    int memory(String name) {
        return memorySlots.computeIfAbsent(name, unused -> {
            Memory memory = new Memory();
            memories.put(name, memory);
            // Of this script only: what it remembers is not known before all of it is compiled.
            return slots.step("memory " + slots.size(), () -> memory);
        });
    }
}
