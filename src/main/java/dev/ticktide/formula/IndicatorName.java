package dev.ticktide.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An indicator with its parameters, written {@code sma(20)} or {@code macd(12,26,9)}, or any other expression of the language. Immutable; equal names mean equal values.
 */
public final class IndicatorName {

    private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9]*)\\(([^()]*)\\)");
    private static final Pattern NUMERIC = Pattern.compile("[-+.0-9]+");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");

    private final String kind;
    private final List<Double> parameters;
    private final String text;

    /**
     * Fails with {@link IllegalArgumentException} that says what is allowed.
     *
     * @param kind the name of an {@link IndicatorKind}, or the canonical text of an expression
     * @param parameters as many as the kind has, each within its bounds
     */
    public IndicatorName(String kind, List<Double> parameters) {
        this.kind = kind;
        this.parameters = List.copyOf(parameters);
        this.text = IndicatorKinds.isExpression(kind)
                ? kind
                : parameters.stream().map(IndicatorName::number).collect(Collectors.joining(",", kind + "(", ")"));
        List<IndicatorKind.Parameter> wanted = IndicatorKinds.named(kind).parameters();
        if (parameters.size() != wanted.size()) {
            throw new IllegalArgumentException(
                    kind + " is written " + IndicatorKinds.named(kind).example() + ", with " + numbers(wanted.size()));
        }
        for (int i = 0; i < parameters.size(); i++) {
            require(wanted.get(i), parameters.get(i));
        }
    }

    private static String numbers(int count) {
        return switch (count) {
            case 0 -> "no number";
            case 1 -> "one number";
            default -> count + " numbers";
        };
    }

    private static void require(IndicatorKind.Parameter wanted, double value) {
        boolean isWithin = value >= wanted.min() && value <= wanted.max();
        if (!isWithin || (wanted.whole() && value != Math.rint(value))) {
            throw new IllegalArgumentException("an indicator's " + wanted.name() + " must be "
                    + (wanted.whole() ? "a whole number from " : "") + number(wanted.min()) + " to "
                    + number(wanted.max()) + (wanted.whole() ? ", in bars" : "") + ", was " + number(value));
        }
    }

    /**
     * Reads {@code sma(20)}, or any other expression such as {@code highest(high,20)[1]}; spaces do not count. Fails with
     * {@link IllegalArgumentException} that says what is allowed.
     */
    public static IndicatorName parse(String text) {
        Matcher matcher = FORM.matcher(text.replace(" ", ""));
        if (!matcher.matches()) {
            return isWord(text) ? word(text.trim()) : expression(text);
        }
        String kind = matcher.group(1);
        String[] parts =
                matcher.group(2).isEmpty() ? new String[0] : matcher.group(2).split(",", -1);
        boolean isNumbers = Arrays.stream(parts)
                .allMatch(part -> part.isEmpty() || NUMERIC.matcher(part).matches());
        if (!isNumbers) {
            return expression(text);
        }
        List<Double> parameters = new ArrayList<>();
        for (String part : parts) {
            if (!NUMBER.matcher(part).matches()) {
                throw written(kind);
            }
            parameters.add(Double.valueOf(part));
        }
        if (parameters.isEmpty() && !IndicatorKinds.named(kind).parameters().isEmpty()) {
            throw written(kind);
        }
        return new IndicatorName(kind, parameters);
    }

    private static boolean isWord(String text) {
        return WORD.matcher(text.trim()).matches();
    }

    /** A series such as {@code close}; the name of an indicator lacks its numbers. */
    private static IndicatorName word(String text) {
        if (IndicatorKinds.isNamed(text)) {
            throw written(text);
        }
        return expression(text);
    }

    private static IndicatorName expression(String text) {
        String name = IndicatorKinds.expression(text).name();
        // Printed it may be an indicator: (sma(20)).
        return FORM.matcher(name).matches() && !name.equals(text) ? parse(name) : new IndicatorName(name, List.of());
    }

    private static IllegalArgumentException written(String kind) {
        return new IllegalArgumentException(
                "an indicator is written " + IndicatorKinds.named(kind).example());
    }

    /** The name of its {@link IndicatorKind}. */
    public String kind() {
        return kind;
    }

    /** The numbers in the parentheses, as many as the kind has. */
    public List<Double> parameters() {
        return parameters;
    }

    /** How many bars it takes until all its outputs have their first value. */
    public int warmUp() {
        return IndicatorKinds.named(kind).warmUpBars().applyAsInt(values());
    }

    /** What its state takes beside a few numbers, in bytes. */
    public long extraBytes() {
        return IndicatorKinds.named(kind).extraBytes().applyAsLong(values());
    }

    Indicator create() {
        return IndicatorKinds.named(kind).creator().apply(values());
    }

    int outputs() {
        return IndicatorKinds.named(kind).outputs().size();
    }

    private double[] values() {
        return parameters.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof IndicatorName name && text.equals(name.text));
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
