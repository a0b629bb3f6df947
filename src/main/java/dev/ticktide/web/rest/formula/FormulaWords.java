package dev.ticktide.web.rest.formula;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.IndicatorKinds;
import dev.ticktide.formula.language.Function;
import dev.ticktide.formula.language.Functions;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The words of the formula language with their forms and meanings, for completion and help in an editor. */
public final class FormulaWords extends RestCall {

    private static final List<Word> STATEMENTS = List.of(
            statement("describe", "describe \"…\"", "what the strategy waits for, in words"),
            statement("timeframes", "timeframes 5m, 1h", "the bars on which it runs; without it the configured ones"),
            statement("param", "param name = 14 in 2..50 step 1", "a number that can be changed within its bounds"),
            statement("let", "let name = …", "a name for a part of what follows"),
            statement("buy", "buy when …", "the condition for a buy, at the close of a bar"),
            statement("sell", "sell when …", "the condition for a sell, at the close of a bar"),
            statement("strength", "strength …", "how clear a signal is, 0 to 1; without it 1"));

    private static final List<Word> OPERATORS = List.of(
            operator("and", "c and c", "whether both conditions hold"),
            operator("or", "c or c", "whether one of two conditions holds"),
            operator("not", "not c", "whether a condition fails"),
            operator("crosses above", "x crosses above y", "whether x is above y and was not at the bar before"),
            operator("crosses below", "x crosses below y", "whether x is below y and was not at the bar before"),
            operator("then", "c then c within 15 bars", "whether the second holds now and the first did before it"));

    private final List<Word> all = Stream.of(
                    STATEMENTS.stream(),
                    OPERATORS.stream(),
                    Functions.all().stream().map(FormulaWords::word),
                    IndicatorKinds.all().stream().map(FormulaWords::word))
            .flatMap(words -> words)
            .toList();

    public FormulaWords() {
        super("/formulas/words", Set.of());
    }

    private enum Kind {
        STATEMENT,
        OPERATOR,
        SERIES,
        FUNCTION,
        INDICATOR
    }

    /** @param outputs of an indicator, by the names that follow a dot */
    private record Word(
            String name,
            Kind kind,
            String form,
            String description,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> outputs) {}

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        return Future.succeededFuture(all);
    }

    private static Word statement(String name, String form, String description) {
        return new Word(name, Kind.STATEMENT, form, description, List.of());
    }

    private static Word operator(String name, String form, String description) {
        return new Word(name, Kind.OPERATOR, form, description, List.of());
    }

    private static Word word(Function function) {
        Kind kind = function.arguments().isEmpty() ? Kind.SERIES : Kind.FUNCTION;
        return new Word(function.name(), kind, function.form(), function.meaning(), List.of());
    }

    private static Word word(IndicatorKind kind) {
        List<String> outputs = kind.outputs().size() == 1
                ? List.of()
                : kind.outputs().stream().map(IndicatorKind.Output::name).toList();
        return new Word(kind.name(), Kind.INDICATOR, kind.example(), kind.title() + ": " + kind.description(), outputs);
    }
}
