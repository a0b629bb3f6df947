package dev.ticktide.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.csv.Column;
import dev.ticktide.csv.CsvFile;
import dev.ticktide.csv.Findings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in a CSV file and what became of it, for people and as JSON. */
final class IngestReport {

    private static final int SHOWN = 20;
    private static final int MICROS = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final CsvFile csv;
    private CandleSender.@Nullable Sent sent;

    IngestReport(Path file, CsvFile csv) {
        this.file = file;
        this.csv = csv;
    }

    void sent(CandleSender.Sent result) {
        sent = result;
    }

    void print(PrintStream out) {
        out.println(file + ": " + count(csv.candles()) + " candles, " + count(csv.duplicates()) + " repeated lines, "
                + count(csv.bad()) + " bad lines; fields apart by " + name(csv.delimiter()));
        StringBuilder columns = new StringBuilder("Columns:");
        csv.layout().places().forEach((column, place) -> columns.append(' ')
                .append(column.label())
                .append(" = \"")
                .append(csv.layout().headings().get(place))
                .append("\","));
        columns.setLength(columns.length() - 1);
        out.println(columns + (csv.layout().hasHeader() ? "" : " (guessed from their order: there are no headings)"));
        if (!csv.layout().unused().isEmpty()) {
            out.println("Not used: " + String.join(", ", csv.layout().unused()));
        }
        if (!csv.layout().places().containsKey(Column.OPEN)) {
            out.println("There are closes only: each candle opens and closes at its price.");
        }
        out.println("Times: " + csv.timeFormat());
        csv.findings().forEach(each -> print(each, out));
        csv.badLines().stream().limit(SHOWN).forEach(bad -> out.println("line " + bad.line() + ": " + bad.reason()));
        if (csv.bad() > SHOWN) {
            out.println("… and " + count(csv.bad() - SHOWN) + " more bad lines");
        }
    }

    private static void print(Findings found, PrintStream out) {
        out.println(found.symbol() + ": " + count(found.candles()) + " candles from " + at(found.from()) + " to "
                + at(found.to()) + ", usually " + span(found.step()) + " apart");
        if (found.gaps() > 0) {
            Findings.Gap longest = found.longestGaps().get(0);
            out.println("  " + count(found.gaps()) + " gaps of more than 5 steps; the longest, "
                    + span(longest.before() - longest.after()) + ", after " + at(longest.after()));
        }
        if (found.outliers() > 0) {
            out.println("  " + count(found.outliers()) + " closes far from the one before:");
            found.farthest()
                    .forEach(each -> out.println("    line " + each.line() + ", " + at(each.time()) + ": "
                            + each.close() + " after " + each.previous()));
        }
    }

    String json(@Nullable String failure) {
        ObjectNode report = JSON.createObjectNode();
        report.put("file", file.toString());
        report.put("delimiter", String.valueOf(csv.delimiter()));
        ObjectNode columns = report.putObject("columns");
        csv.layout()
                .places()
                .forEach((column, place) ->
                        columns.put(column.label(), csv.layout().headings().get(place)));
        csv.layout().unused().forEach(report.putArray("unused")::add);
        report.put("timeFormat", csv.timeFormat());
        report.put("candles", csv.candles());
        report.put("duplicates", csv.duplicates());
        report.put("bad", csv.bad());
        ArrayNode bad = report.putArray("badLines");
        csv.badLines().forEach(line -> bad.addObject().put("line", line.line()).put("reason", line.reason()));
        ArrayNode symbols = report.putArray("symbols");
        csv.findings().forEach(each -> add(symbols.addObject(), each));
        CandleSender.Sent result = sent;
        if (result != null) {
            report.putObject("sent").put("stored", result.stored()).put("duplicate", result.duplicate());
        }
        if (failure != null) {
            report.put("failure", failure);
        }
        return report.toString();
    }

    private static void add(ObjectNode node, Findings found) {
        node.put("symbol", found.symbol()).put("candles", found.candles());
        node.put("from", at(found.from())).put("to", at(found.to()));
        node.put("stepSeconds", found.step() / (double) MICROS);
        node.put("gaps", found.gaps());
        ArrayNode gaps = node.putArray("longestGaps");
        found.longestGaps()
                .forEach(gap -> gaps.addObject().put("after", at(gap.after())).put("before", at(gap.before())));
        node.put("outliers", found.outliers());
        ArrayNode outliers = node.putArray("farthest");
        found.farthest().forEach(each -> outliers.addObject()
                .put("line", each.line())
                .put("time", at(each.time()))
                .put("close", each.close())
                .put("previous", each.previous()));
    }

    static String count(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String at(long micros) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(micros, (long) MICROS), Math.floorMod(micros, (long) MICROS) * 1_000L)
                .toString();
    }

    private static String span(long micros) {
        Duration span = Duration.ofNanos(0).plusMillis(micros / 1_000);
        if (span.toDays() > 0) {
            return span.toDays() + " d" + (span.toHoursPart() > 0 ? " " + span.toHoursPart() + " h" : "");
        }
        if (span.toHours() > 0) {
            return span.toHours() + " h" + (span.toMinutesPart() > 0 ? " " + span.toMinutesPart() + " min" : "");
        }
        return span.toMinutes() > 0
                ? span.toMinutes() + " min" + (span.toSecondsPart() > 0 ? " " + span.toSecondsPart() + " s" : "")
                : span.toMillis() / 1e3 + " s";
    }

    private static String name(char delimiter) {
        for (Map.Entry<Character, String> each : Map.of(',', "commas", ';', "semicolons", '\t', "tabs", '|', "bars")
                .entrySet()) {
            if (each.getKey() == delimiter) {
                return each.getValue();
            }
        }
        return String.valueOf(delimiter);
    }
}
