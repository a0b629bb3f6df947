package dev.ticktide.formula.parse;

import dev.ticktide.formula.syntax.Span;

/**
 * A word, number or sign of a text.
 *
 * @param text as written; of a {@link Kind#TEXT} what is between its quotes
 * @param value of a {@link Kind#NUMBER}, otherwise 0
 * @param startsLine whether it is the first of its line
 */
public record Token(Kind kind, String text, double value, Span at, boolean startsLine) {

    /** What it is. */
    public enum Kind {
        NUMBER,
        /** Such as {@code 15m}. */
        DURATION,
        /** In double quotes. */
        TEXT,
        NAME,
        SIGN,
        END
    }

    public boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    public boolean isWord(String word) {
        return kind == Kind.NAME && text.equals(word);
    }

    /** As a message names it. */
    String described() {
        return switch (kind) {
            case END -> "the end of the text";
            case TEXT -> "the text \"" + text + "\"";
            default -> "\"" + text + "\"";
        };
    }
}
