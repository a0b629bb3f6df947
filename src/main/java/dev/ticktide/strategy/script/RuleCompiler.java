package dev.ticktide.strategy.script;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.operator.Formulas;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Operator;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.strategy.rule.BarField;
import dev.ticktide.strategy.rule.Operand;
import dev.ticktide.strategy.rule.Rule;
import dev.ticktide.strategy.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns expanded expressions into rules and operands. What needs earlier bars becomes a column, by its canonical text: so the
 * indicator stage computes it once, whichever strategies use it. Thread-safe.
 */
final class RuleCompiler {

    private RuleCompiler() {}

    /** Fails with {@link StrategyTextException} for what columns do not compute. */
    static Rule rule(Expression condition) {
        if (condition instanceof Expression.Not not) {
            return Rules.not(rule(not.of()));
        }
        if (!(condition instanceof Expression.Binary binary)) {
            return Rules.holds(column(condition));
        }
        return switch (binary.operator()) {
            case AND -> Rules.all(joined(binary).toArray(Rule[]::new));
            case OR -> Rules.any(joined(binary).toArray(Rule[]::new));
            case CROSSES_ABOVE -> Rules.crossesUp(withBefore(binary.left()), withBefore(binary.right()));
            case CROSSES_BELOW -> Rules.crossesDown(withBefore(binary.left()), withBefore(binary.right()));
            default -> Rules.compare(operand(binary.left()), binary.operator(), operand(binary.right()));
        };
    }

    /** The parts of {@code a and b and c}: one list instead of pairs of pairs. */
    private static List<Rule> joined(Expression.Binary binary) {
        List<Rule> parts = new ArrayList<>();
        for (Expression side : List.of(binary.left(), binary.right())) {
            if (side instanceof Expression.Binary inner && inner.operator() == binary.operator()) {
                parts.addAll(joined(inner));
            } else {
                parts.add(rule(side));
            }
        }
        return parts;
    }

    /** A crossing looks at the bar before: of what has no number there, such as a price, a column has it. */
    private static Operand withBefore(Expression expression) {
        Operand operand = operand(expression);
        return operand.hasBefore() ? operand : new Operand.Value(column(expression));
    }

    /** Fails with {@link StrategyTextException} for what columns do not compute. */
    static Operand operand(Expression expression) {
        if (expression instanceof Expression.Literal number) {
            return Rules.constant(number.value());
        } else if (expression instanceof Expression.Name name) {
            Optional<BarField> field = Stream.of(BarField.values())
                    .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name.name()))
                    .findFirst();
            return field.isPresent() ? Rules.bar(field.get()) : new Operand.Value(column(name));
        } else if (expression instanceof Expression.Negative negative) {
            return Computed.of(expression, List.of(operand(negative.of())), numbers -> -numbers[0]);
        } else if (expression instanceof Expression.Binary binary && isArithmetic(binary.operator())) {
            return Computed.arithmetic(binary, operand(binary.left()), operand(binary.right()));
        } else if (expression instanceof Expression.Call call && isOfOneBar(call)) {
            List<Operand> arguments =
                    call.arguments().stream().map(RuleCompiler::operand).toList();
            return Computed.call(call, arguments, Objects.requireNonNull(Formulas.named(call.name())));
        } else if (expression instanceof Expression.History history && isOneBarAgo(history)) {
            Operand of = operand(history.of());
            return of instanceof Operand.Value value ? new Operand.Before(value.name()) : columnOf(expression);
        }
        return columnOf(expression);
    }

    private static Operand columnOf(Expression expression) {
        return new Operand.Value(column(expression));
    }

    private static boolean isArithmetic(Operator operator) {
        return switch (operator) {
            case PLUS, MINUS, TIMES, DIVIDED_BY -> true;
            default -> false;
        };
    }

    /** Functions of numbers of one bar; {@code if} and {@code known} take conditions and stay whole. */
    private static boolean isOfOneBar(Expression.Call call) {
        return Formulas.named(call.name()) != null
                && !call.name().equals("if")
                && !call.name().equals("known");
    }

    private static boolean isOneBarAgo(Expression.History history) {
        return history.bars() instanceof Expression.Literal number && number.value() == 1;
    }

    private static IndicatorColumn column(Expression expression) {
        try {
            return IndicatorColumn.parse(Printer.print(expression));
        } catch (IllegalArgumentException e) {
            throw new StrategyTextException(List.of(new Problem(expression.at(), String.valueOf(e.getMessage()))));
        }
    }
}
