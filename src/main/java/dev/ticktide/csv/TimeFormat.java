package dev.ticktide.csv;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How a file writes its times. The unit of a number follows from its size: {@code 20261127} is a day and not some second of 1970,
 * {@code 45000.5} a day as a spreadsheet counts them.
 */
public final class TimeFormat {

    private static final double MICROS = 1e6;
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** Days that a spreadsheet counts: 1927 to 2118. As epoch seconds they all were 1 January 1970. */
    private static final double FIRST_SHEET_DAY = 10_000;

    private static final double LAST_SHEET_DAY = 80_000;
    private static final long SHEET_EPOCH_DAYS = 25_569;
    private static final double SECONDS_PER_DAY = 86_400;

    private static final String ISO_DATE = "[uuuu-M-d][uuuu/M/d][uuuu.M.d]";
    private static final String CLOCK = "[H:mm[:ss]]";

    /** What a number may count. */
    private enum Unit {
        SECONDS("epoch seconds", 1e11, 1),
        MILLIS("epoch milliseconds", 1e14, 1e3),
        MICROSECONDS("epoch microseconds", 1e17, 1e6),
        NANOS("epoch nanoseconds", 1e20, 1e9);

        private final String label;
        private final double below;
        private final double perSecond;

        Unit(String label, double below, double perSecond) {
            this.label = label;
            this.below = below;
            this.perSecond = perSecond;
        }
    }

    /** Reads one text; fails with {@link DateTimeException} or {@link NumberFormatException}. */
    private interface Reader {
        Instant read(String text);
    }

    private final String label;
    private final Reader reader;

    private TimeFormat(String label, Reader reader) {
        this.label = label;
        this.reader = reader;
    }

    /** What it is, for the user. */
    public String label() {
        return label;
    }

    /** Epoch microseconds; empty if the text is not of this format. */
    OptionalLong read(String text) {
        try {
            Instant instant = reader.read(text.trim());
            return OptionalLong.of(Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / 1_000));
        } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Finds the format that all of some texts have.
     *
     * @param samples of the file's times
     * @param zone where times without an offset are from
     * @param pattern the user's own, empty if there is none
     */
    static TimeFormat of(List<String> samples, ZoneId zone, String pattern) {
        List<String> texts = samples.stream()
                .map(String::trim)
                .filter(text -> !text.isEmpty())
                .toList();
        if (texts.isEmpty()) {
            throw new CsvProblem("there are no times in the file");
        }
        if (!pattern.isEmpty()) {
            return ofPattern(pattern, zone);
        }
        List<TimeFormat> fitting = fitting(texts, zone);
        if (fitting.isEmpty()) {
            throw new CsvProblem(
                    "times such as \"" + texts.get(0)
                            + "\" are of no known format; say it with --time-format, such as --time-format \"dd.MM.yyyy HH:mm\"");
        }
        if (fitting.size() > 1) {
            throw new CsvProblem("times such as \"" + texts.get(0) + "\" may be " + fitting.get(0).label + " or "
                    + fitting.get(1).label + "; say which with --time-format");
        }
        return fitting.get(0);
    }

    /** The known formats that most of the texts have; more than one if the texts do not distinguish them. */
    private static List<TimeFormat> fitting(List<String> texts, ZoneId zone) {
        List<TimeFormat> fitting = new ArrayList<>();
        long most = (texts.size() + 1L) / 2;
        for (TimeFormat format : known(texts.get(0), zone)) {
            // A few bad lines must not hide what the others are.
            long readable =
                    texts.stream().filter(text -> format.read(text).isPresent()).count();
            if (readable > most) {
                fitting.clear();
            }
            if (readable >= most) {
                fitting.add(format);
                most = readable;
            }
        }
        return fitting;
    }

    private static TimeFormat ofPattern(String pattern, ZoneId zone) {
        try {
            return written(pattern, pattern, zone);
        } catch (IllegalArgumentException e) {
            throw new CsvProblem("--time-format " + pattern + ": " + e.getMessage());
        }
    }

