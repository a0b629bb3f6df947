package dev.ticktide.formula.syntax;

import java.util.List;

/** The tree of an expression, as written. Immutable; {@link Printer} writes it. */
public sealed interface Expression {

    /** Where it is in its text. */
    Span at();

    /** The expressions that it is made of, in their order. */
    default List<Expression> parts() {
        return List.of();
    }

    record Literal(double value, Span at) implements Expression {}

    /** {@code "GDP Growth Rate"}: an argument of a function that takes a name. */
    record Text(String value, Span at) implements Expression {}

    /** {@code 15m}: an argument of a function that takes a time. */
    record Duration(String text, Span at) implements Expression {}

    /** A series, a parameter, or what {@code let} has named. */
    record Name(String name, Span at) implements Expression {}

    record Call(String name, List<Expression> arguments, Span at) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public List<Expression> parts() {
            return arguments;
        }
    }

    /** {@code macd(12,26,9).signal} */
    record Output(Expression of, String name, Span at) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(of);
        }
    }

    record Negative(Expression of, Span at) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(of);
        }
    }

    record Not(Expression of, Span at) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(of);
        }
    }

    record Binary(Operator operator, Expression left, Expression right, Span at) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    /** {@code x[3]}: the value of three bars ago. */
    record History(Expression of, Expression bars, Span at) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(of, bars);
        }
    }

    /** {@code x @ 1h}: the value at the last bar of that timeframe that had closed. */
    record OnTimeframe(Expression of, String timeframe, Span at) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(of);
        }
    }

    /** {@code first then second within 15 bars} */
    record Sequence(Expression first, Expression second, Expression bars, Span at) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(first, second, bars);
        }
    }
}
