package dev.ticktide.formula.language;

import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Span;
import dev.ticktide.formula.syntax.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that expressions name only what exists, with arguments of the right number, type and size, and that they do not cost
 * too much. One for each script: names that it defines are known from then on. Confined to one thread.
 */
public final class Checker {

    private final List<Problem> problems;
    private final Scope scope;
    private final Bounds bounds;
    /** Names of which the value at the bar before was used before they were defined. */
    private final Set<String> recursive = new HashSet<>();

    /**
     * @param catalog the indicators that may be used
     * @param problems gets what is wrong
     */
    Checker(Catalog catalog, List<Problem> problems) {
        this.problems = problems;
        this.scope = new Scope(catalog, problems);
        this.bounds = new Bounds(scope, problems);
    }

    void parameter(Script.Parameter parameter) {
        scope.parameter(parameter);
    }

    /** To be called before the first of them is checked. */
    void upcoming(List<Script.Definition> definitions) {
        scope.upcoming(definitions);
    }

    void definition(Script.Definition definition) {
        Type type = typeOf(definition.expression());
        if (type == Type.TRUTH && recursive.contains(definition.name())) {
            problems.add(new Problem(
                    definition.at(),
                    definition.name() + " must be a number, because " + definition.name() + "[1] is used before it"));
        }
        // Of a wrong one too: what uses it is not wrong as well.
        scope.definition(definition, type == null ? Type.NUMBER : type);
    }

    /**
     * Checks a rule, a strength or an output.
     *
     * @param wanted {@code null} if it may be of any type
     */
    void expression(@Nullable Expression expression, @Nullable Type wanted, String what) {
        if (expression != null && wanted != null) {
            require(expression, wanted, what);
        } else if (expression != null) {
            typeOf(expression);
        }
    }

    /** Checks what a whole script costs, once all its parts are checked. */
    void cost(Span at) {
        bounds.cost(at);
    }

    private void require(Expression expression, Type wanted, String what) {
        Type found = typeOf(expression);
        if (found != null && found != wanted) {
            problems.add(
                    new Problem(expression.at(), what + " must be " + wanted.words() + ", this is " + found.words()));
        }
    }

    /** {@code null} if a problem with it has been noted. */
    private @Nullable Type typeOf(Expression expression) {
        bounds.addOperator();
        if (expression instanceof Expression.Literal) {
            return Type.NUMBER;
        } else if (expression instanceof Expression.Name name) {
            return typeOf(name);
        } else if (expression instanceof Expression.Call call) {
            return typeOf(call);
        } else if (expression instanceof Expression.Output output) {
            return typeOf(output);
        } else if (expression instanceof Expression.Negative negative) {
            require(negative.of(), Type.NUMBER, "what follows \"-\"");
            return Type.NUMBER;
        } else if (expression instanceof Expression.Not not) {
            require(not.of(), Type.TRUTH, "what follows \"not\"");
            return Type.TRUTH;
        } else if (expression instanceof Expression.Binary binary) {
            String what = "each side of \"" + binary.operator().text() + "\"";
            require(binary.left(), binary.operator().operands(), what);
            require(binary.right(), binary.operator().operands(), what);
            return binary.operator().result();
        }
        return typeInTime(expression);
    }

    private @Nullable Type typeInTime(Expression expression) {
        if (expression instanceof Expression.History history) {
            long bars = bounds.bars(history.bars(), 0, "the number in brackets");
            if (history.of() instanceof Expression.Name name && scope.isUpcoming(name.name())) {
                return before(name, bars);
            }
            bounds.addBars(bars);
            return typeOf(history.of());
        } else if (expression instanceof Expression.OnTimeframe other) {
            bounds.timeframe(other);
            return typeOf(other.of());
        } else if (expression instanceof Expression.Sequence sequence) {
            require(sequence.first(), Type.TRUTH, "what precedes \"then\"");
            require(sequence.second(), Type.TRUTH, "what follows \"then\"");
            bounds.bars(sequence.bars(), 1, "the number after \"within\"");
            return Type.TRUTH;
        } else if (expression instanceof Expression.Text) {
            return wrong(
                    expression.at(),
                    "a name in quotes is allowed only in functions that take one, such as economy(\"GDP\")");
        }
        return wrong(expression.at(), "a time is allowed only in functions that take one, such as sentiment(15m)");
    }

