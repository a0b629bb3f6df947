package dev.ticktide.formula.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ticktide.formula.plan.PlanBuilder;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Type;
import dev.ticktide.testing.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every example of {@code docs/language.md} is what the page says, and its table of functions is that of the code. */
class LanguageDocTest {

    private static final Path DOCUMENT = Path.of("docs/language.md");
    private static final String BEGIN = "<!-- functions: written by LanguageDocTest -->\n";
    private static final String END = "<!-- end of functions -->";
    private static final Pattern MESSAGE = Pattern.compile("line \\d+, column \\d+: .*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern JUMP = Pattern.compile("\\]\\(#([^)]+)\\)");
    private static final String VALUES_OF = "tide values of ";

    /** Two numbers of bars, from which it can be seen how what is known depends on them. */
    private static final int FEW = 5;

    private static final int MORE = 8;

    private static Markdown page = new Markdown(List.of(), List.of());
    private static final Map<String, Script.Indicator> INDICATORS = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        page = Markdown.read(DOCUMENT);
        for (Markdown.Block block : page.blocks()) {
            if (block.kind().equals("tide") && block.text().startsWith("indicator ")) {
                Script.Indicator read =
                        Parser.indicator(block.text(), Catalog.ALL).value();
                INDICATORS.put(read.name(), read);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsWhatThePageSays() {
        return page.blocks().stream().map(block -> dynamicTest(block.place(), () -> check(block)));
    }

    @Test
    void thereAreExamplesOfEachKind() {
        Map<String, Long> kinds = page.blocks().stream()
                .collect(Collectors.groupingBy(block -> block.kind().replaceAll(" of .*", ""), Collectors.counting()));
        assertEquals(
                new TreeSet<>(List.of("ebnf", "tide", "tide error", "tide values")), new TreeSet<>(kinds.keySet()));
        kinds.forEach((kind, count) -> assertTrue(count >= (kind.equals("ebnf") ? 1 : 5), kind));
    }

    @Test
    void theTableOfFunctionsIsThatOfTheCode() throws IOException {
        String text = Files.readString(DOCUMENT);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        String table = table();
        if (Boolean.getBoolean("ticktide.draw")) {
            Files.writeString(DOCUMENT, text.substring(0, from) + table + text.substring(to));
        }
        assertEquals(
                table,
                Files.readString(DOCUMENT).substring(from).split(END, 2)[0],
                () -> "write it again with ./ticktide test LanguageDocTest -Dticktide.draw=true");
    }

    /** What the page marks as not computed yet, and nothing else. */
    @Test
    void whatIsNotComputedYetIsNamed() throws IOException {
        String section = Files.readString(DOCUMENT).split("(?m)^## ", -1)[indexOf("Not computed yet")];
        for (Function function : Functions.all()) {
            boolean isNamed = Pattern.compile("`" + function.name() + "\\b")
                    .matcher(section)
                    .find();
            assertEquals(isNamed, knownFrom(function, FEW) < 0, function.name());
        }
        Expression other = Parser.expression("close @ 1h", Type.NUMBER).value();
        assertThrows(
                IllegalArgumentException.class,
                () -> new PlanBuilder(name -> null).names().add(other));
    }

    @Test
    void whereThePageJumpsToIsThere() throws IOException {
        String text = Files.readString(DOCUMENT);
        List<String> headings = HEADING.matcher(text)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
        Matcher jump = JUMP.matcher(text);
        while (jump.find()) {
            assertTrue(headings.contains(jump.group(1)), () -> jump.group(1) + " is none of " + headings);
        }
    }

    private static int indexOf(String heading) throws IOException {
        String[] sections = Files.readString(DOCUMENT).split("(?m)^## ", -1);
        for (int i = 0; i < sections.length; i++) {
            if (sections[i].startsWith(heading)) {
                return i;
            }
        }
        throw new AssertionError("no section " + heading);
    }

    private static void check(Markdown.Block block) {
        if (block.kind().equals("tide error")) {
            error(block);
        } else if (block.kind().equals("tide values")) {
            new BarTable(block.lines()).check();
        } else if (block.kind().startsWith(VALUES_OF)) {
            String call = block.kind().substring(VALUES_OF.length());
            String name = call.substring(0, call.indexOf('('));
            List<Double> parameters = Stream.of(
                            call.replaceAll("^.*\\(|\\)", "").split(","))
                    .map(Double::valueOf)
                    .toList();
            new BarTable(block.lines()).check(Objects.requireNonNull(INDICATORS.get(name)), parameters);
        } else if (!block.kind().equals("ebnf")) {
            accepted(block);
        }
    }

    private static void accepted(Markdown.Block block) {
        String text = block.text();
        if (text.startsWith("indicator ")) {
            assertEquals(List.of(), Parser.indicator(text, Catalog.ALL).problems());
        } else if (Pattern.compile("(?m)^(buy|sell) ").matcher(text).find()) {
            assertEquals(List.of(), Parser.strategy(text).problems());
        } else {
            block.lines()
                    .forEach(line -> assertEquals(
                            List.of(), Parser.expression(line, Type.TRUTH).problems(), line));
        }
    }

    private static void error(Markdown.Block block) {
        List<String> text = new ArrayList<>(block.lines());
        List<String> messages = new ArrayList<>();
        text.removeIf(line -> MESSAGE.matcher(line).matches() && messages.add(line));
        assertFalse(messages.isEmpty(), "no message");
        String all = String.join("\n", text).stripTrailing();
        List<Problem> found = all.startsWith("indicator ")
                ? Parser.indicator(all, Catalog.ALL).problems()
                : Parser.strategy(all).problems();
        assertEquals(
                String.join("\n", messages),
                found.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| written | is | meaning | known from bar |\n|---|---|---|---|\n");
        for (Function function : Functions.all()) {
            int few = knownFrom(function, FEW);
            int more = knownFrom(function, MORE);
            String known = few < 0 ? "not computed yet" : few == more ? String.valueOf(few) : plus(few - FEW);
            table.append("| `").append(function.form()).append("` | ");
            table.append(function.result().words().replaceFirst("^a ", "")).append(" | ");
            table.append(function.meaning()).append(" | ").append(known).append(" |\n");
        }
        return table.toString();
    }

    private static String plus(int more) {
        return more == 0 ? "n" : "n + " + more;
    }

    /** The first bar at which a function of known arguments is known; negative if plans do not compute it. */
    private static int knownFrom(Function function, int bars) {
        List<String> given = new ArrayList<>();
        for (Function.Argument argument : function.arguments()) {
            given.add(
                    switch (argument) {
                        case NUMBER -> given.isEmpty() ? "close" : "open";
                        case CONDITION -> "close > 1";
                        case BARS -> String.valueOf(bars);
                        case TEXT -> "\"GDP\"";
                        case TIME -> "15m";
                    });
        }
        String text = function.name() + (given.isEmpty() ? "" : "(" + String.join(",", given) + ")");
        ParseResult<Expression> read = Parser.expression(text, function.result());
        assertEquals(List.of(), read.problems(), text);
        PlanBuilder builder = new PlanBuilder(name -> null);
        try {
            return builder.barsNeeded(builder.names().add(read.value()));
        } catch (IllegalArgumentException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("not computed yet"), e::toString);
            return -1;
        }
    }
}
