package dev.ticktide.formula.plan;

import dev.ticktide.formula.syntax.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compiles checked expressions into a {@link Plan}. Each operator gets a slot; its key is its name and the slots it reads, so
 * equal parts share one slot, under whatever names scripts have for them. The work is linear in the length of the texts, however
 * often a name is used. Confined to one thread.
 */
public final class PlanBuilder {

    private final Function<String, Script.@Nullable Indicator> indicators;
    private final Slots slots = new Slots();
    /** Indicators by name and the slots of their arguments. */
    private final Map<String, Names> compiled = new HashMap<>();

    private final List<Names> all = new ArrayList<>();

    /** @param indicators finds an indicator by its name; {@code null} if there is none */
    public PlanBuilder(Function<String, Script.@Nullable Indicator> indicators) {
        this.indicators = indicators;
    }

    /** Before a script is added: none of its names is known. */
    public Names names() {
        Names names = new Names(this, slots);
        all.add(names);
        return names;
    }

    /** How many bars it takes until the number in a slot is known, if nothing but their number is in the way. */
    public int barsNeeded(int slot) {
        return slots.barsNeeded(slot);
    }

    /** Fails with {@link IllegalArgumentException} if the bar before is asked for of a name that nothing defines. */
    public Plan build() {
        all.forEach(Names::requireDefined);
        return slots.plan();
    }

    /** {@code null} if there is none of that name that takes so many arguments. */
    Script.@Nullable Indicator indicator(String name, int arguments) {
        Script.Indicator found = indicators.apply(name);
        return found != null && arguments <= found.parameters().size() ? found : null;
    }

    /** The names inside an indicator, which is compiled once for the same arguments. */
    Names inside(Script.Indicator indicator, int[] arguments) {
        String key = indicator.name() + Arrays.toString(arguments);
        Names known = compiled.get(key);
        if (known != null) {
            return known;
        }
        Names inside = names();
        for (int i = 0; i < arguments.length; i++) {
            inside.put(indicator.parameters().get(i).name(), arguments[i]);
        }
        indicator.definitions().forEach(inside::define);
        indicator.outputs().forEach(inside::define);
        compiled.put(key, inside);
        return inside;
    }
}
