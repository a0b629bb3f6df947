package dev.ticktide.formula.parse;

import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Span;

/** Ends the reading of one statement; the next one is read nevertheless. */
public final class ParseStop extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ParseStop(Span at, String message) {
        // Without a stack trace: this is how a parser goes back, not a failure of the program.
        super(message, null, false, false);
        this.problem = new Problem(at, message);
    }

    public Problem problem() {
        return problem;
    }
}
