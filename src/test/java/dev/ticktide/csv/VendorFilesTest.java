package dev.ticktide.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as those export them who give candles away, and files that nobody should: loaded right, or refused with the place and the cure. */
class VendorFilesTest {

    @TempDir
    private Path folder;

    /** Name, lines, symbol given, zone; then the earliest candle: time, open, high, low, close, volume; and how many there are. */
    static Stream<Arguments> exports() {
        return Stream.of(
                export(
                        "Yahoo",
                        "Date,Open,High,Low,Close,Adj Close,Volume|2024-01-04,182.15,183.09,180.88,181.91,181.18,71983600"
                                + "|2024-01-05,181.99,182.76,180.17,181.18,180.45,62303300",
                        "2024-01-04T00:00:00Z 182.15 183.09 180.88 181.91 7.19836E7 2"),
                export(
                        "Stooq",
                        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>"
                                + "|AAPL.US,D,20240105,000000,181.99,182.76,180.17,181.18,62303300,0"
                                + "|AAPL.US,D,20240108,000000,182.085,185.6,181.5,185.56,59144500,0",
                        "2024-01-05T00:00:00Z 181.99 182.76 180.17 181.18 6.23033E7 2"),
                export(
                        "Binance",
                        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
                                + "taker_buy_quote_volume,ignore"
                                + "|1704067200000,42283.58,42554.57,42261.02,42475.23,1271.68,1704070799999,5.39E7,47134,682.5,2.8E7,0"
                                + "|1704070800000,42475.23,42775,42431.65,42613.56,1196.37,1704074399999,5.1E7,47396,639.6,2.7E7,0",
                        "2024-01-01T00:00:00Z 42283.58 42554.57 42261.02 42475.23 1271.68 2"),
                export(
                        "Binance in microseconds",
                        "1735689600000000,93576.0,93702.15,93489.03,93656.18,33.48,1735689659999999,3.1E6,9632,17.1,1.6E6,0"
                                + "|1735689660000000,93656.18,93664.09,93550.91,93564.04,20.1,1735689719999999,1.8E6,4710,7.2,6.7E5,0",
                        "2025-01-01T00:00:00Z 93576.0 93702.15 93489.03 93656.18 33.48 2"),
                export(
                        "MetaTrader 4",
                        "2024.01.05,09:30,1.09450,1.09500,1.09400,1.09480,120|2024.01.05,09:31,1.09480,1.0949,1.0944,1.0945,98",
                        "2024-01-05T09:30:00Z 1.0945 1.095 1.094 1.0948 120.0 2"),
                export(
                        "MetaTrader 5",
                        "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>"
                                + "|2024.01.05\t09:30:00\t1.0945\t1.095\t1.094\t1.0948\t120\t0\t8"
                                + "|2024.01.05\t09:31:00\t1.0948\t1.0949\t1.0944\t1.0945\t98\t0\t8",
                        "2024-01-05T09:30:00Z 1.0945 1.095 1.094 1.0948 0.0 2"),
                export(
                        "TradingView",
                        "time,open,high,low,close,Volume,Upper,Basis|1704465000,181.99,182.76,180.17,181.18,62303300,,"
                                + "|1704724200,182.085,185.6,181.5,185.56,59144470,190.1,185",
                        "2024-01-05T14:30:00Z 181.99 182.76 180.17 181.18 6.23033E7 2"),
                export(
                        "TradingView with ISO times",
                        "time,open,high,low,close|2024-01-05T09:30:00-05:00,181.99,182.76,180.17,181.18",
                        "2024-01-05T14:30:00Z 181.99 182.76 180.17 181.18 0.0 1"),
                export(
                        "Nasdaq, newest first",
                        "Date,Close/Last,Volume,Open,High,Low|01/16/2024,$183.63,65603040,$182.16,$184.26,$180.934"
                                + "|01/12/2024,$185.92,40477780,$186.06,$186.74,$185.19",
                        "2024-01-12T00:00:00Z 186.06 186.74 185.19 185.92 4.047778E7 2"),
                export(
                        "Investing.com",
                        "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\""
                                + "|\"01/26/2024\",\"1,194.17\",\"1,195.22\",\"1,196.27\",\"1,193.11\",\"54.82M\",\"-0.17%\""
                                + "|\"01/25/2024\",\"1,196.20\",\"1,190.00\",\"1,197.00\",\"1,189.50\",\"\",\"0.40%\"",
                        "2024-01-25T00:00:00Z 1190.0 1197.0 1189.5 1196.2 0.0 2"),
                export(
                        "Google",
                        "Date,Open,High,Low,Close,Volume|1/5/2024 16:00:00,181.99,182.76,180.17,181.18,62303300"
                                + "|1/18/2024 16:00:00,186.09,189.14,185.83,188.63,78005750",
                        "2024-01-05T16:00:00Z 181.99 182.76 180.17 181.18 6.23033E7 2"),
                export(
                        "Alpha Vantage",
                        "timestamp,open,high,low,close,volume|2024-01-05 19:55:00,159.1,159.2,159.1,159.15,42"
                                + "|2024-01-05 19:50:00,159,159.2,159,159.1,17",
                        "2024-01-05T19:50:00Z 159.0 159.2 159.0 159.1 17.0 2"),
                export(
                        "Kraken",
                        "1381095240,122.0,122.0,122.0,122.0,0.1,1|1381179060,123.61,123.61,123.61,123.61,0.1,1",
                        "2013-10-06T21:34:00Z 122.0 122.0 122.0 122.0 0.1 2"),
                export(
                        "CryptoDataDownload",
                        "https://www.CryptoDataDownload.com|unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount"
                                + "|1704067200000,2024-01-01 00:00:00,BTCUSDT,42283.58,42554.57,42261.02,42475.23,1271.68,5.3E7,4",
                        "2024-01-01T00:00:00Z 42283.58 42554.57 42261.02 42475.23 1271.68 1"),
                export(
                        "a spreadsheet in German",
                        "\uFEFFDatum;Er\u00f6ffnung;Hoch;Tief;Schluss;Volumen|05.01.2024;1.181,99;1.182,76;1.180,17;1.181,18;62.303"
                                + "|18.01.2024;1.181,99;1.182,76;1.180,17;1.181,18;62.303",
                        "2024-01-05T00:00:00Z 1181.99 1182.76 1180.17 1181.18 62303.0 2"));
    }

