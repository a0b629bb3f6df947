package dev.ticktide.formula.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Operator;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Span;
import dev.ticktide.formula.syntax.Type;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any text is accepted or gets located problems; an expression printed and read again is the same. */
class LanguagePropertyTest {

    private static final Span ANYWHERE = new Span(1, 1, 1);

    @Property(tries = 1_000)
    void anyTextWhateverEndsInAScriptOrLocatedProblems(@ForAll String text) {
        accepts(text);
    }

    @Property(tries = 1_000)
    void soDoesAnyMixtureOfItsWords(@ForAll("words") List<String> words) {
        accepts(String.join(" ", words));
    }

    @Property(tries = 1_000)
    void printedAndReadAgainAnExpressionIsTheSame(@ForAll("expressions") Expression expression) {
        String printed = Printer.print(expression);
        ParseResult<Expression> read = Parser.unchecked(printed);
        assertEquals(List.of(), read.problems(), printed);
        assertNotNull(read.value());
        assertEquals(printed, Printer.print(read.value()));
    }

    private static void accepts(String text) {
        ParseResult<Script.Strategy> strategy = Parser.strategy(text);
        assertLocated(strategy.problems(), text);
        if (strategy.isAccepted()) {
            assertTrue(strategy.value().buy() != null || strategy.value().sell() != null);
        }
        ParseResult<Script.Indicator> indicator = Parser.indicator(text, Catalog.ALL);
        assertLocated(indicator.problems(), text);
        if (indicator.isAccepted()) {
            assertFalse(indicator.value().outputs().isEmpty());
        }
        ParseResult<Expression> condition = Parser.expression(text, Type.TRUTH);
        assertLocated(condition.problems(), text);
        assertEquals(condition.isAccepted(), condition.isAccepted() && condition.value() != null);
    }

    private static void assertLocated(List<Problem> problems, String text) {
        List<String> lines = List.of(text.split("\n", -1));
        for (Problem problem : problems) {
            assertTrue(problem.at().line() >= 1 && problem.at().line() <= lines.size(), problem::toString);
            int length = lines.get(problem.at().line() - 1).length();
            assertTrue(problem.at().column() >= 1 && problem.at().column() <= length + 1, problem::toString);
        }
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.of(
                        "buy",
                        "sell",
                        "when",
                        "let",
                        "param",
                        "in",
                        "..",
                        "5..45",
                        "=",
                        "close",
                        "rsi(14)",
                        "crosses",
                        "above",
                        "below",
                        "then",
                        "within",
                        "15",
                        "bars",
                        "and",
                        "or",
                        "not",
                        "(",
                        ")",
                        "[",
                        "]",
                        "1",
                        "+",
                        "-",
                        "*",
                        "/",
                        "<",
                        ">",
                        "==",
                        "%",
                        "@",
                        "1h",
                        "\"text\"",
                        "mean(close,20)",
                        ",",
                        "x",
                        "\n",
                        "\nbuy when",
                        "\nlet y =",
                        "indicator",
                        "title",
                        "value =",
                        "macd(12,26,9)",
                        ".signal")
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<Expression> expressions() {
        return tree(4);
    }

    private static Arbitrary<Expression> tree(int depth) {
        Arbitrary<Expression> leaf = Arbitraries.oneOf(
                Arbitraries.doubles()
                        .greaterOrEqual(0)
                        .lessOrEqual(1e12)
                        .map(value -> new Expression.Literal(value, ANYWHERE)),
                Arbitraries.of("close", "low", "x").map(name -> new Expression.Name(name, ANYWHERE)),
                Arbitraries.of("15m", "1h")
                        .map(time -> new Expression.Call(
                                "sentiment", List.of(new Expression.Duration(time, ANYWHERE)), ANYWHERE)),
                Arbitraries.of("GDP", "a # b")
                        .map(name -> new Expression.Call(
                                "economy", List.of(new Expression.Text(name, ANYWHERE)), ANYWHERE)));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<Expression> inner = Arbitraries.lazy(() -> tree(depth - 1));
        return Arbitraries.oneOf(
                leaf,
                Combinators.combine(Arbitraries.of(Operator.values()), inner, inner)
                        .as((operator, left, right) -> new Expression.Binary(operator, left, right, ANYWHERE)),
                inner.map(of -> new Expression.Negative(of, ANYWHERE)),
                inner.map(of -> new Expression.Not(of, ANYWHERE)),
                inner.map(of -> new Expression.OnTimeframe(of, "1h", ANYWHERE)),
                inner.map(of ->
                        new Expression.Output(new Expression.Call("macd", List.of(of), ANYWHERE), "signal", ANYWHERE)),
                Combinators.combine(inner, inner).as((of, bars) -> new Expression.History(of, bars, ANYWHERE)),
                inner.list().ofMinSize(1).ofMaxSize(3).map(list -> new Expression.Call("max", list, ANYWHERE)),
                Combinators.combine(inner, inner, inner)
                        .as((first, second, bars) -> new Expression.Sequence(first, second, bars, ANYWHERE)));
    }
}
