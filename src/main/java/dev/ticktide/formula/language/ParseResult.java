package dev.ticktide.formula.language;

import dev.ticktide.formula.syntax.Problem;
import java.util.List;

/**
 * What became of a text. Immutable.
 *
 * @param value what could be read of it; complete only without problems
 * @param problems in the order of their places; empty if the text is accepted
 */
public record ParseResult<T>(T value, List<Problem> problems) {

    public ParseResult {
        problems = List.copyOf(problems);
    }

    public boolean isAccepted() {
        return problems.isEmpty();
    }
}