    private static Arguments export(String name, String lines, String expected) {
        return Arguments.of(name, lines, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exports")
    void isLoadedRightWithEitherEndOfLine(String name, String lines, String expected) throws IOException {
        for (String end : List.of("\n", "\r\n")) {
            Path path = write((lines.replace("|", end) + end).getBytes(StandardCharsets.UTF_8));
            CsvFile file = read(path, lines.contains("AAPL.US") || lines.contains(",BTCUSDT,") ? null : "X");
            assertEquals(List.of(), file.badLines());
            Candle first = file.series().iterator().next().candle(0);
            assertEquals(
                    expected,
                    Instant.ofEpochSecond(first.time() / 1_000_000) + " " + first.open() + " " + first.high() + " "
                            + first.low() + " " + first.close() + " " + first.volume() + " " + file.candles());
        }
    }

    /** What, the bytes, and what the refusal has to say: a place and a cure. */
    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("nothing", new byte[0], List.of("is empty")),
                Arguments.of("blank lines", "\n\n  \n".getBytes(StandardCharsets.UTF_8), List.of("")),
                Arguments.of("gzip", gzip("time,close\n1704067200,1\n"), List.of("gzip", "gunzip")),
                Arguments.of("zip", new byte[] {'P', 'K', 3, 4, 0, (byte) 0xff, 0, 0}, List.of("zip", "unpack")),
                Arguments.of(
                        "UTF-16", "time,close\n1704067200,1\n".getBytes(StandardCharsets.UTF_16), List.of("UTF-8")),
                Arguments.of("bytes", new byte[] {(byte) 0xc3, 0x28, '\n', (byte) 0xff}, List.of("UTF-8")),
                Arguments.of(
                        "a page of a web site",
                        "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n".getBytes(StandardCharsets.UTF_8),
                        List.of("--map")),
                Arguments.of(
                        "a field that never ends",
                        ("time,close\n1704067200,\"" + "9".repeat(20_000_000)).getBytes(StandardCharsets.US_ASCII),
                        List.of("line")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefusedAsAWhole(String name, byte[] bytes, List<String> said) throws IOException {
        Path path = write(bytes);
        CsvProblem problem = assertThrows(CsvProblem.class, () -> read(path, "X"));
        for (String word : said) {
            assertTrue(problem.getMessage().contains(word), problem.getMessage());
        }
        assertTrue(
                problem.getMessage().length() < 400,
                "a refusal of " + problem.getMessage().length());
    }

    @Test
    void lineByLine() throws IOException {
        String[] lines = {
            "time,open,high,low,close,volume",
            "2024-01-01,1,2,1,2,5",
            "2024-01-02,1,2,1,\0,5",
            "2024-01-03,1,2",
            "2024-01-04,null,null,null,null,null",
            "2024-01-05," + "1".repeat(10_000_000) + ",2,1,2,5",
            "2024-01-06,1,2,1,2,5,more,and,more",
            "2024-01-01,1,2,1,2,5",
            "2024-01-01,1,2,1,1.5,5",
            "2023-12-31,1,2,1,2,-5",
            "2024-01-07,1,NaN,1,2,5",
            "2024-01-08,1,1e400,1,2,5",
            "2023-12-30,1,2,1,2,5"
        };
        CsvFile file = read(write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)), "X");
        assertEquals(3, file.candles());
        assertEquals(1, file.duplicates());
        assertEquals(
                List.of(3L, 4L, 5L, 6L, 9L, 10L, 11L, 12L),
                file.badLines().stream().map(CsvFile.BadLine::line).toList());
        file.badLines().forEach(bad -> {
            assertTrue(
                    bad.reason().length() < 200,
                    "line " + bad.line() + ": " + bad.reason().length());
            assertTrue(bad.reason().chars().noneMatch(Character::isISOControl), bad.reason());
        });
        assertEquals(
                Instant.parse("2023-12-30T00:00:00Z").getEpochSecond() * 1_000_000,
                file.series().iterator().next().time(0));
    }

    private static CsvFile read(Path path, String symbol) {
        return CsvFile.read(path, new CsvFile.Options(symbol, ZoneId.of("UTC"), Map.of(), ""));
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("export.csv"), bytes);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Arrays.copyOf(bytes.toByteArray(), bytes.size());
    }
}
