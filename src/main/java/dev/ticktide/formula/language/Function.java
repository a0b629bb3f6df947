package dev.ticktide.formula.language;

import dev.ticktide.formula.syntax.Type;
import java.util.List;

/**
 * A function of the language. Immutable.
 *
 * @param arguments in their order
 * @param repeats whether the last argument may be given again
 * @param meaning one line, as help shows it
 */
public record Function(String name, List<Argument> arguments, Type result, boolean repeats, String meaning) {

    public Function {
        arguments = List.copyOf(arguments);
    }

    /** What may be given to a function. */
    public enum Argument {
        NUMBER("x", "a number"),
        CONDITION("c", "a condition"),
        /** A whole number that is the same for all bars. */
        BARS("n", "a number of bars"),
        TEXT("\"name\"", "a name in double quotes"),
        TIME("15m", "a time such as 15m");

        private final String example;
        private final String words;

        Argument(String example, String words) {
            this.example = example;
            this.words = words;
        }

        /** As a message calls it. */
        public String words() {
            return words;
        }
    }

    /** How it is written: {@code highest(x,n)}. */
    public String form() {
        String list = String.join(
                ",", arguments.stream().map(argument -> argument.example).toList());
        return arguments.isEmpty() ? name : name + "(" + list + (repeats ? ",…" : "") + ")";
    }

    boolean takes(int count) {
        return count == arguments.size() || (repeats && count > arguments.size());
    }

    Argument argument(int index) {
        return arguments.get(Math.min(index, arguments.size() - 1));
    }
}
