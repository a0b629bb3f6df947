package dev.ticktide.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kind of indicator, such as the simple moving average: all that settings, rules, charts and texts need to know of
 * it. To add one, write a class beside this one that is an {@link Indicator} and in it a nested {@link Provider} with
 * {@code @AutoService(IndicatorKind.Provider.class)}; {@link IndicatorKinds} finds it. Immutable, thread-safe.
 *
 * @param name lower-case letters and digits, as in {@code sma(20)}; or the text of an expression, which has no parameters
 * @param title as in a menu: {@code Simple moving average}
 * @param description what it computes, in one line
 * @param source whose definition it is, and which variant where several are in use
 * @param parameters the numbers in the parentheses, in their order
 * @param outputs its values; the first is called as the indicator, the others as that with a dot and their name
 * @param scale bounds and guide lines of its pane; {@code null} if it has none
 * @param warmUpBars by the parameters: bars until all outputs have their first value
 * @param warmUp the warm-up as a sentence, for people
 * @param extraBytes by the parameters: what its state takes beside a few numbers
 * @param creator by the parameters, which are within their bounds: a state before the first bar
 */
public record IndicatorKind(
        String name,
        String title,
        String description,
        String source,
        List<Parameter> parameters,
        List<Output> outputs,
        Placement placement,
        @Nullable Scale scale,
        ToIntFunction<double[]> warmUpBars,
        String warmUp,
        ToLongFunction<double[]> extraBytes,
        Function<double[], Indicator> creator) {

    /** The longest period that any indicator may have, in bars. */
    public static final int MAX_PERIOD = 5_000;

    /**
     * Found by the service loader, which needs a public class with a constructor without parameters. {@link #kind} is
     * called once in a process.
     */
    public interface Provider {
        /** The kind; its name must not be that of another one. */
        IndicatorKind kind();
    }

    /** Several kinds, found by the service loader. */
    public interface Library {
        List<IndicatorKind> kinds();

        /**
         * Any other formula as a kind, named by its canonical text; it has no parameters.
         *
         * @throws IllegalArgumentException if the text is no formula; says what is wrong
         */
        IndicatorKind expression(String text);
    }

    /** Where a chart draws it. */
    public enum Placement {
        /** Over the candles, because its values are prices. */
        PRICE,
        /** In a pane of its own. */
        OWN
    }

    /** How an output is drawn. */
    public enum Style {
        LINE,
        HISTOGRAM
    }

    /** @param name lower-case letters; that of the first output is for legends only */
    public record Output(String name, Style style) {}

    /**
     * A number in the parentheses.
     *
     * @param name lower-case letters, for forms and messages
     * @param standard what forms propose
     * @param min the least value allowed
     * @param max the greatest value allowed
     * @param whole whether it is a whole number
     */
    public record Parameter(String name, double standard, double min, double max, boolean whole) {}

    /**
     * The values' bounds, and between them the lines below and above which a value is unusually low or high:
     * {@code min < low < high < max}, in the unit of the values.
     */
    public record Scale(double min, double low, double high, double max) {}

    /** How it is written, with the parameters that forms propose. */
    public String example() {
        if (isExpression()) {
            return name;
        }
        return parameters.stream()
                .map(parameter -> IndicatorName.number(parameter.standard()))
                .collect(Collectors.joining(",", name + "(", ")"));
    }

    /** Whether it is no named indicator but an expression. */
    public boolean isExpression() {
        return IndicatorKinds.isExpression(name);
    }

    /**
     * Begins a kind.
     *
     * @param name lower-case letters and digits, that of no other kind
     * @param title as in a menu
     */
    static Builder named(String name, String title) {
        return new Builder(name, title);
    }

    /** Collects what a kind is; {@link #creates} ends it. */
    static final class Builder {
        private final String name;
        private final String title;
        private final List<Parameter> parameters = new ArrayList<>();
        private final List<Output> outputs = new ArrayList<>();
        private String description = "";
        private String source = "";
        private Placement placement = Placement.PRICE;
        private @Nullable Scale scale;
        private ToIntFunction<double[]> warmUpBars = parameters -> 1;
        private String warmUp = "";
        private ToLongFunction<double[]> extraBytes = parameters -> 0;

        private Builder(String name, String title) {
            this.name = name;
            this.title = title;
        }

        /** What it computes, in one line that begins in lower case. */
        Builder description(String text) {
            description = text;
            return this;
        }

        /** Whose definition it is, and which variant where several are in use. */
        Builder source(String text) {
            source = text;
            return this;
        }

        /**
         * A parameter that is a number of bars, from 1 to {@link #MAX_PERIOD}.
         *
         * @param standard what forms propose
         */
        Builder period(String parameter, int standard) {
            parameters.add(new Parameter(parameter, standard, 1, MAX_PERIOD, true));
            return this;
        }

        /**
         * A parameter that may have a fraction.
         *
         * @param standard what forms propose
         * @param min the least value allowed
         * @param max the greatest value allowed
         */
        Builder parameter(String parameter, double standard, double min, double max) {
            parameters.add(new Parameter(parameter, standard, min, max, false));
            return this;
        }

        /** One of several values, in the order of {@link Indicator#values}. Without any there is one line. */
        Builder output(String output, Style style) {
            outputs.add(new Output(output, style));
            return this;
        }

        /**
         * A pane below the candles, whose scale follows the values. Without it the values are drawn over the candles.
         */
        Builder ownPane() {
            placement = Placement.OWN;
            return this;
        }

        /** A pane below the candles with a fixed scale. */
        Builder ownPane(Scale bounds) {
            scale = bounds;
            return ownPane();
        }

        /**
         * When all outputs have their first value.
         *
         * @param bars by the parameters: how many bars that takes
         * @param words the same as a sentence
         */
        Builder warmUp(ToIntFunction<double[]> bars, String words) {
            warmUpBars = bars;
            warmUp = words;
            return this;
        }

        /**
         * What a state takes beside a few numbers, by the parameters, such as a window of past bars. The default limit
         * of symbols is computed from it.
         */
        Builder extraBytes(ToLongFunction<double[]> bytes) {
            extraBytes = bytes;
            return this;
        }

        /**
         * Ends the kind.
         *
         * @param creator by the parameters, which are within their bounds: a state before the first bar
         */
        IndicatorKind creates(Function<double[], Indicator> creator) {
            List<Output> all = outputs.isEmpty() ? List.of(new Output("value", Style.LINE)) : List.copyOf(outputs);
            return new IndicatorKind(
                    name,
                    title,
                    description,
                    source,
                    List.copyOf(parameters),
                    all,
                    placement,
                    scale,
                    warmUpBars,
                    warmUp,
                    extraBytes,
                    creator);
        }
    }
}
