package dev.ticktide.formula.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.parse.IndicatorParser;
import dev.ticktide.formula.parse.Lexer;
import dev.ticktide.formula.parse.StrategyParser;
import dev.ticktide.formula.parse.Token;
import dev.ticktide.formula.syntax.Operator;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.testing.Markdown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The grammar of {@code docs/language.md} has the words and signs of the parser, which reads whatever the grammar makes. */
class GrammarDocTest {

    private static final int SENTENCES = 3_000;

    /** Characters; longer ones may have more parts than one expression may. */
    private static final int MAX_LENGTH = 1_500;

    private static final String PUNCTUATION = "!\"$%&'()*+,-./:;<=>?@[\\]^`{|}~";

    /** Words for what the grammar describes in prose. A number alone is within its own bounds. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "name", List.of("a", "close", "B_2", "_x", "rsi"),
            "number", List.of("12", "0.5", ".5", "1e-6", "3."),
            "constant", List.of("1"),
            "duration", List.of("15m", "1h", "30s"),
            "text", List.of("\"\"", "\"what it is\""),
            "newline", List.of("\n", "# a comment\n", "\n\n  "));

    private static Grammar grammar = new Grammar("");

    @BeforeAll
    static void read() throws IOException {
        Markdown page = Markdown.read(Path.of("docs/language.md"));
        grammar = new Grammar(page.blocks().stream()
                .filter(block -> block.kind().equals("ebnf"))
                .map(Markdown.Block::text)
                .collect(Collectors.joining("\n")));
    }

    @Test
    void theParserReadsWhateverTheGrammarMakes() {
        Random random = new Random(3);
        int longest = 0;
        int count = 0;
        for (int i = 0; i < SENTENCES; i++) {
            List<Problem> problems = new ArrayList<>();
            String text = grammar.sentence(i % 2 == 0 ? "strategy" : "indicator", random, WORDS);
            if (text.length() > MAX_LENGTH) {
                continue;
            }
            count++;
            if (i % 2 == 0) {
                new StrategyParser(text, problems).statements();
            } else {
                new IndicatorParser(text, problems).statements();
            }
            problems.removeIf(problem -> problem.message().endsWith("there may be one only"));
            assertEquals(List.of(), problems, text);
            longest = Math.max(longest, text.length());
        }
        assertTrue(longest > MAX_LENGTH / 2 && count > SENTENCES / 2, "many sentences, some of them long");
    }

    @Test
    void itsSignsAreThoseOfTheLanguage() {
        Set<String> signs = new TreeSet<>();
        List<String> characters = List.of(PUNCTUATION.split(""));
        for (String first : characters) {
            addIfSign(first, signs);
            characters.forEach(second -> addIfSign(first + second, signs));
        }
        assertEquals(
                grammar.terminals().stream()
                        .filter(each -> !isWord(each))
                        .collect(Collectors.toCollection(TreeSet::new)),
                signs);
    }

    @Test
    void itsWordsAreThoseOfTheLanguage() {
        Set<String> words =
                new TreeSet<>(statementWords(Parser.strategy("other").problems()));
        words.addAll(statementWords(Parser.indicator("other", Catalog.ALL).problems()));
        for (Operator operator : Operator.values()) {
            words.addAll(List.of(operator.text().split(" ")));
        }
        words.removeIf(each -> !isWord(each));
        words.addAll(List.of("not", "then", "within", "bars", "when", "in", "step", "raw", "price", "own"));
        assertEquals(
                words,
                grammar.terminals().stream()
                        .filter(GrammarDocTest::isWord)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Words within expressions cannot be names; all others can. */
    @Test
    void wordsOfExpressionsAreNoNames() {
        Set<String> reserved = new TreeSet<>();
        for (String word : grammar.terminals()) {
            if (isWord(word)
                    && !Parser.strategy("let " + word + " = 1\nbuy when close > 1")
                            .isAccepted()) {
                reserved.add(word);
            }
        }
        assertEquals(
                Set.of("above", "and", "bars", "below", "crosses", "not", "or", "then", "when", "within"), reserved);
    }

    /** Of the message that names all that may be at the start of a line. */
    private static List<String> statementWords(List<Problem> problems) {
        return problems.stream()
                .map(Problem::message)
                .filter(message -> message.startsWith("expected one of "))
                .flatMap(message -> Stream.of(message.replaceFirst("expected one of ", "")
                        .replaceFirst(" at the start.*", "")
                        .split(", ")))
                .toList();
    }

    private static boolean isWord(String terminal) {
        return Character.isLetter(terminal.charAt(0));
    }

    private static void addIfSign(String text, Set<String> signs) {
        List<Problem> problems = new ArrayList<>();
        List<Token> tokens = Lexer.tokens(text, problems);
        if (problems.isEmpty() && tokens.size() == 2 && tokens.get(0).kind() == Token.Kind.SIGN) {
            signs.add(text);
        }
    }
}
