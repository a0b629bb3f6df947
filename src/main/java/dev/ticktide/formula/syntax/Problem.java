package dev.ticktide.formula.syntax;

/**
 * Why a text is not accepted. Immutable.
 *
 * @param message what is wrong there and what is expected, a sentence without its full stop
 */
public record Problem(Span at, String message) {

    @Override
    public String toString() {
        return "line " + at.line() + ", column " + at.column() + ": " + message;
    }
}
