package dev.ticktide.csv;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a file is what.
 *
 * @param hasHeader whether the first line has headings rather than values
 * @param headings of every column; where there are none, {@code column 1} and so on
 * @param places the index of each known column
 */
public record Layout(boolean hasHeader, List<String> headings, Map<Column, Integer> places) {

    private static final Pattern CLOCK = Pattern.compile("[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?");
    private static final int FEWEST_WITHOUT_HEADER = 5;
    private static final List<Column> BY_POSITION =
            List.of(Column.TIME, Column.OPEN, Column.HIGH, Column.LOW, Column.CLOSE, Column.VOLUME);

    /**
     * Guesses from the first line.
     *
     * @param map what the user said: a column to its heading or its number, counted from 1
     * @param hasSymbol whether the symbol comes from elsewhere
     */
    static Layout of(List<String> first, Map<String, String> map, boolean hasSymbol) {
        boolean hasHeader = first.stream().noneMatch(Layout::isNumber);
        List<String> headings = hasHeader ? first.stream().map(String::trim).toList() : numbered(first.size());
        Map<Column, Integer> places = hasHeader ? byName(headings) : byPosition(first);
        map.forEach((label, heading) -> {
            Column column = Column.labelled(label);
            if (column == null) {
                throw new CsvProblem("--map " + label + "=…: the columns are time, date, symbol, open, high, low, close"
                        + " and volume");
            }
            places.put(column, find(label, heading, headings));
        });
        if (hasSymbol) {
            places.remove(Column.SYMBOL);
        }
        Layout layout = new Layout(hasHeader, headings, places);
        layout.require(hasSymbol);
        return layout;
    }

    /** The value of a column in a line, {@code null} if there is none. */
    @Nullable
    String value(List<String> line, Column column) {
        Integer place = places.get(column);
        return place == null || place >= line.size() ? null : line.get(place).trim();
    }

    boolean has(Column column) {
        return places.containsKey(column);
    }

    /** The headings that nothing is read from. */
    public List<String> unused() {
        Set<Integer> used = new HashSet<>(places.values());
        List<String> unused = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            if (!used.contains(i)) {
                unused.add(headings.get(i));
            }
        }
        return unused;
    }

    private void require(boolean hasSymbol) {
        if (!has(Column.TIME) && !has(Column.DATE)) {
            throw missing("no column of times");
        }
        if (!has(Column.CLOSE)) {
            throw missing("no column of closing prices");
        }
        long prices = List.of(Column.OPEN, Column.HIGH, Column.LOW).stream()
                .filter(this::has)
                .count();
        if (prices != 0 && prices != 3) {
            throw missing("open, high and low must all be there, or none of them");
        }
        if (!hasSymbol && !has(Column.SYMBOL)) {
            throw new CsvProblem("no column of symbols; name the symbol with --symbol, such as --symbol AAPL");
        }
    }

    private CsvProblem missing(String what) {
        return new CsvProblem(
                what + " among " + String.join(", ", headings) + "; say which is which with --map, such as"
                        + " --map time=1 --map close=\"" + headings.get(headings.size() - 1) + "\"");
    }

    private static Map<Column, Integer> byName(List<String> headings) {
        Map<Column, Integer> places = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            int best = Integer.MAX_VALUE;
            for (int i = 0; i < headings.size(); i++) {
                int fit = column.fit(headings.get(i));
                if (fit >= 0 && fit < best) {
                    best = fit;
                    places.put(column, i);
                }
            }
        }
        return places;
    }

    /** The order that files without headings nearly always have. */
    private static Map<Column, Integer> byPosition(List<String> first) {
        Map<Column, Integer> places = new EnumMap<>(Column.class);
        int columns = first.size();
        // The time of day may be a column of its own.
        int shift = columns > FEWEST_WITHOUT_HEADER
                        && CLOCK.matcher(first.get(1).trim()).matches()
                ? 1
                : 0;
        for (int i = 0; columns >= FEWEST_WITHOUT_HEADER && i < Math.min(columns - shift, BY_POSITION.size()); i++) {
            places.put(BY_POSITION.get(i), i + shift);
        }
        if (shift == 1) {
            places.put(Column.DATE, 0);
        }
        return places;
    }

    private static int find(String label, String heading, List<String> headings) {
        for (int i = 0; i < headings.size(); i++) {
            if (headings.get(i).equalsIgnoreCase(heading.trim())) {
                return i;
            }
        }
        if (heading.trim().matches("[0-9]{1,4}")) {
            int number = Integer.parseInt(heading.trim());
            if (number >= 1 && number <= headings.size()) {
                return number - 1;
            }
        }
        throw new CsvProblem("--map " + label + "=" + heading + ": there is no such column; there are "
                + String.join(", ", headings));
    }

    private static List<String> numbered(int columns) {
        List<String> headings = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            headings.add("column " + i);
        }
        return headings;
    }

    private static boolean isNumber(String text) {
        return text.trim().matches("-?[0-9][0-9.,]*");
    }
}
