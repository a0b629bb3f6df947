package dev.ticktide.web.rest.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.ticktide.formula.language.Catalog;
import dev.ticktide.formula.language.ParseResult;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.ScriptPrinter;
import dev.ticktide.formula.syntax.Type;
import dev.ticktide.http.Bulkhead;
import dev.ticktide.web.answer.JsonBodies;
import dev.ticktide.web.answer.JsonFields;
import dev.ticktide.web.answer.PostCall;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a text is a strategy, an indicator or a condition, or where it is wrong. Reads texts on worker threads, few at a time. */
public final class FormulaCheck extends PostCall {

    private static final int MOST_RUNNING = 2;
    private static final int MOST_WAITING = 64;
    private static final String STRATEGY = "strategy";
    private static final String INDICATOR = "indicator";

    private final Context context;
    private final Bulkhead turns = new Bulkhead(MOST_RUNNING, MOST_WAITING);

    public FormulaCheck(JsonBodies bodies, Context context) {
        super("/formulas/check", Set.of("text", "kind"), bodies);
        this.context = context;
    }

    /** @param canonical {@code null} with problems */
    private record View(
            List<ProblemView> problems, @Nullable String canonical, List<Param> params) {}

    /** @param step the distance of the values that a form proposes; 0 if any value is as good */
    @JsonPropertyOrder({"name", "default", "min", "max", "step", "whole"})
    private record Param(
            String name, @JsonProperty("default") double standard, double min, double max, double step, boolean whole) {

        static List<Param> of(Script script) {
            return script.parameters().stream()
                    .map(each -> new Param(
                            each.name(), each.standard(), each.min(), each.max(), each.step(), each.isWhole()))
                    .toList();
        }
    }

    @Override
    protected Future<?> answer(JsonFields body, RoutingContext request) {
        String text = body.text("text");
        String kind = body.choice("kind", List.of(STRATEGY, INDICATOR, "expression"));
        return turns.take(() -> context.executeBlocking(() -> check(text, kind), false));
    }

    private static View check(String text, String kind) {
        if (kind.equals(STRATEGY)) {
            return view(Parser.strategy(text), ScriptPrinter::print, Param::of);
        } else if (kind.equals(INDICATOR)) {
            return view(Parser.indicator(text, Catalog.ALL), ScriptPrinter::print, Param::of);
        }
        ParseResult<Expression> condition = Parser.expression(text, Type.TRUTH);
        return view(condition, Printer::print, expression -> List.of());
    }

    private static <T> View view(
            ParseResult<T> parsed, Function<T, String> print, Function<? super T, List<Param>> params) {
        return parsed.isAccepted()
                ? new View(List.of(), print.apply(parsed.value()), params.apply(parsed.value()))
                : new View(ProblemView.of(parsed.problems()), null, List.of());
    }
}
