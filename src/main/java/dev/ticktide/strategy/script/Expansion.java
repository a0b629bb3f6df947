package dev.ticktide.strategy.script;

import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The expressions of one strategy with its own names replaced by what they mean: parameters by their values, parts that
 * {@code let} names by their expressions. So a column has the same name in all strategies that use it. Confined to one thread.
 */
final class Expansion {

    /** Parts of an expanded expression; parts that use each other could double it with each line. */
    private static final int MAX_PARTS = 2_000;

    private final Map<String, Expression> known = new HashMap<>();
    private int parts;

    Expansion(Script.Strategy script) {
        script.parameters()
                .forEach(parameter ->
                        known.put(parameter.name(), new Expression.Literal(parameter.standard(), parameter.at())));
        for (Script.Definition definition : script.definitions()) {
            if (usesItself(definition)) {
                throw wrong(
                        definition.expression(),
                        definition.name() + " continues from its own last value, which only an indicator file may do");
            }
            known.put(definition.name(), expanded(definition.expression()));
        }
    }

    /** Fails with {@link StrategyTextException} if it becomes too long. */
    Expression expanded(Expression expression) {
        parts = 0;
        return replaced(expression);
    }

    private Expression replaced(Expression of) {
        parts++;
        if (parts > MAX_PARTS) {
            throw wrong(of, "with all its parts written out this has more than " + MAX_PARTS + " of them");
        }
        if (of instanceof Expression.Name name) {
            Expression means = known.get(name.name());
            parts += means == null ? 0 : size(means);
            return means == null ? name : means;
        } else if (of instanceof Expression.Call call) {
            return new Expression.Call(
                    call.name(), call.arguments().stream().map(this::replaced).toList(), call.at());
        } else if (of instanceof Expression.Output output) {
            return new Expression.Output(replaced(output.of()), output.name(), output.at());
        } else if (of instanceof Expression.Negative negative) {
            return new Expression.Negative(replaced(negative.of()), negative.at());
        } else if (of instanceof Expression.Not not) {
            return new Expression.Not(replaced(not.of()), not.at());
        } else if (of instanceof Expression.Binary binary) {
            return new Expression.Binary(
                    binary.operator(), replaced(binary.left()), replaced(binary.right()), binary.at());
        }
        return inTime(of);
    }

    private Expression inTime(Expression of) {
        if (of instanceof Expression.History history) {
            return new Expression.History(replaced(history.of()), replaced(history.bars()), history.at());
        } else if (of instanceof Expression.OnTimeframe other) {
            return new Expression.OnTimeframe(replaced(other.of()), other.timeframe(), other.at());
        } else if (of instanceof Expression.Sequence sequence) {
            return new Expression.Sequence(
                    replaced(sequence.first()), replaced(sequence.second()), replaced(sequence.bars()), sequence.at());
        }
        return of;
    }

    private static int size(Expression of) {
        return 1 + of.parts().stream().mapToInt(Expansion::size).sum();
    }

    private static boolean usesItself(Script.Definition definition) {
        return mentions(definition.expression(), definition.name());
    }

    private static boolean mentions(Expression of, String name) {
        return (of instanceof Expression.Name found && found.name().equals(name))
                || of.parts().stream().anyMatch(part -> mentions(part, name));
    }

    private static StrategyTextException wrong(Expression at, String message) {
        return new StrategyTextException(List.of(new Problem(at.at(), message)));
    }
}
