package dev.ticktide.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import dev.ticktide.market.symbol.Symbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CSV files as data sellers, exchanges and spreadsheets write them. */
class CsvFileTest {

    private static final ZoneId UTC = ZoneOffset.UTC;

    @TempDir
    private Path folder;

    @Test
    void aDailyFileFromBefore1970() {
        CsvFile file = read(
                "GSPC",
                "Date,Open,High,Low,Close,Adj Close,Volume",
                "1950-01-03,16.66,16.66,16.66,16.66,16.66,1260000",
                "1950-01-04,16.85,16.85,16.85,16.85,16.85,1890000");
        assertEquals(candle("GSPC", "1950-01-03T00:00:00Z", 16.66, 16.66, 16.66, 16.66, 1260000), first(file));
        assertEquals(List.of("Adj Close"), file.layout().unused());
    }

    @Test
    void daysAndTimesApartWithDecimalCommas() {
        CsvFile file = read(
                null,
                "<TICKER>;<PER>;<DATE>;<TIME>;<OPEN>;<HIGH>;<LOW>;<CLOSE>;<VOL>",
                "aapl;1;20240105;093000;181,99;182,5;181,9;182,1;1.5M",
                "aapl;1;20240105;093100;1.181,99;1.182,5;1.181,9;1.182,1;12");
        assertEquals(candle("AAPL", "2024-01-05T09:30:00Z", 181.99, 182.5, 181.9, 182.1, 1_500_000), first(file));
        assertEquals(1182.1, file.series().iterator().next().candle(1).close());
    }

    @Test
    void anExchangesFileWithoutHeadings() {
        CsvFile file = read(
                "BTCUSDT",
                "1499040000000,0.0163479,0.8,0.015758,0.015771,148976.11427815,1499644799999,2434.19,308",
                "1499040060000,0.0163479,0.8,0.015758,0.015771,148976.11427815,1499644799999,2434.19,308");
        assertEquals(
                candle("BTCUSDT", "2017-07-03T00:00:00Z", 0.0163479, 0.8, 0.015758, 0.015771, 148976.11427815),
                first(file));
        assertEquals(2, file.candles());
    }

