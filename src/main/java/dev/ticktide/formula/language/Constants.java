package dev.ticktide.formula.language;

import dev.ticktide.formula.syntax.Expression;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What is the same for all bars: numbers, parameters, and arithmetic with them. Confined to one thread. */
public final class Constants {

    private final Map<String, Double> named = new HashMap<>();

    void define(String name, double value) {
        named.put(name, value);
    }

    /** Names a part, which may be constant or not. */
    void define(String name, Expression expression) {
        OptionalDouble value = value(expression);
        named.remove(name);
        value.ifPresent(number -> named.put(name, number));
    }

    /** Empty if the expression changes with the bars. */
    OptionalDouble value(Expression expression) {
        if (expression instanceof Expression.Literal number) {
            return OptionalDouble.of(number.value());
        } else if (expression instanceof Expression.Name name && named.containsKey(name.name())) {
            return OptionalDouble.of(named.get(name.name()));
        } else if (expression instanceof Expression.Negative negative) {
            OptionalDouble of = value(negative.of());
            return of.isPresent() ? OptionalDouble.of(-of.getAsDouble()) : of;
        } else if (expression instanceof Expression.Binary binary) {
            return arithmetic(binary);
        } else if (expression instanceof Expression.Call call) {
            return rounded(call);
        }
        return OptionalDouble.empty();
    }

    /** Numbers of bars are made whole by these. */
    private OptionalDouble rounded(Expression.Call call) {
        OptionalDouble of =
                call.arguments().size() == 1 ? value(call.arguments().get(0)) : OptionalDouble.empty();
        if (of.isEmpty()) {
            return of;
        }
        double number = of.getAsDouble();
        return switch (call.name()) {
            case "floor" -> OptionalDouble.of(Math.floor(number));
            case "round" -> OptionalDouble.of(Math.copySign(Math.floor(Math.abs(number) + 0.5), number));
            case "sqrt" -> OptionalDouble.of(Math.sqrt(number));
            default -> OptionalDouble.empty();
        };
    }

    private OptionalDouble arithmetic(Expression.Binary binary) {
        OptionalDouble left = value(binary.left());
        OptionalDouble right = value(binary.right());
        if (left.isEmpty() || right.isEmpty()) {
            return OptionalDouble.empty();
        }
        double a = left.getAsDouble();
        double b = right.getAsDouble();
        return switch (binary.operator()) {
            case PLUS -> OptionalDouble.of(a + b);
            case MINUS -> OptionalDouble.of(a - b);
            case TIMES -> OptionalDouble.of(a * b);
            case DIVIDED_BY -> OptionalDouble.of(a / b);
            default -> OptionalDouble.empty();
        };
    }
}
