package dev.ticktide.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents fit a screen, and documents, comments and messages use words of the field ({@code docs/glossary.md}). */
class WordsTest {

    private static final int COLUMNS = 120;
    private static final Path MAIN = Path.of("src/main/java/dev/ticktide");

    /** Words that hide who does what; the reason is what to write instead. */
    private static final Map<String, String> PRIVATE = Map.of(
            "told|tells?|telling", "say which part sends, publishes, reports or distinguishes",
            "heard|hears?|hearing", "receives",
            "whoever|whom|nobody|somebody|anybody", "name the client, node, owner or user",
            "dealt|deals?", "processes, handles",
            "stands?|stood|standing", "is, is stored, means",
            "gives?(?! up\\b)|gave(?! up\\b)|giving(?! up\\b)", "returns, sends, assigns, contains, yields",
            "goes on|go on|went on|as ever", "continues, as before");

    private static final Pattern ANY =
            Pattern.compile("(?<!#)\\b(?:" + String.join("|", PRIVATE.keySet()) + ")\\b", Pattern.CASE_INSENSITIVE);

    /** How many of these words the code of a package may still have. Lower a number with the words; never raise one. */
    private static final Map<String, Integer> LEFT = Map.ofEntries();

    /** Strings, characters and comments: what is in the first two can't begin the third. */
    private static final Pattern TOKEN = Pattern.compile(
            "\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)+'|//[^\n]*|/\\*(?s:.*?)\\*/");

    @Test
    void noParagraphIsWiderThanAScreen() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path document : documents()) {
            boolean isBlock = false;
            int number = 0;
            for (String line : Files.readAllLines(document)) {
                number++;
                isBlock ^= line.strip().startsWith("```");
                boolean mayBeLong = isBlock || line.startsWith("|") || line.startsWith("![");
                if (!mayBeLong && line.length() > COLUMNS) {
                    wide.add(document + ":" + number);
                }
            }
        }
        assertEquals(List.of(), wide, "lines of more than " + COLUMNS + " characters");
    }

    @Test
    void documentsUseWordsOfTheField() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path document : documents()) {
            String text = Files.readString(document);
            find(document, text, 0, text.length(), found);
        }
        assertEquals(List.of(), found, () -> "instead write: " + PRIVATE);
    }

    @Test
    void commentsAndMessagesUseWordsOfTheField() throws IOException {
        Map<String, List<String>> byPackage = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(MAIN)) {
            for (Path source : sources.filter(each -> each.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                String code = Files.readString(source);
                List<String> found = byPackage.computeIfAbsent(
                        MAIN.relativize(source).getName(0).toString(), name -> new ArrayList<>());
                Matcher token = TOKEN.matcher(code);
                while (token.find()) {
                    find(source, code, token.start(), token.end(), found);
                }
            }
        }
        byPackage.forEach((name, found) -> assertTrue(
                found.size() <= LEFT.getOrDefault(name, 0),
                () -> name + " has " + found.size() + " of the words, may have " + LEFT.getOrDefault(name, 0)
                        + "; instead write: " + PRIVATE + "\n" + String.join("\n", found)));
    }

    private static void find(Path file, String text, int from, int to, List<String> found) {
        Matcher word = ANY.matcher(text).region(from, to);
        while (word.find()) {
            long line = text.substring(0, word.end()).lines().count();
            found.add(file + ":" + line + " " + word.group());
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> found = Files.walk(Path.of("docs"));
                Stream<Path> top = Files.list(Path.of("."))) {
            return Stream.of(found, top, Stream.of(Path.of("deploy/README.md"), Path.of("generator/README.md")))
                    .flatMap(each -> each)
                    .filter(each -> each.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
