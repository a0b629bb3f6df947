package dev.ticktide.formula.language;

import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.NearestName;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Span;
import dev.ticktide.formula.syntax.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names that are known at a place of a script: the language's own, and those that the script has defined before. Confined to one thread. */
public final class Scope {

    private final Catalog catalog;
    private final List<Problem> problems;
    private final Map<String, Type> defined = new HashMap<>();
    private final Set<String> parameters = new HashSet<>();
    private final Constants constants = new Constants();
    private final Set<String> upcoming = new HashSet<>();

    /** @param problems gets names that are taken */
    Scope(Catalog catalog, List<Problem> problems) {
        this.catalog = catalog;
        this.problems = problems;
    }

    /** A parameter may have the name of a series, such as {@code low}, which it then hides. */
    void parameter(Script.Parameter parameter) {
        boolean hidesSeries = Functions.named(parameter.name())
                .filter(function -> function.arguments().isEmpty())
                .isPresent();
        if (isFree(parameter.name(), parameter.at(), hidesSeries)) {
            defined.put(parameter.name(), Type.NUMBER);
            parameters.add(parameter.name());
            constants.define(parameter.name(), parameter.standard());
        }
    }

    /** An output may have the name of a parameter, as signal has in MACD: from then on the output is meant. */
    void definition(Script.Definition definition, Type type) {
        boolean hidesParameter = parameters.remove(definition.name());
        if (hidesParameter || isFree(definition.name(), definition.at(), false)) {
            defined.put(definition.name(), type);
            constants.define(definition.name(), definition.expression());
        }
    }

    /** Names that the script defines further below: until then only their values at the bar before are known. */
    void upcoming(List<Script.Definition> definitions) {
        definitions.forEach(definition -> upcoming.add(definition.name()));
    }

    boolean isUpcoming(String name) {
        return upcoming.contains(name) && !defined.containsKey(name);
    }

    /** {@code null} if the script has not defined it. */
    @Nullable
    Type defined(String name) {
        return defined.get(name);
    }

    /** Empty if the expression changes with the bars. */
    OptionalDouble constant(Expression expression) {
        return constants.value(expression);
    }

    /** The known name that is nearest to an unknown one, as the end of a message; empty if none is near. */
    String hint(String name) {
        List<String> known = new ArrayList<>(new TreeSet<>(defined.keySet()));
        Functions.all().forEach(function -> known.add(function.name()));
        catalog.indicators().forEach(kind -> known.add(kind.name()));
        return NearestName.hint(name, known);
    }

    Optional<IndicatorKind> indicator(String name) {
        return catalog.named(name);
    }

    private boolean isFree(String name, Span at, boolean mayHide) {
        boolean isTaken = defined.containsKey(name);
        if (isTaken || (Functions.named(name).isPresent() && !mayHide)) {
            problems.add(new Problem(
                    at,
                    "the name \"" + name + "\" is taken" + (isTaken ? "" : " by the language") + ": choose another"));
            return false;
        }
        return true;
    }
}