    @Test
    void aColumnCanBeNamed() {
        Path path = write("when,final,extra", "2024-01-05T09:30:00+02:00,3,x");
        CsvFile file = CsvFile.read(path, new CsvFile.Options("X", UTC, Map.of("time", "1", "close", "FINAL"), ""));
        assertEquals(candle("X", "2024-01-05T07:30:00Z", 3, 3, 3, 3, 0), first(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20240105|2024-01-05T00:00:00Z",
                "19500103|1950-01-03T00:00:00Z",
                "20240105093000|2024-01-05T09:30:00Z",
                "1704447000|2024-01-05T09:30:00Z",
                "1704447000.25|2024-01-05T09:30:00.250Z",
                "1704447000000|2024-01-05T09:30:00Z",
                "1704447000000001|2024-01-05T09:30:00.000001Z",
                "1704447000000001000|2024-01-05T09:30:00.000001Z",
                "-631047600|1950-01-02T05:00:00Z",
                "45000.5|2023-03-15T12:00:00Z",
                "2024-01-05 09:30:00|2024-01-05T09:30:00Z",
                "2024-01-05T09:30:00.123456Z|2024-01-05T09:30:00.123456Z",
                "2024-01-05 04:30:00-05:00|2024-01-05T09:30:00Z",
                "2024/1/5 9:30|2024-01-05T09:30:00Z",
                "Jan 05, 2024|2024-01-05T00:00:00Z",
                "5-Jan-24|2024-01-05T00:00:00Z",
                "25.01.2024 09:30|2024-01-25T09:30:00Z",
                "01/25/2024|2024-01-25T00:00:00Z",
                "25/01/2024|2024-01-25T00:00:00Z",
                "20240105 093000|2024-01-05T09:30:00Z",
                "2024-01-05 09:30:00 UTC|2024-01-05T09:30:00Z"
            })
    void timesAreUnderstood(String text, String instant) {
        TimeFormat format = TimeFormat.of(List.of(text), UTC, "");
        assertEquals(micros(Instant.parse(instant)), format.read(text).orElseThrow(), format.label());
    }

    @Test
    void aTimeWithoutOffsetIsOfTheZoneNamed() {
        TimeFormat format = TimeFormat.of(List.of("2024-07-05 09:30"), ZoneId.of("America/New_York"), "");
        assertEquals(
                micros(Instant.parse("2024-07-05T13:30:00Z")),
                format.read("2024-07-05 09:30").orElseThrow());
    }

    @Test
    void aDateThatMayBeTwoIsAskedFor() {
        CsvProblem problem =
                assertThrows(CsvProblem.class, () -> read("X", "Date,Close", "11/05/2024,1", "11/04/2024,2"));
        assertTrue(problem.getMessage().contains("--time-format"), problem.getMessage());
    }

    @Test
    void oneDayPast12SettlesAllDates() {
        CsvFile file = read("X", "Date,Close", "11/05/2024,1", "11/14/2024,2");
        assertEquals(micros(Instant.parse("2024-11-05T00:00:00Z")), first(file).time());
    }

    @Test
    void badLinesHaveTheirNumberAndReason() {
        CsvFile file = read(
                "X",
                "time,open,high,low,close,volume",
                "2024-01-01,1,2,1,2,5",
                "\"2024-01-02\",1,2,1,\"2\n",
                "\",5",
                "2024-01-03,1,0.5,1,2,5",
                "2024-01-04,-1,2,-1,2,5",
                "2024-01-05,1,2,1,,5",
                "soon,1,2,1,2,5",
                "2024-01-01,1,2,1,2,5",
                "2024-01-01,1,2,1,1.5,5");
        assertEquals(2, file.candles());
        assertEquals(1, file.duplicates());
        assertEquals(
                List.of(6L, 7L, 8L, 9L, 11L),
                file.badLines().stream().map(CsvFile.BadLine::line).toList());
        assertTrue(
                file.badLines().get(4).reason().contains("line 2"),
                file.badLines().toString());
    }

    @Test
    void gapsAndOutliersAreFound() {
        List<String> lines = new ArrayList<>(List.of("time,close"));
        for (int day = 1; day <= 60; day++) {
            double close = 100 + day % 3;
            if (day != 30 && day != 31 && day != 32 && day != 33 && day != 34 && day != 35) {
                lines.add(LocalDateTime.of(2024, 1, 1, 0, 0).plusDays(day) + "," + (day == 50 ? close * 100 : close));
            }
        }
        Findings found = read("X", lines.toArray(String[]::new)).findings().get(0);
        assertEquals(1, found.gaps());
        assertEquals(
                7 * 86_400_000_000L,
                found.longestGaps().get(0).before() - found.longestGaps().get(0).after());
        // There and back.
        assertEquals(2, found.outliers());
        assertEquals(86_400_000_000L, found.step());
    }

    @Test
    void whatIsMissingIsSaidWithTheCure() {
        for (Map.Entry<String[], String> each : Map.of(
                        new String[] {"time,close", "1,2"}, "--symbol",
                        new String[] {"symbol,close", "X,2"}, "--map",
                        new String[] {"symbol,time,price,high", "X,1,2,3"}, "open, high and low")
                .entrySet()) {
            CsvProblem problem = assertThrows(CsvProblem.class, () -> read(null, each.getKey()));
            assertTrue(problem.getMessage().contains(each.getValue()), problem.getMessage());
        }
    }

    /** Whatever the order of the lines and the way the times are written: the same candles. */
    @Property(tries = 50)
    void theOrderOfLinesIsNoMatter(@ForAll("days") List<Integer> days, @ForAll boolean iso) throws IOException {
        List<String> lines = new ArrayList<>(List.of("Date,Open,High,Low,Close,Volume"));
        DateTimeFormatter form = DateTimeFormatter.ofPattern(iso ? "uuuu-MM-dd" : "uuuuMMdd", Locale.ROOT);
        for (int day : days) {
            double price = 1 + Math.floorMod(day, 97) / 8.0;
            lines.add(LocalDateTime.ofEpochSecond(day * 86_400L, 0, ZoneOffset.UTC)
                            .format(form) + "," + price + "," + price + "," + price + "," + price + ",1");
        }
        Path path = Files.createTempFile("candles", ".csv");
        try {
            Files.write(path, lines);
            CsvFile file = CsvFile.read(path, new CsvFile.Options("X", UTC, Map.of(), ""));
            Series series = file.series().iterator().next();
            List<Long> found = new ArrayList<>();
            for (int i = 0; i < series.size(); i++) {
                found.add(series.time(i) / 86_400_000_000L);
            }
            assertEquals(
                    days.stream().map(Integer::longValue).sorted().distinct().collect(Collectors.toList()), found);
            assertEquals(days.size() - found.size(), file.duplicates());
        } finally {
            Files.delete(path);
        }
    }

    /** A cell is a symbol in its one spelling, or a line that says that it is none, in words that a terminal shows as they are. */
    @Property(tries = 100)
    void aColumnOfSymbolsIsTakenAsItIsOrRefused(@ForAll("cells") List<String> cells) throws IOException {
        StringBuilder text = new StringBuilder("Symbol,Time,Close\r\n");
        Set<String> symbols = new TreeSet<>();
        for (String cell : cells) {
            text.append('"').append(cell.replace("\"", "\"\"")).append("\",2026-01-02T03:04:05Z,1.5\r\n");
            if (Symbols.isValid(Symbols.canonical(cell.strip()))) {
                symbols.add(Symbols.canonical(cell.strip()));
            }
        }
        text.append("AAPL,2026-01-02T03:04:05Z,1.5\r\n");
        symbols.add("AAPL");
        Path path = Files.createTempFile("symbols", ".csv");
        try {
            Files.writeString(path, text);
            CsvFile file = CsvFile.read(path, new CsvFile.Options(null, UTC, Map.of(), ""));
            assertEquals(
                    symbols, file.series().stream().map(Series::symbol).collect(Collectors.toCollection(TreeSet::new)));
            for (CsvFile.BadLine bad : file.badLines()) {
                assertTrue(bad.reason().chars().noneMatch(Character::isISOControl), bad.reason());
            }
        } finally {
            Files.delete(path);
        }
    }

    @Provide
    Arbitrary<List<String>> cells() {
        return Arbitraries.of(
                        "BTC/USDT",
                        "btc/usdt",
                        "^GSPC",
                        "BRK&B",
                        "M&M.NS",
                        "ES=F",
                        "$DJI",
                        "GOLDm#",
                        "GOLDM#",
                        "=cmd|' /C calc'!A0",
                        "@SUM(1)",
                        "+1",
                        "-1",
                        "#x",
                        "A,B",
                        "A\"B",
                        "A\u001b[31mB",
                        "A\tB",
                        "ß",
                        "'=1",
                        "W".repeat(33))
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Integer>> days() {
        return Arbitraries.integers()
                .between(-36_500, 36_500)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    private CsvFile read(String symbol, String... lines) {
        return CsvFile.read(write(lines), new CsvFile.Options(symbol, UTC, Map.of(), ""));
    }

    private Path write(String... lines) {
        try {
            return Files.write(folder.resolve("candles.csv"), List.of(lines));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Candle first(CsvFile file) {
        return file.series().iterator().next().candle(0);
    }

    private static Candle candle(
            String symbol, String time, double open, double high, double low, double close, double volume) {
        return new Candle(symbol, micros(Instant.parse(time)), open, high, low, close, volume);
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }
}
