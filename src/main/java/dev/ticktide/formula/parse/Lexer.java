package dev.ticktide.formula.parse;

import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Span;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into tokens. Never fails: what belongs to no token becomes a problem and is passed over. */
public final class Lexer {

    private static final List<String> SIGNS = List.of(
            "..", "==", "!=", "<=", ">=", "<", ">", "=", "(", ")", "[", "]", ",", "+", "-", "*", "/", "%", "@", ".");

    private static final int END_OF_TEXT = -1;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Problem> problems;
    private int at;
    private int line = 1;
    private int lineStart;
    private boolean startsLine = true;

    private Lexer(String text, List<Problem> problems) {
        this.text = text;
        this.problems = problems;
    }

    /** @param problems gets what belongs to no token */
    public static List<Token> tokens(String text, List<Problem> problems) {
        Lexer lexer = new Lexer(text, problems);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '\n') {
                at++;
                line++;
                lineStart = at;
                startsLine = true;
            } else if (Character.isWhitespace(next) || next == '\uFEFF') {
                at++;
            } else if (next == '#') {
                skipComment();
            } else {
                token(next);
            }
        }
        add(Token.Kind.END, at, "", 0);
    }

    private void token(char first) {
        if (isDigit(first) || (first == '.' && isDigit(peek(1)))) {
            number();
        } else if (isLetter(first)) {
            int start = at;
            while (isLetter(peek(0)) || isDigit(peek(0))) {
                at++;
            }
            add(Token.Kind.NAME, start, text.substring(start, at), 0);
        } else if (first == '"') {
            quoted();
        } else {
            sign();
        }
    }

    private void skipComment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void number() {
        int start = at;
        digits();
        // Two dots are a range: 5..45.
        if (peek(0) == '.' && peek(1) != '.') {
            at++;
            digits();
        }
        if ((peek(0) == 'e' || peek(0) == 'E') && isExponent()) {
            at += 2;
            digits();
        }
        String digits = text.substring(start, at);
        if (isUnit(peek(0)) && !isLetter(peek(1)) && !isDigit(peek(1))) {
            at++;
            add(Token.Kind.DURATION, start, text.substring(start, at), 0);
            return;
        }
        if (isLetter(peek(0))) {
            while (isLetter(peek(0)) || isDigit(peek(0))) {
                at++;
            }
            problem(
                    start,
                    "\"" + text.substring(start, at)
                            + "\" is neither a number nor a name: a name begins with a letter");
        }
        add(Token.Kind.NUMBER, start, digits, Double.parseDouble(digits));
    }

    private boolean isExponent() {
        return isDigit(peek(1)) || ((peek(1) == '-' || peek(1) == '+') && isDigit(peek(2)));
    }

    private void digits() {
        while (isDigit(peek(0))) {
            at++;
        }
    }

    private void quoted() {
        int start = at;
        at++;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
            at++;
        }
        String inside = text.substring(start + 1, at);
        if (peek(0) == '"') {
            at++;
        } else {
            problem(start, "the text has no closing quote on its line");
        }
        add(Token.Kind.TEXT, start, inside, 0);
    }

    private void sign() {
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                add(Token.Kind.SIGN, at - sign.length(), sign, 0);
                return;
            }
        }
        int start = at;
        if (peek(0) == '&' || peek(0) == '|') {
            otherLanguagesWord(peek(0) == '&' ? "and" : "or");
            return;
        }
        at += Character.charCount(text.codePointAt(at));
        problem(start, "the language has no sign \"" + text.substring(start, at) + "\"" + instead(text.charAt(start)));
    }

    /** {@code &} or {@code &&}: read as the word that is meant, so that nothing else is wrong because of it. */
    private void otherLanguagesWord(String word) {
        int start = at;
        at += peek(1) == peek(0) ? 2 : 1;
        problem(start, "the language has no sign \"" + text.substring(start, at) + "\": write " + word);
        add(Token.Kind.NAME, start, word, 0);
    }

    private static String instead(char sign) {
        return switch (sign) {
            case '!' -> ": write not, or != between two values";
            case '\'', '“', '”', '„' -> ": texts are in double quotes \"\"";
            case '{', '}' -> ": parentheses are ( and )";
            default -> "";
        };
    }

    private void add(Token.Kind kind, int start, String content, double value) {
        tokens.add(new Token(kind, content, value, span(start), startsLine));
        startsLine = false;
    }

    private void problem(int start, String message) {
        problems.add(new Problem(span(start), message));
    }

    private Span span(int start) {
        return new Span(line, start - lineStart + 1, Math.max(1, at - start));
    }

    private int peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : END_OF_TEXT;
    }

    private static boolean isUnit(int next) {
        return next == 's' || next == 'm' || next == 'h' || next == 'd';
    }

    private static boolean isDigit(int next) {
        return next >= '0' && next <= '9';
    }

    private static boolean isLetter(int next) {
        return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '_';
    }
}
