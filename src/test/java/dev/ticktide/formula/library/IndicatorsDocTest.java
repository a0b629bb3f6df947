package dev.ticktide.formula.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.IndicatorKinds;
import dev.ticktide.formula.syntax.Printer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code docs/indicators.md} is what the formula files contain and what the comparisons measure. */
@Tag("slow")
class IndicatorsDocTest {

    private static final Path DOCUMENT = Path.of("docs/indicators.md");
    private static final Path FILES = Path.of("src/main/resources/indicators");
    private static final String BEGIN = "<!-- written by IndicatorsDocTest from here on -->\n";

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
            sections.append("```tide\n")
                    .append(Files.readString(FILES.resolve(kind.name() + ".tide"))
                            .strip())
                    .append("\n```\n");
        }
        return sections.toString();
    }
}
