package dev.ticktide.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One output of an indicator, as a column beside the bars: {@code sma(20)}, {@code macd(12,26,9).signal}. The first output has
 * the indicator's own name. Immutable.
 */
public final class IndicatorColumn {

    private static final Pattern OUTPUT = Pattern.compile("([a-z][a-z0-9]*\\([^()]*\\))\\.([a-z][a-z0-9]*)");

    private final IndicatorName indicator;
    private final int output;

    /** Worked out once: rules look up columns on each closed bar, and signals name them. */
    private final String text;

    /**
     * @param output its place among the indicator's outputs, from 0; fails with {@link IndexOutOfBoundsException} if
     *     there is none
     */
    public IndicatorColumn(IndicatorName indicator, int output) {
        this.indicator = indicator;
        this.output = output;
        this.text = output == 0
                ? indicator.toString()
                : indicator + "."
                        + IndicatorKinds.named(indicator.kind())
                                .outputs()
                                .get(output)
                                .name();
    }

    /** The indicator that has this output. */
    public IndicatorName indicator() {
        return indicator;
    }

    /** Its place among the indicator's outputs, from 0. */
    public int output() {
        return output;
    }

    /** Reads what {@link #toString} writes. Fails with {@link IllegalArgumentException} that says what is allowed. */
    public static IndicatorColumn parse(String text) {
        Matcher matcher = OUTPUT.matcher(text);
        if (!matcher.matches()) {
            return new IndicatorColumn(IndicatorName.parse(text), 0);
        }
        IndicatorName indicator = IndicatorName.parse(matcher.group(1));
        String output = matcher.group(2);
        List<String> names = IndicatorKinds.named(indicator.kind()).outputs().stream()
                .map(IndicatorKind.Output::name)
                .toList();
        if (names.size() == 1 || !names.contains(output)) {
            throw new IllegalArgumentException(
                    indicator + " has no \"" + output + "\"; write " + either(of(indicator)));
        }
        return new IndicatorColumn(indicator, names.indexOf(output));
    }

    private static String either(List<IndicatorColumn> columns) {
        String last = columns.get(columns.size() - 1).toString();
        String others = columns.subList(0, columns.size() - 1).stream()
                .map(IndicatorColumn::toString)
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? last : others + " or " + last;
    }

    /** All outputs of an indicator, in their order; at least one. */
    public static List<IndicatorColumn> of(IndicatorName indicator) {
        List<IndicatorColumn> columns = new ArrayList<>();
        for (int i = 0; i < indicator.outputs(); i++) {
            columns.add(new IndicatorColumn(indicator, i));
        }
        return columns;
    }

    /** All outputs of indicators, in the order in which {@link IndicatorBank} has their values. */
    public static List<IndicatorColumn> of(List<IndicatorName> indicators) {
        return indicators.stream().flatMap(indicator -> of(indicator).stream()).toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof IndicatorColumn column && text.equals(column.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