    private static List<TimeFormat> known(String sample, ZoneId zone) {
        if (sample.matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][+]?[0-9]+)?")) {
            return List.of(number(sample, zone));
        }
        if (sample.matches("[0-9]{8}[ T].*")) {
            return List.of(written("yyyymmdd and a time", "uuuuMMdd[ ]['T']" + "[HHmmss][HHmm]" + CLOCK, zone));
        }
        return List.of(
                written("ISO dates", ISO_DATE + "[ ]['T']" + CLOCK, zone),
                written("day/month/year", "[d/M/uuuu][d.M.uuuu][d-M-uuuu][ ][, ]" + CLOCK, zone),
                written("month/day/year", "[M/d/uuuu][M-d-uuuu][ ][, ]" + CLOCK, zone),
                written(
                        "dates with the month's name",
                        "[MMM d, uuuu][MMM d uuuu][d MMM uuuu][d-MMM-uuuu][ ]" + CLOCK,
                        zone),
                written("dates with the month's name, short years", "[d-MMM-uu][ ]" + CLOCK, zone));
    }

    private static TimeFormat number(String sample, ZoneId zone) {
        double value = Double.parseDouble(sample);
        if (sample.matches("(1[789]|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")) {
            return written("yyyymmdd", "uuuuMMdd", zone);
        }
        if (sample.matches("(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-2][0-9][0-5][0-9]([0-5][0-9])?")) {
            return written("yyyymmddhhmm", "[uuuuMMddHHmmss][uuuuMMddHHmm]", zone);
        }
        if (value >= FIRST_SHEET_DAY && value < LAST_SHEET_DAY) {
            return new TimeFormat(
                    "days as a spreadsheet counts them", text -> sheetDay(Double.parseDouble(text), zone));
        }
        for (Unit unit : Unit.values()) {
            if (Math.abs(value) < unit.below) {
                return new TimeFormat(unit.label, text -> instant(Double.parseDouble(text), text, unit));
            }
        }
        return new TimeFormat("numbers", text -> {
            throw new DateTimeException("too large");
        });
    }

    private static Instant instant(double value, String text, Unit unit) {
        if (text.matches("-?[0-9]{1,18}")) {
            // In whole numbers, because a double can't hold microseconds or nanoseconds of this century.
            long per = (long) unit.perSecond;
            long whole = Long.parseLong(text);
            return Instant.ofEpochSecond(Math.floorDiv(whole, per), Math.floorMod(whole, per) * (1_000_000_000 / per));
        }
        long micros = Math.round(value / unit.perSecond * MICROS);
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000);
    }

    private static Instant sheetDay(double days, ZoneId zone) {
        long day = (long) Math.floor(days);
        long second = Math.round((days - day) * SECONDS_PER_DAY);
        return LocalDate.ofEpochDay(day - SHEET_EPOCH_DAYS)
                .atStartOfDay()
                .plusSeconds(second)
                .atZone(zone)
                .toInstant();
    }

    private static TimeFormat written(String label, String pattern, ZoneId zone) {
        DateTimeFormatter formatter = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern.replace('y', 'u'))
                .optionalStart()
                .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                .optionalEnd()
                .optionalStart()
                .appendLiteral(' ')
                .optionalEnd()
                .appendPattern("[XXX][XX][X]")
                .optionalStart()
                .appendLiteral("UTC")
                .optionalEnd()
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
        return new TimeFormat(label, text -> instant(formatter.parse(text), zone));
    }

    private static Instant instant(TemporalAccessor parsed, ZoneId zone) {
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date == null) {
            throw new DateTimeException("no date");
        }
        LocalTime clock = parsed.query(TemporalQueries.localTime());
        LocalDateTime local = date.atTime(clock == null ? LocalTime.MIDNIGHT : clock);
        ZoneOffset offset = parsed.query(TemporalQueries.offset());
        return offset == null ? local.atZone(zone).toInstant() : local.toInstant(offset);
    }
}
