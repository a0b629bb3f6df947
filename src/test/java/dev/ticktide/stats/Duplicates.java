package dev.ticktide.stats;

import dev.ticktide.stats.Sources.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds pairs of places that share six or more lines to the letter, white space aside. Blank lines, comments, lone punctuation, annotations without
 * arguments, packages and imports are passed over. Each pair is as long as it can be, so a copied method is one pair.
 */
final class Duplicates {

    private static final int SHARED_LINES = 6;

    /** Two places that share {@code lines} lines; first and second are {@code path:line}. */
    record Pair(String first, String second, int lines) {

        @Override
        public String toString() {
            return "%d lines: %s ~ %s".formatted(lines, first, second);
        }
    }

    private record Line(String place, String text) {}

    private final List<Line> lines = new ArrayList<>();

    private Duplicates(List<Source> files) {
        for (Source file : files) {
            boolean inComment = false;
            for (int i = 0; i < file.lines().size(); i++) {
                String text = file.lines().get(i).strip().replaceAll("\\s+", " ");
                inComment |= text.startsWith("/*");
                if (!inComment && counts(text)) {
                    lines.add(new Line(file.path() + ":" + (i + 1), text));
                }
                inComment &= !text.contains("*/");
            }
            // Equal to no other line, so that no run goes on in the next file.
            lines.add(new Line(file.path(), "// end of " + file.path()));
        }
    }

    static List<Pair> in(List<Source> files) {
        return new Duplicates(files).pairs();
    }

    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (List<Integer> starts : startsByRun().values()) {
            for (int i = 0; i < starts.size(); i++) {
                for (int second : starts.subList(i + 1, starts.size())) {
                    int first = starts.get(i);
                    int length = sharedFrom(first, second);
                    if (length >= SHARED_LINES && (first == 0 || !same(first - 1, second - 1))) {
                        pairs.add(new Pair(
                                lines.get(first).place(), lines.get(second).place(), length));
                    }
                }
            }
        }
        pairs.sort(Comparator.comparing(Pair::lines).reversed());
        return pairs;
    }

    private Map<List<String>, List<Integer>> startsByRun() {
        Map<List<String>, List<Integer>> starts = new LinkedHashMap<>();
        List<String> texts = lines.stream().map(Line::text).toList();
        for (int i = 0; i + SHARED_LINES <= texts.size(); i++) {
            starts.computeIfAbsent(texts.subList(i, i + SHARED_LINES), run -> new ArrayList<>())
                    .add(i);
        }
        return starts;
    }

    private int sharedFrom(int first, int second) {
        int length = 0;
        while (first + length < second && second + length < lines.size() && same(first + length, second + length)) {
            length++;
        }
        return length;
    }

    private boolean same(int first, int second) {
        return lines.get(first).text().equals(lines.get(second).text());
    }

    private static boolean counts(String text) {
        return text.matches(".*[\\p{L}\\p{N}].*")
                && !text.startsWith("//")
                && !text.startsWith("package ")
                && !text.startsWith("import ")
                && !text.matches("@\\w+");
    }
}
