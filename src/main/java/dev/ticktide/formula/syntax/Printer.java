package dev.ticktide.formula.syntax;

import java.math.BigDecimal;
import java.util.stream.Collectors;

/**
 * Writes an expression in the one form that is its identity: no more parentheses than needed, no space after a comma, percents as
 * fractions. Reading it again yields the same tree.
 */
public final class Printer {

    private static final int SEQUENCE = 1;

    private Printer() {}

    public static String print(Expression expression) {
        return print(expression, SEQUENCE);
    }

    /** As short as possible and without an exponent where that is readable: 0.05, 12, 1E-9. */
    public static String number(double value) {
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        boolean isShort = exact.scale() <= 12 && exact.precision() - exact.scale() <= 15;
        return isShort ? exact.toPlainString() : Double.toString(value);
    }

    private static String print(Expression expression, int loosest) {
        int precedence = precedence(expression);
        String text = inner(expression);
        return precedence < loosest ? "(" + text + ")" : text;
    }

    private static String inner(Expression expression) {
        if (expression instanceof Expression.Literal number) {
            return number(number.value());
        } else if (expression instanceof Expression.Text text) {
            return '"' + text.value() + '"';
        } else if (expression instanceof Expression.Duration duration) {
            return duration.text();
        } else if (expression instanceof Expression.Name name) {
            return name.name();
        } else if (expression instanceof Expression.Call call) {
            return call.arguments().stream()
                    .map(Printer::print)
                    .collect(Collectors.joining(",", call.name() + "(", ")"));
        } else if (expression instanceof Expression.Binary binary) {
            return binary(binary);
        }
        return prefixOrPostfix(expression);
    }

    private static String binary(Expression.Binary binary) {
        int own = binary.operator().precedence();
        // Comparisons do not chain, so both their sides are tighter; the others gather from the left.
        int left = own == Operator.COMPARISON ? own + 1 : own;
        return print(binary.left(), left) + " " + binary.operator().text() + " " + print(binary.right(), own + 1);
    }

    private static String prefixOrPostfix(Expression expression) {
        if (expression instanceof Expression.Negative negative) {
            return "-" + print(negative.of(), Operator.SIGN);
        } else if (expression instanceof Expression.Not not) {
            return "not " + print(not.of(), Operator.NOT);
        } else if (expression instanceof Expression.Output output) {
            return print(output.of(), Operator.POSTFIX) + "." + output.name();
        } else if (expression instanceof Expression.History history) {
            return print(history.of(), Operator.POSTFIX) + "[" + print(history.bars()) + "]";
        } else if (expression instanceof Expression.OnTimeframe other) {
            return print(other.of(), Operator.POSTFIX) + " @ " + other.timeframe();
        } else if (expression instanceof Expression.Sequence sequence) {
            return print(sequence.first(), SEQUENCE) + " then " + print(sequence.second(), SEQUENCE + 1) + " within "
                    + print(sequence.bars(), Operator.COMPARISON + 1) + " bars";
        }
        throw new IllegalArgumentException("no form for " + expression);
    }

    private static int precedence(Expression expression) {
        if (expression instanceof Expression.Binary binary) {
            return binary.operator().precedence();
        } else if (expression instanceof Expression.Sequence) {
            return SEQUENCE;
        } else if (expression instanceof Expression.Not) {
            return Operator.NOT;
        } else if (expression instanceof Expression.Negative) {
            return Operator.SIGN;
        } else if (expression instanceof Expression.Literal number && number.value() < 0) {
            return Operator.SIGN;
        }
        return Operator.POSTFIX;
    }
}
