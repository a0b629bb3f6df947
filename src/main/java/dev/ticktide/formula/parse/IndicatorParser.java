package dev.ticktide.formula.parse;

import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the statements of an indicator. Confined to one thread. */
public final class IndicatorParser extends StatementParser {

    private static final Set<String> WORDS =
            Set.of("indicator", "title", "describe", "source", "pane", "range", "guides", "let");

    private String name = "";
    private String title = "";
    private String description = "";
    private String source = "";
    private boolean ownPane;
    private final List<Double> range = new ArrayList<>();
    private final List<Double> guides = new ArrayList<>();
    private final List<Script.Definition> outputs = new ArrayList<>();

    public IndicatorParser(String text, List<Problem> problems) {
        super(text, WORDS, problems);
    }

    @Override
    void read(Token word) throws ParseStop {
        if (tokens().peek(1).isSign("=")) {
            outputs.add(definition("an output"));
            return;
        }
        tokens().take();
        if (word.isWord("let")) {
            let();
            return;
        }
        onlyOnce(word);
        switch (word.text()) {
            case "indicator" -> header();
            case "title" -> title = text("a title");
            case "describe" -> description = text("a description");
            case "source" -> source = text("the source of the definition");
            case "pane" -> pane();
            case "range" -> {
                range.add(number());
                tokens().sign("..", "between the smallest and the largest value");
                range.add(number());
            }
            default -> {
                guides.add(number());
                tokens().sign(",", "between the two guides");
                guides.add(number());
            }
        }
    }

    private void header() throws ParseStop {
        name = name("indicator").text();
        if (tokens().takeIf("(") && !tokens().takeIf(")")) {
            do {
                parameter("(");
            } while (tokens().takeIf(","));
            tokens().sign(")", "or \",\" after a parameter of " + name);
        }
    }

    private void pane() throws ParseStop {
        Token where = tokens().kind(Token.Kind.NAME, "\"price\" or \"own\" after \"pane\"");
        if (!where.isWord("own") && !where.isWord("price")) {
            throw new ParseStop(where.at(), "a pane is \"price\" or \"own\", found " + where.described());
        }
        ownPane = where.isWord("own");
    }

    /** What has been read; complete only without problems. */
    public Script.Indicator indicator() {
        missing(
                name.isEmpty(),
                new Span(1, 1, 1),
                "an indicator begins with its name: indicator example(length = 14 in 1..500)");
        missing(
                outputs.isEmpty(),
                tokens().peek().at(),
                "an indicator needs an output: a line such as value = mean(close, length)");
        return new Script.Indicator(
                name, title, description, source, ownPane, range, guides, parameters(), definitions(), outputs);
    }
}
