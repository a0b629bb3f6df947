package dev.ticktide.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.ticktide.market.Candle;
import dev.ticktide.market.symbol.Symbols;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file, read whole: its candles by symbol in order of time, and every line that is not one with the reason. Fails with
 * {@link CsvProblem} when the file can't be read as a whole.
 */
public final class CsvFile {

    /** What {@code ./ticktide ingest} holds in its 512 MB. */
    static final int MAX_CANDLES = 4_000_000;

    private static final int SAMPLES = 200;
    private static final int LISTED = 100;
    private static final String TIME_OF_DAY = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?|[0-9]{4}|[0-9]{6}";

    /**
     * What the user says about a file.
     *
     * @param symbol of all its candles, {@code null} where a column has it
     * @param zone of times without an offset
     * @param map columns to their headings or numbers
     * @param timeFormat a pattern such as {@code dd.MM.yyyy}, empty to find it out
     */
    public record Options(@Nullable String symbol, ZoneId zone, Map<String, String> map, String timeFormat) {}

    /** @param line of the file, counted from 1 */
    public record BadLine(long line, String reason) {}

    private final char delimiter;
    private final Layout layout;
    private final TimeFormat times;
    private final boolean isDayApart;
    private final Figures figures;
    private final Options options;
    private final Map<String, Series> series = new TreeMap<>();
    private final List<BadLine> badLines = new ArrayList<>();
    private int bad;
    private int duplicates;
    private int candles;

    private CsvFile(char delimiter, Layout layout, List<List<String>> samples, Options options) {
        this.delimiter = delimiter;
        this.layout = layout;
        this.options = options;
        this.figures = new Figures(delimiter == ';' && hasDecimalComma(layout, samples));
        this.isDayApart = layout.has(Column.DATE)
                && layout.has(Column.TIME)
                && samples.stream().allMatch(line -> text(line, Column.TIME).matches(TIME_OF_DAY));
        this.times = TimeFormat.of(samples.stream().map(this::time).toList(), options.zone(), options.timeFormat());
    }

    /**
     * Reads a file. Blocks; takes some 60 bytes of memory a candle.
     *
     * @throws CsvProblem if it can't be read as a whole, with the reason for the user
     */
    public static CsvFile read(Path path, Options options) {
        char delimiter = CsvInput.delimiter(path);
        try {
            List<List<String>> samples = samples(path, delimiter);
            if (samples.isEmpty()) {
                throw new CsvProblem(path + " is empty");
            }
            // Some sellers begin with a line about themselves.
            int preface = 0;
            while (samples.size() > 1
                    && samples.get(0).size() == 1
                    && samples.get(1).size() > 1) {
                samples.remove(0);
                preface++;
            }
            Layout layout = Layout.of(samples.get(0), options.map(), options.symbol() != null);
            if (layout.hasHeader()) {
                samples.remove(0);
            }
            CsvFile file = new CsvFile(delimiter, layout, samples, options);
            file.readAll(path, preface);
            return file;
        } catch (CsvParseException e) {
            throw new CsvProblem(path + ": " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            throw CsvInput.problem(path, e);
        }
    }

    private static List<List<String>> samples(Path path, char delimiter) throws IOException {
        List<List<String>> samples = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvInput.open(path, delimiter)) {
            for (CsvRecord line : reader) {
                samples.add(line.getFields());
                if (samples.size() > SAMPLES) {
                    break;
                }
            }
        }
        return samples;
    }

    /** The character between the values of a line. */
    public char delimiter() {
        return delimiter;
    }

    public Layout layout() {
        return layout;
    }

    /** How the times are written, for the user. */
    public String timeFormat() {
        return times.label();
    }

    /** By symbol; each in order of time. */
    public Collection<Series> series() {
        return series.values();
    }

    /** What is remarkable about each series. */
    public List<Findings> findings() {
        return series.values().stream().map(Findings::of).toList();
    }

    /** How many candles were read, those of all symbols. */
    public int candles() {
        return candles;
    }

    /** Lines that repeat another one in every value. */
    public int duplicates() {
        return duplicates;
    }

    /** Lines that are no candle. */
    public int bad() {
        return bad;
    }

    /** The first of them. */
    public List<BadLine> badLines() {
        return badLines;
    }

    private void readAll(Path path, int preface) throws IOException {
        int passed = preface + (layout.hasHeader() ? 1 : 0);
        try (CsvReader<CsvRecord> reader = CsvInput.open(path, delimiter)) {
            for (CsvRecord line : reader) {
                if (passed > 0) {
                    passed--;
                } else {
                    read(line);
                }
            }
        }
        for (Series each : series.values()) {
            int before = each.size();
            each.sort((line, original, same) -> {
                if (same) {
                    duplicates++;
                } else {
                    bad(line, "has the time of line " + original + " and other values");
                }
            });
            candles -= before - each.size();
        }
        badLines.sort(Comparator.comparingLong(BadLine::line));
    }

    private void read(CsvRecord line) {
        long number = line.getStartingLineNumber();
        List<String> fields = line.getFields();
        String symbol = options.symbol() == null ? text(fields, Column.SYMBOL) : options.symbol();
        symbol = Symbols.canonical(symbol);
        OptionalLong time = times.read(time(fields));
        if (time.isEmpty()) {
            bad(number, "the time \"" + CsvProblem.shortened(time(fields)) + "\" is not of the form: " + times.label());
        } else if (!Symbols.isValid(symbol)) {
            bad(number, "\"" + CsvProblem.shortened(symbol) + "\" is no symbol that is taken");
        } else {
            read(number, fields, symbol, time.getAsLong());
        }
    }

    private void read(long number, List<String> fields, String symbol, long time) {
        double close = figures.read(layout.value(fields, Column.CLOSE));
        // A file of closes only: each is a candle that did not move.
        double open = layout.has(Column.OPEN) ? figures.read(layout.value(fields, Column.OPEN)) : close;
        double high = layout.has(Column.HIGH) ? figures.read(layout.value(fields, Column.HIGH)) : close;
        double low = layout.has(Column.LOW) ? figures.read(layout.value(fields, Column.LOW)) : close;
        double volume = figures.volume(layout.value(fields, Column.VOLUME));
        try {
            Candle candle = new Candle(symbol, time, open, high, low, close, volume);
            if (++candles > MAX_CANDLES) {
                throw new CsvProblem("the file has more than " + MAX_CANDLES + " candles; split it");
            }
            series.computeIfAbsent(symbol, Series::new).add(number, candle);
        } catch (IllegalArgumentException e) {
            bad(
                    number,
                    String.valueOf(e.getMessage())
                            .replace(" (" + symbol + ")", "")
                            .replace("NaN", "no number"));
        }
    }

    private void bad(long line, String reason) {
        bad++;
        if (badLines.size() < LISTED) {
            badLines.add(new BadLine(line, reason));
        }
    }

    private String time(List<String> line) {
        if (isDayApart) {
            return text(line, Column.DATE) + " " + text(line, Column.TIME);
        }
        return text(line, layout.has(Column.TIME) ? Column.TIME : Column.DATE);
    }

    private String text(List<String> line, Column column) {
        String value = layout.value(line, column);
        return value == null ? "" : value;
    }

    private static boolean hasDecimalComma(Layout layout, List<List<String>> samples) {
        return samples.stream()
                .map(line -> layout.value(line, Column.CLOSE))
                .anyMatch(close -> close != null && close.indexOf(',') >= 0);
    }
}
