package dev.ticktide.formula.library;

import dev.ticktide.formula.Indicator;
import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.LastUsed;
import dev.ticktide.formula.plan.Names;
import dev.ticktide.formula.plan.Plan;
import dev.ticktide.formula.plan.PlanBuilder;
import dev.ticktide.formula.syntax.Script;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A kind of indicator made of its formula. Plans are shared by all symbols with the same parameters. Thread-safe. */
final class FormulaKind {

    static final String WARM_UP = "As many bars as its windows and averages need together.";

    private static final String HISTOGRAM = "histogram";

    private final Script.Indicator script;
    private final Function<String, Script.@Nullable Indicator> others;
    /** By the parameters. */
    private final LastUsed<List<Double>, Compiled> compiled = new LastUsed<>();

    /** A plan, where its outputs are, and when all of them are known. */
    private record Compiled(Plan plan, int[] outputs, int warmUp) {}

    /** @param others the indicators that the formula may use */
    FormulaKind(Script.Indicator script, Function<String, Script.@Nullable Indicator> others) {
        this.script = script;
        this.others = others;
    }

    IndicatorKind kind() {
        return new IndicatorKind(
                script.name(),
                script.title(),
                script.description(),
                script.source(),
                script.parameters().stream()
                        .map(parameter -> new IndicatorKind.Parameter(
                                parameter.name(),
                                parameter.standard(),
                                parameter.min(),
                                parameter.max(),
                                parameter.isWhole()))
                        .toList(),
                script.outputs().stream()
                        .map(output -> new IndicatorKind.Output(
                                output.name(),
                                output.name().equals(HISTOGRAM)
                                        ? IndicatorKind.Style.HISTOGRAM
                                        : IndicatorKind.Style.LINE))
                        .toList(),
                script.ownPane() ? IndicatorKind.Placement.OWN : IndicatorKind.Placement.PRICE,
                scale(),
                parameters -> compiled(parameters).warmUp,
                WARM_UP,
                parameters -> (long) Double.BYTES * compiled(parameters).plan.stateSize(),
                this::create);
    }

    private IndicatorKind.@Nullable Scale scale() {
        if (script.range().isEmpty() || script.guides().isEmpty()) {
            return null;
        }
        return new IndicatorKind.Scale(
                script.range().get(0),
                script.guides().get(0),
                script.guides().get(1),
                script.range().get(1));
    }

    private Indicator create(double[] parameters) {
        Compiled found = compiled(parameters);
        return new FormulaIndicator(found.plan, found.outputs);
    }

    private Compiled compiled(double[] parameters) {
        List<Double> key = Arrays.stream(parameters).boxed().collect(Collectors.toList());
        return compiled.get(key, this::compile);
    }

    private Compiled compile(List<Double> parameters) {
        PlanBuilder builder = new PlanBuilder(others);
        Names names = builder.names();
        for (int i = 0; i < parameters.size(); i++) {
            names.parameter(script.parameters().get(i).name(), parameters.get(i));
        }
        script.definitions().forEach(names::define);
        script.outputs().forEach(names::define);
        int[] outputs = script.outputs().stream()
                .mapToInt(output -> names.slot(output.name()))
                .toArray();
        int warmUp = 0;
        for (int slot : outputs) {
            warmUp = Math.max(warmUp, builder.barsNeeded(slot));
        }
        return new Compiled(builder.build(), outputs, warmUp);
    }
}
