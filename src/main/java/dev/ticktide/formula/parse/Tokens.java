package dev.ticktide.formula.parse;

import dev.ticktide.formula.syntax.Operator;
import java.util.List;
import java.util.Optional;

/** The tokens of a text, taken one after the other; the last one, its end, is never passed. Confined to one thread. */
public final class Tokens {

    private final List<Token> all;
    private int next;

    /** @param all with the end as the last */
    public Tokens(List<Token> all) {
        this.all = all;
    }

    public Token peek() {
        return all.get(next);
    }

    public Token peek(int ahead) {
        return all.get(Math.min(next + ahead, all.size() - 1));
    }

    public Token take() {
        Token taken = all.get(next);
        next = Math.min(next + 1, all.size() - 1);
        return taken;
    }

    /** The operator that begins here; {@code crosses} is the first of two words. */
    Optional<Operator> operator() {
        Token first = peek();
        if (first.kind() != Token.Kind.SIGN && first.kind() != Token.Kind.NAME) {
            return Optional.empty();
        }
        return Operator.written(first.isWord("crosses") ? "crosses " + peek(1).text() : first.text());
    }

    /** Takes a sign if it is the next token; whether it was. */
    boolean takeIf(String sign) {
        boolean is = peek().isSign(sign);
        if (is) {
            take();
        }
        return is;
    }

    boolean takeIfWord(String word) {
        boolean is = peek().isWord(word);
        if (is) {
            take();
        }
        return is;
    }

    /** @param where completes the message, such as {@code "after the arguments of sma"} */
    public Token sign(String sign, String where) throws ParseStop {
        if (!peek().isSign(sign)) {
            throw expected("\"" + sign + "\" " + where);
        }
        return take();
    }

    public Token word(String word, String where) throws ParseStop {
        if (!peek().isWord(word)) {
            throw expected("\"" + word + "\" " + where);
        }
        return take();
    }

    public Token kind(Token.Kind kind, String what) throws ParseStop {
        if (peek().kind() != kind) {
            throw expected(what);
        }
        return take();
    }

    public ParseStop expected(String what) {
        return new ParseStop(peek().at(), "expected " + what + ", found " + peek().described());
    }
}
