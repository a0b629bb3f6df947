package dev.ticktide.formula.syntax;

import java.util.Optional;

/** What is written between two expressions, from the loosest to the tightest. */
public enum Operator {
    OR("or", 2, Type.TRUTH, Type.TRUTH),
    AND("and", 3, Type.TRUTH, Type.TRUTH),
    CROSSES_ABOVE("crosses above", 5, Type.NUMBER, Type.TRUTH),
    CROSSES_BELOW("crosses below", 5, Type.NUMBER, Type.TRUTH),
    LESS("<", 5, Type.NUMBER, Type.TRUTH),
    LESS_OR_EQUAL("<=", 5, Type.NUMBER, Type.TRUTH),
    GREATER(">", 5, Type.NUMBER, Type.TRUTH),
    GREATER_OR_EQUAL(">=", 5, Type.NUMBER, Type.TRUTH),
    EQUAL("==", 5, Type.NUMBER, Type.TRUTH),
    NOT_EQUAL("!=", 5, Type.NUMBER, Type.TRUTH),
    PLUS("+", 6, Type.NUMBER, Type.NUMBER),
    MINUS("-", 6, Type.NUMBER, Type.NUMBER),
    TIMES("*", 7, Type.NUMBER, Type.NUMBER),
    DIVIDED_BY("/", 7, Type.NUMBER, Type.NUMBER);

    /** Of {@code not}, between {@link #AND} and the comparisons. */
    public static final int NOT = 4;

    /** Of a sign before a number. */
    public static final int SIGN = 8;

    /** Of {@code [1]}, {@code @ 1h}, {@code %} and {@code .name} after an expression. */
    public static final int POSTFIX = 9;

    public static final int COMPARISON = 5;

    private final String text;
    private final int precedence;
    private final Type operands;
    private final Type result;

    Operator(String text, int precedence, Type operands, Type result) {
        this.text = text;
        this.precedence = precedence;
        this.operands = operands;
        this.result = result;
    }

    /** As it is written. */
    public String text() {
        return text;
    }

    /** The type of both sides. */
    public Type operands() {
        return operands;
    }

    public Type result() {
        return result;
    }

    public int precedence() {
        return precedence;
    }

    /** By its sign or words. */
    public static Optional<Operator> written(String text) {
        for (Operator operator : values()) {
            if (operator.text.equals(text)) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }
}
