package dev.ticktide.formula.library;

import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.language.ParseResult;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.operator.PlanStep;
import dev.ticktide.formula.plan.Plan;
import dev.ticktide.formula.plan.PlanBuilder;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Printer;
import java.util.List;
import java.util.stream.Collectors;

/** An expression as a kind of indicator: without parameters, with one output, named as the expression is printed. */
final class ExpressionKind {

    private ExpressionKind() {}

    /**
     * Fails with {@link IllegalArgumentException} that says what is wrong with the text.
     *
     * @param text a number or a condition, which is 1 while it holds and 0 while it does not
     */
    static IndicatorKind of(String text) {
        Expression expression = parsed(text);
        String name = Printer.print(expression);
        PlanBuilder builder = new PlanBuilder(FormulaFiles::script);
        int slot = builder.names().add(expression);
        int warmUp = builder.barsNeeded(slot);
        if (warmUp >= PlanStep.NEVER) {
            throw new IllegalArgumentException(name + " is not known at any bar");
        }
        Plan plan = builder.build();
        int[] outputs = {slot};
        return new IndicatorKind(
                name,
                name,
                name,
                "this formula",
                List.of(),
                List.of(new IndicatorKind.Output("value", IndicatorKind.Style.LINE)),
                IndicatorKind.Placement.OWN,
                null,
                parameters -> warmUp,
                FormulaKind.WARM_UP,
                parameters -> (long) Double.BYTES * plan.stateSize(),
                parameters -> new FormulaIndicator(plan, outputs));
    }

    private static Expression parsed(String text) {
        ParseResult<Expression> parsed = Parser.expression(text);
        if (!parsed.isAccepted()) {
            throw new IllegalArgumentException(parsed.problems().stream()
                    .map(problem ->
                            problem.message() + " (character " + problem.at().column() + ")")
                    .collect(Collectors.joining("; ")));
        }
        return parsed.value();
    }
}
