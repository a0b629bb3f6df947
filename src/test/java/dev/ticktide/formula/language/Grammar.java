package dev.ticktide.formula.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A grammar in EBNF, read from a document, which makes sentences at random. */
final class Grammar {

    private static final Pattern TOKEN = Pattern.compile("\"([^\"]*)\"|\\?[^?]*\\?|[a-z_]+|[={}\\[\\]()|;]");

    /** From here on no more is written than must be. */
    private static final int DEEP = 30;

    private final Map<String, Part> rules = new LinkedHashMap<>();
    private final Set<String> terminals = new TreeSet<>();
    private final List<String> tokens = new ArrayList<>();
    private int at;

    /** Writes one sentence of itself. */
    private interface Part {
        void write(Sentence into, int depth);
    }

    /** What is written so far, and what decides how it continues. */
    private record Sentence(StringBuilder text, Random random, Map<String, List<String>> words) {}

    Grammar(String text) {
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            tokens.add(token.group());
        }
        while (at < tokens.size()) {
            String name = take();
            require("=");
            rules.put(name, alternatives());
            require(";");
        }
    }

    Set<String> terminals() {
        return terminals;
    }

    /**
     * A sentence of a rule.
     *
     * @param words by the name of a rule: what is written instead of it, one of several
     */
    String sentence(String rule, Random random, Map<String, List<String>> words) {
        Sentence sentence = new Sentence(new StringBuilder(), random, words);
        write(rule, sentence, 0);
        return sentence.text().toString();
    }

    private void write(String rule, Sentence into, int depth) {
        List<String> instead = into.words().get(rule);
        if (instead == null) {
            Objects.requireNonNull(rules.get(rule), rule).write(into, depth + 1);
        } else {
            into.text()
                    .append(instead.get(into.random().nextInt(instead.size())))
                    .append(' ');
        }
    }

    private Part alternatives() {
        List<Part> all = new ArrayList<>(List.of(sequence()));
        while (isNext("|")) {
            take();
            all.add(sequence());
        }
        // No rule nests by its last alternative alone.
        return (into, depth) -> all.get(
                        depth > DEEP ? all.size() - 1 : into.random().nextInt(all.size()))
                .write(into, depth);
    }

    private Part sequence() {
        List<Part> all = new ArrayList<>();
        while (!isNext("|") && !isNext("}") && !isNext("]") && !isNext(")") && !isNext(";")) {
            all.add(part());
        }
        return (into, depth) -> all.forEach(each -> each.write(into, depth));
    }

    private Part part() {
        String token = take();
        if (token.startsWith("\"")) {
            String terminal = token.substring(1, token.length() - 1);
            terminals.add(terminal);
            return (into, depth) -> into.text().append(terminal).append(' ');
        } else if (token.startsWith("?")) {
            return (into, depth) -> {
                throw new IllegalStateException("no words for " + token);
            };
        } else if (token.equals("(")) {
            return enclosed(")", 1, 1);
        } else if (token.equals("[")) {
            return enclosed("]", 0, 1);
        } else if (token.equals("{")) {
            return enclosed("}", 0, 3);
        }
        return (into, depth) -> write(token, into, depth);
    }

    private Part enclosed(String end, int least, int most) {
        Part inside = alternatives();
        require(end);
        return (into, depth) -> {
            // Mostly not at all: the language has a limit of parts for one expression.
            boolean isLeast = depth > DEEP || into.random().nextInt(3) > 0;
            int times = isLeast ? least : least + into.random().nextInt(most - least + 1);
            for (int i = 0; i < times; i++) {
                inside.write(into, depth);
            }
        };
    }

    private boolean isNext(String token) {
        return tokens.get(at).equals(token);
    }

    private String take() {
        return tokens.get(at++);
    }

    private void require(String token) {
        if (!take().equals(token)) {
            throw new IllegalStateException(token + " is missing before " + tokens.subList(at, tokens.size()));
        }
    }
}
