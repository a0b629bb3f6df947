package dev.ticktide.formula.language;

import dev.ticktide.formula.parse.ExpressionParser;
import dev.ticktide.formula.parse.IndicatorParser;
import dev.ticktide.formula.parse.Lexer;
import dev.ticktide.formula.parse.ParseStop;
import dev.ticktide.formula.parse.StrategyParser;
import dev.ticktide.formula.parse.Token;
import dev.ticktide.formula.parse.Tokens;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Span;
import dev.ticktide.formula.syntax.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks a strategy, an indicator or a single expression. Any text yields a result or located problems, several at once: after a
 * problem it continues at the next statement. Line breaks separate statements only by what follows them: a word that begins a
 * statement, or a name and {@code =}.
 */
public final class Parser {

    /** Characters of a text. */
    public static final int MAX_LENGTH = 20_000;

    private static final int MAX_PROBLEMS = 20;

    private Parser() {}

    /** Reads a strategy. Never fails. */
    public static ParseResult<Script.Strategy> strategy(String text) {
        return strategy(text, Map.of());
    }

    /**
     * Reads a strategy of which parameters have other values than the text says, as a form sets them. Never fails.
     *
     * @param values by the names of parameters; a value outside of the bounds of its parameter is a problem, a name that is no
     *     parameter is ignored
     */
    public static ParseResult<Script.Strategy> strategy(String text, Map<String, Double> values) {
        List<Problem> problems = new ArrayList<>();
        StrategyParser parser = new StrategyParser(bounded(text, problems), problems);
        parser.statements();
        Script.Strategy strategy = parser.strategy().withParameters(parameter -> set(parameter, values, problems));
        if (problems.isEmpty()) {
            check(strategy, problems);
        }
        return sorted(strategy, problems);
    }

    /**
     * Reads an indicator. Never fails.
     *
     * @param catalog the indicators that it may use
     */
    public static ParseResult<Script.Indicator> indicator(String text, Catalog catalog) {
        List<Problem> problems = new ArrayList<>();
        IndicatorParser parser = new IndicatorParser(bounded(text, problems), problems);
        parser.statements();
        Script.Indicator indicator = parser.indicator();
        if (problems.isEmpty()) {
            check(indicator, catalog, problems);
        }
        return sorted(indicator, problems);
    }

    /** Reads one expression, as of an alert or a screen, and checks that it is of a type. Never fails. */
    public static ParseResult<Expression> expression(String text, Type wanted) {
        ParseResult<Expression> read = unchecked(text);
        return read.isAccepted() ? checked(read.value(), wanted) : read;
    }

    /** Reads one expression, a number or a condition, and checks it. Never fails. */
    public static ParseResult<Expression> expression(String text) {
        ParseResult<Expression> read = unchecked(text);
        return read.isAccepted() ? checked(read.value(), null) : read;
    }

    private static ParseResult<Expression> checked(Expression read, @Nullable Type wanted) {
        List<Problem> problems = new ArrayList<>();
        Checker checker = new Checker(Catalog.ALL, problems);
        checker.expression(read, wanted, "this");
        checker.cost(new Span(1, 1, 1));
        return sorted(read, problems);
    }

    /** Reads one expression without checking its names and types. Never fails. */
    static ParseResult<Expression> unchecked(String text) {
        List<Problem> problems = new ArrayList<>();
        Tokens tokens = new Tokens(Lexer.tokens(bounded(text, problems), problems));
        // Of a text that cannot be read nothing is used but the problems.
        Expression read = new Expression.Literal(Double.NaN, new Span(1, 1, 1));
        try {
            read = new ExpressionParser(tokens).expression();
            if (tokens.peek().kind() != Token.Kind.END) {
                throw tokens.expected("an operator or the end of the expression");
            }
        } catch (ParseStop stop) {
            problems.add(stop.problem());
        }
        return sorted(read, problems);
    }

    private static Script.Parameter set(
            Script.Parameter parameter, Map<String, Double> values, List<Problem> problems) {
        double value = values.getOrDefault(parameter.name(), parameter.standard());
        boolean isWithin = value >= parameter.min() && value <= parameter.max();
        if (isWithin && (!parameter.isWhole() || value == Math.rint(value))) {
            return parameter.withStandard(value);
        }
        problems.add(new Problem(
                parameter.at(),
                parameter.name() + " must be " + (parameter.isWhole() ? "a whole number " : "") + "from "
                        + Printer.number(parameter.min()) + " to " + Printer.number(parameter.max())));
        return parameter;
    }

    private static void check(Script.Strategy strategy, List<Problem> problems) {
        Checker checker = checkerOf(strategy, Catalog.ALL, problems);
        checker.expression(strategy.buy(), Type.TRUTH, "what follows \"buy when\"");
        checker.expression(strategy.sell(), Type.TRUTH, "what follows \"sell when\"");
        checker.expression(strategy.strength(), Type.NUMBER, "the strength");
        checker.cost(new Span(1, 1, 1));
    }

    private static void check(Script.Indicator indicator, Catalog catalog, List<Problem> problems) {
        Checker checker = checkerOf(indicator, catalog, problems);
        for (Script.Definition output : indicator.outputs()) {
            checker.expression(output.expression(), Type.NUMBER, "the output " + output.name());
            checker.definition(output);
        }
        checker.cost(new Span(1, 1, 1));
    }

    private static Checker checkerOf(Script script, Catalog catalog, List<Problem> problems) {
        Checker checker = new Checker(catalog, problems);
        script.parameters().forEach(checker::parameter);
        checker.upcoming(script.definitions());
        if (script instanceof Script.Indicator indicator) {
            checker.upcoming(indicator.outputs());
        }
        script.definitions().forEach(checker::definition);
        return checker;
    }

    private static String bounded(String text, List<Problem> problems) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        problems.add(new Problem(
                new Span(1, 1, 1),
                "the text is longer than " + MAX_LENGTH + " characters, by " + (text.length() - MAX_LENGTH)));
        return "";
    }

    private static <T> ParseResult<T> sorted(T value, List<Problem> problems) {
        problems.sort(Comparator.comparingInt((Problem each) -> each.at().line())
                .thenComparingInt(each -> each.at().column()));
        return new ParseResult<>(value, problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
    }
}