    private @Nullable Type before(Expression.Name name, long bars) {
        recursive.add(name.name());
        return bars == 1
                ? Type.NUMBER
                : wrong(name.at(), name.name() + " is defined below: before that only " + name.name() + "[1] is known");
    }

    private @Nullable Type typeOf(Expression.Name name) {
        Type type = scope.defined(name.name());
        if (type != null) {
            return type;
        }
        if (scope.isUpcoming(name.name()) && Functions.named(name.name()).isEmpty()) {
            return wrong(
                    name.at(), name.name() + " is defined below: before that only " + name.name() + "[1] is known");
        }
        Optional<Function> function = Functions.named(name.name());
        if (function.isPresent() && function.get().arguments().isEmpty()) {
            return Type.NUMBER;
        }
        if (function.isPresent()) {
            return wrong(
                    name.at(),
                    "\"" + name.name() + "\" is written " + function.get().form());
        }
        Optional<IndicatorKind> indicator = scope.indicator(name.name());
        if (indicator.isPresent()) {
            return wrong(
                    name.at(),
                    "\"" + name.name() + "\" is written " + indicator.get().example());
        }
        return wrong(name.at(), "there is no \"" + name.name() + "\"" + scope.hint(name.name()));
    }

    private @Nullable Type typeOf(Expression.Call call) {
        Optional<Function> function = Functions.named(call.name());
        Optional<IndicatorKind> indicator = scope.indicator(call.name());
        int given = call.arguments().size();
        if (function.isPresent() && (function.get().takes(given) || indicator.isEmpty())) {
            return typeOf(call, function.get());
        }
        if (indicator.isPresent()) {
            return typeOf(call, indicator.get());
        }
        return scope.defined(call.name()) != null
                ? wrong(call.at(), "\"" + call.name() + "\" is a value and takes no arguments")
                : wrong(call.at(), "there is no \"" + call.name() + "\"" + scope.hint(call.name()));
    }

    private @Nullable Type typeOf(Expression.Call call, Function function) {
        List<Expression> given = call.arguments();
        if (!function.takes(given.size()) || function.arguments().isEmpty()) {
            return wrong(call.at(), "\"" + call.name() + "\" is written " + function.form());
        }
        for (int i = 0; i < given.size(); i++) {
            argument(given.get(i), function.argument(i), call.name());
        }
        return function.result();
    }

    private void argument(Expression given, Function.Argument wanted, String function) {
        String what = "this argument of " + function;
        switch (wanted) {
            case NUMBER -> require(given, Type.NUMBER, what);
            case CONDITION -> require(given, Type.TRUTH, what);
            case BARS -> bounds.addBars(bounds.bars(given, 1, what));
            case TEXT -> requireForm(given instanceof Expression.Text, given, what, wanted);
            default -> requireForm(given instanceof Expression.Duration, given, what, wanted);
        }
    }

    private void requireForm(boolean isRight, Expression given, String what, Function.Argument wanted) {
        if (!isRight) {
            problems.add(new Problem(given.at(), what + " must be " + wanted.words()));
        }
    }

    private @Nullable Type typeOf(Expression.Call call, IndicatorKind kind) {
        List<Expression> given = call.arguments();
        if (given.size() > kind.parameters().size()) {
            return wrong(call.at(), "\"" + call.name() + "\" is written " + kind.example());
        }
        for (int i = 0; i < given.size(); i++) {
            bounds.parameter(given.get(i), kind.parameters().get(i), call.name());
        }
        return Type.NUMBER;
    }

    private @Nullable Type typeOf(Expression.Output output) {
        if (output.of() instanceof Expression.Call call
                && scope.indicator(call.name()).isPresent()) {
            List<String> names = scope.indicator(call.name()).get().outputs().stream()
                    .map(IndicatorKind.Output::name)
                    .toList();
            if (!names.contains(output.name())) {
                return wrong(
                        output.at(),
                        call.name() + " has no output \"" + output.name() + "\"; it has " + String.join(", ", names));
            }
            return typeOf(call);
        }
        return wrong(output.at(), "only an indicator has outputs, as in macd(12,26,9).signal");
    }

    private @Nullable Type wrong(Span at, String message) {
        problems.add(new Problem(at, message));
        return null;
    }
}
