package dev.ticktide.formula.plan;

import dev.ticktide.formula.operator.Applied;
import dev.ticktide.formula.operator.Arithmetic;
import dev.ticktide.formula.operator.Comparing;
import dev.ticktide.formula.operator.Crossing;
import dev.ticktide.formula.operator.Following;
import dev.ticktide.formula.operator.Formulas;
import dev.ticktide.formula.operator.Lag;
import dev.ticktide.formula.operator.Logic;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Operator;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.formula.syntax.Script;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns the expressions of one script into slots of a plan. Confined to one thread. */
final class ExpressionCompiler {

    private final PlanBuilder builder;
    private final Slots slots;
    private final Names names;

    ExpressionCompiler(PlanBuilder builder, Slots slots, Names names) {
        this.builder = builder;
        this.slots = slots;
        this.names = names;
    }

    /** The slot of an expression; fails with {@link IllegalArgumentException} for what plans do not compute. */
    int slot(Expression expression) {
        if (expression instanceof Expression.Literal number) {
            return slots.constant(number.value());
        } else if (expression instanceof Expression.Name name) {
            Integer slot = names.find(name.name());
            return slot == null ? slots.series(name.name()) : slot;
        } else if (expression instanceof Expression.Negative negative) {
            return negative(slot(negative.of()));
        } else if (expression instanceof Expression.Not not) {
            int of = slot(not.of());
            return slots.step("not", () -> new Applied((values, at) -> 1 - values[at[0]], of), of);
        } else if (expression instanceof Expression.Binary binary) {
            return binary(binary.operator(), slot(binary.left()), slot(binary.right()));
        } else if (expression instanceof Expression.Call call) {
            return call(call, "");
        } else if (expression instanceof Expression.Output output) {
            return call((Expression.Call) output.of(), output.name());
        }
        return inTime(expression);
    }

    private int inTime(Expression expression) {
        if (expression instanceof Expression.History history) {
            if (history.of() instanceof Expression.Name name && names.isUpcoming(name.name())) {
                return names.memory(name.name());
            }
            int of = slot(history.of());
            int bars = bars(history.bars());
            return bars == 0 ? of : slots.step("lag " + bars, () -> new Lag(of, bars), of);
        } else if (expression instanceof Expression.Sequence sequence) {
            int first = slot(sequence.first());
            int second = slot(sequence.second());
            int bars = bars(sequence.bars());
            return slots.step("then " + bars, () -> new Following(first, second, bars), first, second);
        }
        throw new IllegalArgumentException("not computed yet: " + Printer.print(expression));
    }

    private int negative(int of) {
        Double constant = slots.constantAt(of);
        return constant == null
                ? slots.step("negative", () -> new Applied((values, at) -> -values[at[0]], of), of)
                : slots.constant(-constant);
    }

    private int binary(Operator operator, int left, int right) {
        Double a = slots.constantAt(left);
        Double b = slots.constantAt(right);
        String text = operator.text();
        return switch (operator) {
            case PLUS, MINUS, TIMES, DIVIDED_BY ->
                a == null || b == null
                        ? slots.step(text, () -> new Arithmetic(operator, left, right), left, right)
                        : slots.constant(Arithmetic.of(operator, a, b));
            case AND, OR -> slots.step(text, () -> new Logic(operator, left, right), left, right);
            case CROSSES_ABOVE, CROSSES_BELOW ->
                slots.step(text, () -> new Crossing(operator == Operator.CROSSES_ABOVE, left, right), left, right);
            default -> slots.step(text, () -> new Comparing(operator, left, right), left, right);
        };
    }

    /** @param output of an indicator; empty for its first */
    private int call(Expression.Call call, String output) {
        List<Expression> given = call.arguments();
        Script.Indicator indicator = builder.indicator(call.name(), given.size());
        if (indicator != null) {
            return indicator(indicator, output, given);
        }
        Applied.@Nullable Formula formula = Formulas.named(call.name());
        return formula == null
                ? overBars(call)
                : applied(
                        call.name(),
                        formula,
                        given.stream().mapToInt(this::slot).toArray());
    }

    private int applied(String name, Applied.Formula formula, int[] arguments) {
        if (IntStream.of(arguments).allMatch(slot -> slots.constantAt(slot) != null)) {
            double[] given = IntStream.of(arguments)
                    .mapToDouble(slot -> Objects.requireNonNull(slots.constantAt(slot)))
                    .toArray();
            return slots.constant(
                    formula.of(given, IntStream.range(0, given.length).toArray()));
        }
        return slots.step(name, () -> new Applied(formula, arguments), arguments);
    }

    private int overBars(Expression.Call call) {
        List<Expression> given = call.arguments();
        OverBars function = OverBars.named(call.name());
        int[] reads = IntStream.range(0, function.numbers())
                .map(i -> slot(given.get(i)))
                .toArray();
        int bars = function.hasBars() ? bars(given.get(function.numbers())) : 0;
        String key = function.hasBars() ? call.name() + " " + bars : call.name();
        return slots.step(key, () -> function.create().of(reads, bars), reads);
    }

    private int indicator(Script.Indicator indicator, String output, List<Expression> given) {
        int[] arguments = new int[indicator.parameters().size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i < given.size()
                    ? slot(given.get(i))
                    : slots.constant(indicator.parameters().get(i).standard());
        }
        Names inside = builder.inside(indicator, arguments);
        Integer named = inside.find(output);
        return named == null ? inside.slot(indicator.outputs().get(0).name()) : named;
    }

    private int bars(Expression expression) {
        Double bars = slots.constantAt(slot(expression));
        if (bars == null) {
            throw new IllegalArgumentException("not a number of bars: " + Printer.print(expression));
        }
        return bars.intValue();
    }
}
