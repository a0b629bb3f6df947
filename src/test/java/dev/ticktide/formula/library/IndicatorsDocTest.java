package dev.ticktide.formula.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.IndicatorKinds;
import dev.ticktide.formula.syntax.Printer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/indicators.md} is what the formula files contain and what the comparisons measure. */
class IndicatorsDocTest {

    private static final Path DOCUMENT = Path.of("docs/indicators.md");
    private static final Path FILES = Path.of("src/main/resources/indicators");
    private static final String BEGIN = "<!-- written by IndicatorsDocTest from here on -->\n";

    /** Those that are computed by a class: an expression with the same numbers, which PlanTest holds them against. */
    private static final Map<String, String> BY_HAND = Map.of(
            "sma", "mean(close, 20)",
            "ema", "ema(close, 20)",
            "rsi", "gain_share(close, 14)",
            "macd", "ema(close, 12) - ema(close, 26)");

    /** What depends on the day and not on a number of bars. */
    private static final Map<String, String> DAYS = Map.of("vwap", "the next day", "pivots", "the day after the next");

    @Test
    void theDocumentIsThatOfTheFilesAndComparisons() throws IOException {
        String text = Files.readString(DOCUMENT);
        String written = table() + sections();
        int from = text.indexOf(BEGIN) + BEGIN.length();
        if (Boolean.getBoolean("ticktide.draw")) {
            text = text.substring(0, from) + written;
            Files.writeString(DOCUMENT, text);
        }
        assertEquals(
                written,
                text.substring(from),
                () -> "write it again with ./ticktide test IndicatorsDocTest -Dticktide.draw=true");
    }

    private static String table() {
        StringBuilder table = new StringBuilder(
                "| indicator | title | known from bar | within 0.1 % | agrees with |\n|---|---|---|---|---|\n");
        for (IndicatorKind kind : IndicatorKinds.all()) {
            int warmUp = kind.warmUpBars().applyAsInt(Convergence.standard(kind));
            table.append("| [`")
                    .append(kind.example())
                    .append("`](#")
                    .append(kind.name())
                    .append(") | ");
            table.append(kind.title()).append(" | ");
            table.append(kind.name().equals("pivots") ? "that of the second day" : String.valueOf(warmUp));
            table.append(" | ")
                    .append(within(kind))
                    .append(" | ")
                    .append(compared(kind))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String within(IndicatorKind kind) {
        String day = DAYS.get(kind.name());
        if (day != null) {
            return day;
        }
        int bars = Convergence.bars(kind);
        return bars == Convergence.NEVER ? "never" : String.valueOf(bars);
    }

    private static String compared(IndicatorKind kind) {
        Map<String, Integer> from = new LinkedHashMap<>();
        Map<String, Double> tolerances = new LinkedHashMap<>();
        for (Oracle oracle : Oracle.all()) {
            if (oracle.indicator().equals(kind.name())) {
                from.merge(oracle.library(), oracle.agreesFrom(OracleTest.PRICES), Math::max);
                tolerances.merge(oracle.library(), oracle.tolerance(), Math::max);
            }
        }
        return from.entrySet().stream()
                .map(entry -> entry.getKey() + " from " + entry.getValue() + exception(tolerances.get(entry.getKey())))
                .collect(Collectors.joining(", "));
    }

    private static String exception(double tolerance) {
        return tolerance > Oracle.TOLERANCE ? " (to " + Printer.number(tolerance) + ")" : "";
    }

    private static String sections() throws IOException {
        StringBuilder sections = new StringBuilder();
        for (IndicatorKind kind : IndicatorKinds.all()) {
            sections.append("\n## ").append(kind.name()).append('\n');
            Path file = FILES.resolve(kind.name() + ".tide");
            if (Files.exists(file)) {
                sections.append("```tide\n")
                        .append(Files.readString(file).strip())
                        .append("\n```\n");
            } else {
                sections.append(wrapped(kind.title() + ": " + kind.description() + ". The same numbers as `"
                        + BY_HAND.get(kind.name()) + "`. Source: " + kind.source() + "."));
            }
        }
        return sections.toString();
    }

    private static String wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : List.of(text.split(" "))) {
            if (column + word.length() > 118) {
                lines.append('\n');
                column = 0;
            } else if (column > 0) {
                lines.append(' ');
                column++;
            }
            lines.append(word);
            column += word.length();
        }
        return lines.append('\n').toString();
    }
}
