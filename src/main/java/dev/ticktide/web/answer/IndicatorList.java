package dev.ticktide.web.answer;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.http.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A list of indicators with commas between, as one query parameter. */
final class IndicatorList {

    private static final int MAX_INDICATORS = 32;
    private static final long MAX_WINDOW_BYTES = 20_000L * Double.BYTES;
    private static final String INDICATORS =
            "must be a kind and its numbers, such as sma(20) or macd(12,26,9); /api/v1/indicators/catalog lists them";

    private IndicatorList() {}

    /** Those named, by themselves or by one of their outputs, each once. Fails with {@link ProblemException}. */
    static List<IndicatorName> read(String text) {
        Set<IndicatorName> names = new LinkedHashSet<>();
        List<String> entries = entries(text);
        if (entries.size() > MAX_INDICATORS) {
            throw new ProblemException(422, "too_many_indicators", "at most " + MAX_INDICATORS + " indicators at once");
        }
        for (int i = 0; i < entries.size(); i++) {
            String name = entries.get(i);
            String place = "names, its entry " + (i + 1) + ",";
            IndicatorColumn column =
                    Query.parse("invalid_indicator", place, INDICATORS, () -> IndicatorColumn.parse(name.trim()));
            names.add(column.indicator());
        }
        requireCheap(names);
        return List.copyOf(names);
    }

    /** Some operators look at all bars of their window at each bar. */
    private static void requireCheap(Set<IndicatorName> names) {
        long bytes = names.stream().mapToLong(IndicatorName::extraBytes).sum();
        if (bytes > MAX_WINDOW_BYTES) {
            throw new ProblemException(
                    422,
                    "too_many_indicators",
                    "the windows of all of them together may have " + MAX_WINDOW_BYTES / Double.BYTES
                            + " bars, these have " + bytes / Double.BYTES);
        }
    }

    /** The parts between commas that are not within parentheses. */
    private static List<String> entries(String text) {
        List<String> entries = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            depth += each == '(' ? 1 : each == ')' ? -1 : 0;
            if (each == ',' && depth <= 0) {
                entries.add(text.substring(start, i));
                start = i + 1;
            }
        }
        entries.add(text.substring(start));
        return entries;
    }
}
