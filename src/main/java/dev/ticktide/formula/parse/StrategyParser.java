package dev.ticktide.formula.parse;

import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the statements of a strategy. Confined to one thread. */
public final class StrategyParser extends StatementParser {

    private static final Set<String> WORDS =
            Set.of("describe", "timeframes", "param", "let", "buy", "sell", "strength");

    private String description = "";
    private final List<String> timeframes = new ArrayList<>();
    private @Nullable Expression buy;
    private @Nullable Expression sell;
    private @Nullable Expression strength;

    public StrategyParser(String text, List<Problem> problems) {
        super(text, WORDS, problems);
    }

    @Override
    void read(Token word) throws ParseStop {
        if (tokens().peek(1).isSign("=")) {
            throw new ParseStop(word.at(), "write let " + word.text() + " = … to name a part");
        }
        tokens().take();
        switch (word.text()) {
            case "param" -> parameter("param");
            case "let" -> let();
            case "describe" -> {
                onlyOnce(word);
                description = text("a description");
            }
            case "timeframes" -> {
                onlyOnce(word);
                timeframes();
            }
            case "buy" -> {
                onlyOnce(word);
                buy = when(word);
            }
            case "sell" -> {
                onlyOnce(word);
                sell = when(word);
            }
            default -> {
                onlyOnce(word);
                strength = expression();
            }
        }
    }

    private void timeframes() throws ParseStop {
        do {
            Token token = tokens().peek();
            if (token.isWord("raw")) {
                tokens().take();
            } else {
                tokens().kind(Token.Kind.DURATION, "a timeframe such as 5m");
            }
            timeframes.add(token.text());
        } while (tokens().takeIf(","));
    }

    private Expression when(Token word) throws ParseStop {
        tokens().word("when", "after \"" + word.text() + "\"");
        return expression();
    }

    /** What has been read; complete only without problems. */
    public Script.Strategy strategy() {
        missing(
                buy == null && sell == null,
                tokens().peek().at(),
                "a strategy needs a rule: buy when … or sell when …, or both");
        return new Script.Strategy(description, timeframes, parameters(), definitions(), buy, sell, strength);
    }
}
