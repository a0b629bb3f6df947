package dev.ticktide.formula.parse;

import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What reading strategies and indicators has in common: statements, the first word of which says what they are. Confined to one thread. */
public abstract class StatementParser {

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final List<Problem> problems;
    private final Set<String> words;
    private final Map<String, Token> once = new LinkedHashMap<>();
    private final List<Script.Parameter> parameters = new ArrayList<>();
    private final List<Script.Definition> definitions = new ArrayList<>();

    /** @param words that begin a statement */
    StatementParser(String text, Set<String> words, List<Problem> problems) {
        this.problems = problems;
        this.tokens = new Tokens(Lexer.tokens(text, problems));
        this.expressions = new ExpressionParser(tokens);
        this.words = words;
    }

    /** Reads one statement, of which nothing has been taken. */
    abstract void read(Token word) throws ParseStop;

    final Tokens tokens() {
        return tokens;
    }

    final List<Script.Parameter> parameters() {
        return parameters;
    }

    final List<Script.Definition> definitions() {
        return definitions;
    }

    final Expression expression() throws ParseStop {
        return expressions.expression();
    }

    /** Notes what is missing, unless something else is wrong anyway. */
    final void missing(boolean isMissing, Span at, String message) {
        if (isMissing && problems.isEmpty()) {
            problems.add(new Problem(at, message));
        }
    }

    /** Reads all statements; after a problem it continues at the next one. */
    public final void statements() {
        while (tokens.peek().kind() != Token.Kind.END) {
            Token word = tokens.peek();
            try {
                if (!beginsStatement()) {
                    throw tokens.expected("one of "
                            + String.join(", ", words.stream().sorted().toList()) + " at the start of a line");
                }
                read(word);
                if (tokens.peek().kind() != Token.Kind.END && !beginsStatement()) {
                    throw tokens.expected("an operator or a new statement on its own line");
                }
            } catch (ParseStop stop) {
                problems.add(stop.problem());
                skipStatement(word);
            }
        }
    }

    private void skipStatement(Token begun) {
        if (tokens.peek().equals(begun)) {
            tokens.take();
        }
        while (tokens.peek().kind() != Token.Kind.END && !beginsStatement()) {
            tokens.take();
        }
    }

    private boolean beginsStatement() {
        Token token = tokens.peek();
        return token.startsLine()
                && token.kind() == Token.Kind.NAME
                && (words.contains(token.text()) || tokens.peek(1).isSign("="));
    }

    /** Refuses a statement of which there may be one only. */
    final void onlyOnce(Token word) throws ParseStop {
        Token before = once.putIfAbsent(word.text(), word);
        if (before != null) {
            throw new ParseStop(
                    word.at(),
                    "\"" + word.text() + "\" is already in line " + before.at().line() + ": there may be one only");
        }
    }

    final String text(String what) throws ParseStop {
        return tokens.kind(Token.Kind.TEXT, what + " in double quotes").text();
    }

    final void let() throws ParseStop {
        definitions.add(definition("let"));
    }

    final Script.Definition definition(String statement) throws ParseStop {
        Token name = name(statement);
        tokens.sign("=", "after the name " + name.text());
        return new Script.Definition(name.text(), expressions.expression(), name.at());
    }

    final Token name(String statement) throws ParseStop {
        Token name = tokens.kind(Token.Kind.NAME, "a name after \"" + statement + "\"");
        if (ExpressionParser.RESERVED.contains(name.text())) {
            throw new ParseStop(name.at(), "\"" + name.text() + "\" is a word of the language: choose another name");
        }
        return name;
    }

    /** {@code fast = 12 in 5..30 step 1} */
    final void parameter(String statement) throws ParseStop {
        Token name = name(statement);
        tokens.sign("=", "and a number after the name " + name.text());
        double standard = number();
        double min = standard;
        double max = standard;
        if (tokens.takeIfWord("in")) {
            min = number();
            tokens.sign("..", "between the smallest and the largest value");
            max = number();
        }
        boolean isWhole = isWhole(standard) && isWhole(min) && isWhole(max);
        double step = isWhole ? 1 : 0;
        if (tokens.takeIfWord("step")) {
            step = number();
        }
        if (!(min <= standard && standard <= max)) {
            throw new ParseStop(
                    name.at(),
                    name.text() + " is " + Printer.number(standard) + ", which is not within " + Printer.number(min)
                            + ".." + Printer.number(max));
        }
        if (step < 0) {
            throw new ParseStop(name.at(), "the step of " + name.text() + " must not be negative");
        }
        parameters.add(new Script.Parameter(name.text(), standard, min, max, step, name.at()));
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value);
    }

    final double number() throws ParseStop {
        boolean isNegative = tokens.takeIf("-");
        double value = tokens.kind(Token.Kind.NUMBER, "a number").value();
        double scaled = tokens.takeIf("%") ? value / 100 : value;
        return isNegative ? -scaled : scaled;
    }
}
