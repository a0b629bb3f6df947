package dev.ticktide.strategy.script;

import dev.ticktide.formula.syntax.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A text is no strategy: the message has each problem with its line and column. */
public final class StrategyTextException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    StrategyTextException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** In the order of their places. */
    public List<Problem> problems() {
        return problems;
    }
}
