package dev.ticktide.formula.parse;

import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads expressions: a Pratt parser (Vaughan Pratt, 1973), which knows by precedence how far each operand reaches. */
public final class ExpressionParser {

    /** Expressions within expressions. */
    private static final int MAX_DEPTH = 100;

    /** Parts of one expression; those of a chain such as a + b + c are nested in each other too. */
    private static final int MAX_PARTS = 1_000;

    private static final int SEQUENCE = 1;

    /** Words that are no names of values. */
    static final Set<String> RESERVED =
            Set.of("and", "or", "not", "crosses", "above", "below", "then", "within", "bars", "when");

    private final Tokens tokens;
    private int depth;
    private int parts;

    public ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Reads as much as belongs to one expression. */
    public Expression expression() throws ParseStop {
        depth = 0;
        parts = 0;
        return expression(SEQUENCE);
    }

    private Expression expression(int loosest) throws ParseStop {
        depth++;
        if (depth > MAX_DEPTH) {
            throw new ParseStop(
                    tokens.peek().at(),
                    "the expression is nested more than " + MAX_DEPTH + " deep: name parts of it with let");
        }
        Expression left = postfix(operand());
        while (true) {
            Token next = part();
            if (next.isWord("then") && loosest <= SEQUENCE) {
                left = sequence(left);
                continue;
            }
            Optional<Operator> operator = tokens.operator();
            if (operator.isEmpty()) {
                refuseHalfCrossing(next);
                depth--;
                return left;
            }
            if (operator.get().precedence() < loosest) {
                depth--;
                return left;
            }
            left = binary(left, operator.get());
        }
    }

    /** The next token, with which another part of the expression may begin. */
    private Token part() throws ParseStop {
        Token next = tokens.peek();
        parts++;
        if (parts > MAX_PARTS) {
            throw new ParseStop(
                    next.at(), "the expression has more than " + MAX_PARTS + " parts: name parts of it with let");
        }
        return next;
    }

    private void refuseHalfCrossing(Token next) throws ParseStop {
        if (next.isWord("crosses")) {
            throw new ParseStop(
                    tokens.peek(1).at(),
                    "expected \"above\" or \"below\" after \"crosses\", found "
                            + tokens.peek(1).described());
        }
    }

    private Expression binary(Expression left, Operator operator) throws ParseStop {
        Token sign = tokens.take();
        if (operator == Operator.CROSSES_ABOVE || operator == Operator.CROSSES_BELOW) {
            tokens.take();
        }
        Expression right = expression(operator.precedence() + 1);
        if (operator.precedence() == Operator.COMPARISON) {
            Optional<Operator> chained = tokens.operator();
            if (chained.isPresent() && chained.get().precedence() == Operator.COMPARISON) {
                throw new ParseStop(
                        tokens.peek().at(),
                        "comparisons are not chained: write a " + operator.text() + " b and b "
                                + chained.get().text() + " c");
            }
        }
        return new Expression.Binary(operator, left, right, sign.at());
    }

    private Expression sequence(Expression first) throws ParseStop {
        Token then = tokens.take();
        Expression second = expression(SEQUENCE + 1);
        tokens.word("within", "after the second condition of \"then\", as in: a then b within 15 bars");
        Expression bars = expression(Operator.COMPARISON + 1);
        tokens.word("bars", "after the number, as in: within 15 bars");
        return new Expression.Sequence(first, second, bars, then.at());
    }

    private Expression operand() throws ParseStop {
        Token token = tokens.peek();
        if (token.isSign("-")) {
            tokens.take();
            return new Expression.Negative(expression(Operator.SIGN), token.at());
        }
        if (token.isSign("+")) {
            tokens.take();
            return expression(Operator.SIGN);
        }
        if (token.isWord("not")) {
            tokens.take();
            return new Expression.Not(expression(Operator.NOT), token.at());
        }
        if (token.isSign("(")) {
            tokens.take();
            Expression inside = expression(SEQUENCE);
            tokens.sign(")", "to close the parenthesis");
            return inside;
        }
        return value();
    }

    private Expression value() throws ParseStop {
        Token token = tokens.peek();
        switch (token.kind()) {
            case NUMBER -> {
                tokens.take();
                return new Expression.Literal(token.value(), token.at());
            }
            case DURATION -> {
                tokens.take();
                return new Expression.Duration(token.text(), token.at());
            }
            case TEXT -> {
                tokens.take();
                return new Expression.Text(token.text(), token.at());
            }
            default -> {
                if (token.kind() == Token.Kind.NAME && !RESERVED.contains(token.text())) {
                    tokens.take();
                    return tokens.peek().isSign("(") ? call(token) : new Expression.Name(token.text(), token.at());
                }
                throw tokens.expected("a number, a name or \"(\"");
            }
        }
    }

    private Expression call(Token name) throws ParseStop {
        tokens.take();
        List<Expression> arguments = new ArrayList<>();
        if (!tokens.takeIf(")")) {
            do {
                arguments.add(expression(SEQUENCE));
            } while (tokens.takeIf(","));
            tokens.sign(")", "or \",\" after an argument of " + name.text());
        }
        return new Expression.Call(name.text(), arguments, name.at());
    }

    private Expression postfix(Expression of) throws ParseStop {
        Expression value = of;
        while (true) {
            Token next = part();
            if (next.isSign("[") && !next.startsLine()) {
                tokens.take();
                Expression bars = expression(SEQUENCE);
                tokens.sign("]", "after the number of bars, as in: close[1]");
                value = new Expression.History(value, bars, next.at());
            } else if (next.isSign("@")) {
                tokens.take();
                Token timeframe = tokens.kind(Token.Kind.DURATION, "a timeframe such as 1h after \"@\"");
                value = new Expression.OnTimeframe(value, timeframe.text(), next.at());
            } else if (next.isSign("%")) {
                tokens.take();
                value = percent(value, next);
            } else if (next.isSign(".")) {
                tokens.take();
                value = output(value, next);
            } else {
                return value;
            }
        }
    }

    private Expression output(Expression value, Token point) throws ParseStop {
        if (!(value instanceof Expression.Call)) {
            throw new ParseStop(point.at(), "only an indicator has outputs, as in macd(12,26,9).signal");
        }
        Token output = tokens.kind(Token.Kind.NAME, "the name of an output after \".\", as in: macd(12,26,9).signal");
        return new Expression.Output(value, output.text(), point.at());
    }

    private static Expression percent(Expression value, Token sign) throws ParseStop {
        if (value instanceof Expression.Literal number) {
            return new Expression.Literal(number.value() / 100, number.at());
        }
        throw new ParseStop(sign.at(), "\"%\" follows a number: 5 % is 0.05; for a remainder there is no sign");
    }
}
