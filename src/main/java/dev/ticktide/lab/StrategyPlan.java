package dev.ticktide.lab;

import dev.ticktide.formula.language.ParseResult;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.library.FormulaFiles;
import dev.ticktide.formula.operator.PlanStep;
import dev.ticktide.formula.plan.Names;
import dev.ticktide.formula.plan.Plan;
import dev.ticktide.formula.plan.PlanBuilder;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Span;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.symbol.Side;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A strategy as one plan, with the places of its rules and its strength. Immutable, thread-safe. */
public final class StrategyPlan {

    private static final int NONE = -1;

    private final Plan plan;
    private final int buy;
    private final int sell;
    private final int strength;
    private final int warmUpBars;

    private StrategyPlan(PlanBuilder builder, Names names, Script.Strategy strategy) {
        buy = slot(names, strategy.buy());
        sell = slot(names, strategy.sell());
        strength = slot(names, strategy.strength());
        int latest = 0;
        for (int slot : new int[] {buy, sell, strength}) {
            int needed = slot == NONE ? 0 : builder.barsNeeded(slot);
            latest = needed == PlanStep.NEVER ? latest : Math.max(latest, needed);
        }
        warmUpBars = latest;
        plan = builder.build();
    }

    /** @param plan {@code null} with problems */
    public record Compiled(@Nullable StrategyPlan plan, List<Problem> problems) {}

    /**
     * Compiles a text, or says where it is wrong. Never fails.
     *
     * @param values of parameters that are to have another value than the text says
     */
    public static Compiled compile(String text, Map<String, Double> values) {
        ParseResult<Script.Strategy> parsed = Parser.strategy(text, values);
        if (!parsed.isAccepted()) {
            return new Compiled(null, parsed.problems());
        }
        List<Problem> missing = NotComputed.in(parsed.value());
        if (!missing.isEmpty()) {
            return new Compiled(null, missing);
        }
        try {
            PlanBuilder builder = new PlanBuilder(FormulaFiles::script);
            Names names = builder.names().with(parsed.value());
            return new Compiled(new StrategyPlan(builder, names, parsed.value()), List.of());
        } catch (IllegalArgumentException e) {
            return new Compiled(null, List.of(new Problem(new Span(1, 1, 1), String.valueOf(e.getMessage()))));
        }
    }

    /** Bars until its rules and its strength are known, if nothing but their number is in the way of it. */
    public int warmUpBars() {
        return warmUpBars;
    }

    /** Its state before the first bar of a symbol. */
    Run begin() {
        return new Run();
    }

    private static int slot(Names names, @Nullable Expression expression) {
        return expression == null ? NONE : names.add(expression);
    }

    /** The strategy over the bars of one symbol. Confined to one thread. */
    final class Run {

        private final double[] state = plan.newState();
        private final double[] values = plan.newValues();

        void update(Bar bar) {
            plan.update(bar, state, values);
        }

        /** Whether a rule holds; not while it is not known. */
        boolean holds(Side side) {
            int slot = side == Side.BUY ? buy : sell;
            return slot != NONE && values[slot] == 1;
        }

        /** 0 to 1; 1 if the strategy says nothing of it, {@code NaN} if it is not known. */
        double strength() {
            return strength == NONE ? 1 : Math.max(0, Math.min(1, values[strength]));
        }
    }
}
