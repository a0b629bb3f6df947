package dev.ticktide.formula.syntax;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A text as read: a strategy or an indicator. Immutable. */
public sealed interface Script {

    List<Parameter> parameters();

    /** The parts that {@code let} names, in their order; each knows those before it. */
    List<Definition> definitions();

    /**
     * A number that can be changed without changing the text. What is written without bounds has the bounds of its value alone.
     *
     * @param step the distance of the values that a form proposes; 0 if any value is as good
     */
    record Parameter(String name, double standard, double min, double max, double step, Span at) {

        /** The same with another value, which is within its bounds. */
        public Parameter withStandard(double value) {
            return new Parameter(name, value, min, max, step, at);
        }

        /** Whether it is a whole number, as a number of bars is. */
        public boolean isWhole() {
            return step >= 1 && step == Math.rint(step) && standard == Math.rint(standard) && min == Math.rint(min);
        }
    }

    /** A name for an expression. */
    record Definition(String name, Expression expression, Span at) {}

    /**
     * When to buy and when to sell.
     *
     * @param timeframes names, such as {@code 5m}; empty: the configured ones
     * @param strength a number from 0 to 1; {@code null}: every signal has 1
     */
    record Strategy(
            String description,
            List<String> timeframes,
            List<Parameter> parameters,
            List<Definition> definitions,
            @Nullable Expression buy,
            @Nullable Expression sell,
            @Nullable Expression strength)
            implements Script {
        public Strategy {
            timeframes = List.copyOf(timeframes);
            parameters = List.copyOf(parameters);
            definitions = List.copyOf(definitions);
        }

        /** The same with other parameters. */
        public Strategy withParameters(UnaryOperator<Parameter> change) {
            List<Parameter> changed = parameters.stream().map(change).toList();
            return new Strategy(description, timeframes, changed, definitions, buy, sell, strength);
        }
    }

    /**
     * Values beside the bars.
     *
     * @param source whose definition it is, and which variant where several are in use
     * @param ownPane whether it has a scale of its own, below the candles
     * @param range none, or the smallest and the largest value there can be
     * @param guides none, or two values between which its value is usual
     * @param outputs at least one; the first is called as the indicator
     */
    record Indicator(
            String name,
            String title,
            String description,
            String source,
            boolean ownPane,
            List<Double> range,
            List<Double> guides,
            List<Parameter> parameters,
            List<Definition> definitions,
            List<Definition> outputs)
            implements Script {
        public Indicator {
            range = List.copyOf(range);
            guides = List.copyOf(guides);
            parameters = List.copyOf(parameters);
            definitions = List.copyOf(definitions);
            outputs = List.copyOf(outputs);
        }
    }
}
