package dev.ticktide.formula.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a strategy or an indicator in the one form that is its identity: a statement a line, in the same order always, its
 * expressions as {@link Printer} writes them, without comments. Reading it again yields the same script.
 */
public final class ScriptPrinter {

    private ScriptPrinter() {}

    /** Lines, each with its line break. */
    public static String print(Script.Strategy strategy) {
        List<String> lines = new ArrayList<>();
        text(lines, "describe", strategy.description());
        if (!strategy.timeframes().isEmpty()) {
            lines.add("timeframes " + String.join(", ", strategy.timeframes()));
        }
        strategy.parameters().forEach(parameter -> lines.add("param " + parameter(parameter)));
        strategy.definitions().forEach(part -> lines.add("let " + definition(part)));
        rule(lines, "buy when ", strategy.buy());
        rule(lines, "sell when ", strategy.sell());
        rule(lines, "strength ", strategy.strength());
        return joined(lines);
    }

    /** Lines, each with its line break. */
    public static String print(Script.Indicator indicator) {
        List<String> lines = new ArrayList<>();
        String parameters = indicator.parameters().stream()
                .map(ScriptPrinter::parameter)
                .collect(Collectors.joining(", ", "(", ")"));
        lines.add("indicator " + indicator.name() + (indicator.parameters().isEmpty() ? "" : parameters));
        text(lines, "title", indicator.title());
        text(lines, "describe", indicator.description());
        text(lines, "source", indicator.source());
        if (indicator.ownPane()) {
            lines.add("pane own");
        }
        numbers(lines, "range", "..", indicator.range());
        numbers(lines, "guides", ", ", indicator.guides());
        indicator.definitions().forEach(part -> lines.add("let " + definition(part)));
        indicator.outputs().forEach(output -> lines.add(definition(output)));
        return joined(lines);
    }

    private static String parameter(Script.Parameter parameter) {
        StringBuilder text = new StringBuilder(parameter.name() + " = " + Printer.number(parameter.standard()));
        if (parameter.min() != parameter.max()) {
            text.append(String.format(
                    Locale.ROOT, " in %s..%s", Printer.number(parameter.min()), Printer.number(parameter.max())));
        }
        if (parameter.step() != standardStep(parameter)) {
            text.append(" step ").append(Printer.number(parameter.step()));
        }
        return text.toString();
    }

    /** What a parameter has that is written without a step. */
    private static double standardStep(Script.Parameter parameter) {
        boolean isWhole = isWhole(parameter.standard()) && isWhole(parameter.min()) && isWhole(parameter.max());
        return isWhole ? 1 : 0;
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value);
    }

    private static String definition(Script.Definition definition) {
        return definition.name() + " = " + Printer.print(definition.expression());
    }

    private static void text(List<String> lines, String word, String text) {
        if (!text.isEmpty()) {
            lines.add(word + " \"" + text + '"');
        }
    }

    private static void numbers(List<String> lines, String word, String between, List<Double> numbers) {
        if (!numbers.isEmpty()) {
            lines.add(word + " " + numbers.stream().map(Printer::number).collect(Collectors.joining(between)));
        }
    }

    private static void rule(List<String> lines, String words, @Nullable Expression expression) {
        if (expression != null) {
            lines.add(words + Printer.print(expression));
        }
    }

    private static String joined(List<String> lines) {
        return lines.stream().map(line -> line + '\n').collect(Collectors.joining());
    }
}
