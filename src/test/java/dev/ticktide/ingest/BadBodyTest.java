package dev.ticktide.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.ingest.IngestServer.Answer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bodies that nobody should send, over HTTP: each is refused with its code, and nothing of it reaches an owner. */
class BadBodyTest {

    private static IngestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new IngestServer(IngestServer.SETTINGS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The row's number in the catalogue of bad input, what is wrong, and what the answer must be. */
    record Row(String rule, byte[] body, String expected, List<String> pointers) {

        @Override
        public String toString() {
            return rule;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isRefused(Row row) throws Exception {
        int before = server.submitter.sent.size();
        Answer answer = server.post("application/json", row.body);
        assertEquals(row.expected, answer.describe(), answer.body());
        assertEquals("application/problem+json", answer.headers().get("content-type"));
        if (!row.pointers.isEmpty()) {
            assertEquals(row.pointers, answer.pointers());
        }
        assertFalse(answer.body().contains("Exception") || answer.body().contains("\tat "), answer.body());
        assertTrue(answer.body().chars().allMatch(c -> c >= ' ' && c < 127), answer.body());
        assertEquals(before, server.submitter.sent.size(), "something reached an owner");
    }

    @Test
    void aRangeIsSaidInNumbersThatPeopleRead() throws Exception {
        assertEquals(
                List.of("must be within 0 and 9,007,199,254,740,992", "must not be below open or close"),
                details(Bodies.candle("high", "155.1").replace("1000000", "-1")));
        assertEquals(
                List.of(
                        "must be greater than 0 and within 0.000000000000001 and 1,000,000,000,000,000; prices at or below"
                                + " 0, as some futures and spreads have, are not taken, for returns and percentages of them mean"
                                + " nothing"),
                details(Bodies.candle("low", "-1")));
        assertEquals(
                List.of("must be within -1 and 1"),
                details("{\"data_type\":\"news_sentiment\",\"timestamp\":1704164644,\"stock_symbol\":\"AAPL\","
                        + "\"sentiment_score\":2,\"sentiment_magnitude\":0.3}"));
    }

    private static List<String> details(String body) throws Exception {
        return new JsonObject(server.post(body).body())
                .getJsonArray("errors").stream()
                        .map(error -> ((JsonObject) error).getString("detail"))
                        .toList();
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        syntax(rows);
        encoding(rows);
        shape(rows);
        numbers(rows);
        symbols(rows);
        times(rows);
        metadata(rows);
        batches(rows);
        return rows.stream();
    }

    private static void syntax(List<Row> rows) {
        rows.add(row("10 empty", "", "400 empty_body"));
        rows.add(row("11 white space only", " \r\n\t ", "400 empty_body"));
        rows.add(row("26 truncated", "{\"stock_symbol\":\"BTC\"", "400 malformed_json"));
        rows.add(row("26 truncated array", "[" + Bodies.CANDLE, "400 malformed_json"));
        rows.add(row("27 rubbish after it", Bodies.CANDLE + "x", "400 trailing_content"));
        rows.add(row("28 two documents", Bodies.CANDLE + " " + Bodies.CANDLE, "400 trailing_content"));
        rows.add(row("28 two arrays", "[" + Bodies.CANDLE + "][]", "400 trailing_content"));
        rows.add(row("29 a comment before", "/*c*/" + Bodies.CANDLE, "400 malformed_json"));
        rows.add(row("29 a comment inside", "{//c\n" + Bodies.CANDLE.substring(1), "400 malformed_json"));
        rows.add(row("29 a hash comment", "# c\n" + Bodies.CANDLE, "400 malformed_json"));
        rows.add(row("30 a key twice", Bodies.with("\"high\": 157.5"), "400 duplicate_key"));
        rows.add(row("30 a key twice, once escaped", Bodies.with("\"hi\\u0067h\": 157.5"), "400 duplicate_key"));
        for (String token : List.of("NaN", "Infinity", "-Infinity", "+Infinity", "nan", "-NaN", "INF")) {
            rows.add(row("31 the token " + token, Bodies.candle("high", token), "400 malformed_json"));
        }
        rows.add(row("32 single quotes", Bodies.CANDLE.replace('"', '\''), "400 malformed_json"));
        rows.add(row("32 bare keys", Bodies.CANDLE.replace("\"high\"", "high"), "400 malformed_json"));
        rows.add(row("32 trailing comma", Bodies.CANDLE.replace("}", ",}"), "400 malformed_json"));
        rows.add(row("32 trailing comma in an array", "[" + Bodies.CANDLE + ",]", "400 malformed_json"));
        rows.add(row(
                "32 missing value in an array",
                "[" + Bodies.CANDLE + ",," + Bodies.CANDLE + "]",
                "400 malformed_json"));
        rows.add(row("32 missing colon", Bodies.CANDLE.replace("\"high\":", "\"high\""), "400 malformed_json"));
        for (String number :
                List.of("01", "+1", ".5", "1.", "0x1", "-", "1e", "1e+", "1.e5", "--1", "1_0", "00", "-01")) {
            rows.add(row("33 the number " + number, Bodies.candle("high", number), "400 malformed_json"));
        }
        rows.add(row("34 100,000 brackets", "[".repeat(100_000), "400 too_deep"));
        rows.add(row("34 100,000 braces", "{\"a\":".repeat(100_000), "400 too_deep"));
        rows.add(row("35 a number of 1,001 digits", Bodies.candle("high", "1".repeat(1_001)), "400 number_too_long"));
        rows.add(row(
                "35 a fraction of 1,001 digits",
                Bodies.candle("high", "1." + "1".repeat(1_001)),
                "400 number_too_long"));
        rows.add(row("36 a string of 1 MiB", Bodies.symbol("A".repeat(1 << 20)), "400 string_too_long"));
        rows.add(row("36 a name of 1 MiB", Bodies.with('"' + "a".repeat(1 << 20) + "\": 1"), "400 string_too_long"));
        String keys =
                IntStream.range(0, 100_000).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(","));
        rows.add(row("37 100,000 keys", "{" + keys + "}", "400 too_many_tokens"));
        rows.add(row("a raw control character in a string", Bodies.symbol("A\u0001"), "400 malformed_json"));
        rows.add(row("a raw line break in a string", Bodies.symbol("A\nB"), "400 malformed_json"));
        rows.add(row("an unknown escape", Bodies.symbol("\\x41"), "400 malformed_json"));
        rows.add(row("a bare word", "candle", "400 malformed_json"));
    }

    private static void encoding(List<Row> rows) {
        rows.add(bytes(
                "38 a byte order mark", concat(new int[] {0xEF, 0xBB, 0xBF}, Bodies.CANDLE), "400 not_plain_utf8"));
        rows.add(bytes("39 UTF-16LE", Bodies.CANDLE.getBytes(StandardCharsets.UTF_16LE), "400 not_plain_utf8"));
        rows.add(bytes("39 UTF-16BE", Bodies.CANDLE.getBytes(StandardCharsets.UTF_16BE), "400 not_plain_utf8"));
        rows.add(bytes(
                "39 UTF-16 with its mark", Bodies.CANDLE.getBytes(StandardCharsets.UTF_16), "400 not_plain_utf8"));
        int[][] broken = {
            {0xC0, 0xAF},
            {0x80},
            {0xE2, 0x82},
            {0xED, 0xA0, 0x80},
            {0xF5, 0x80, 0x80, 0x80},
            {0xE0, 0x80, 0xAF},
            {0xF0, 0x80, 0x80, 0x80},
            {0xFF},
            {0xC3, 0x28},
            {0xF4, 0x90, 0x80, 0x80},
            {0x00}
        };
        for (int[] sequence : broken) {
            byte[] body = Bodies.symbol("A@").getBytes(StandardCharsets.ISO_8859_1);
            rows.add(bytes("40 broken bytes " + hex(sequence), replaceAt(body, sequence), "400 not_plain_utf8"));
        }
    }

    private static void shape(List<Row> rows) {
        for (String top : List.of("null", "\"x\"", "123", "true")) {
            rows.add(row("41 top level " + top, top, "422 wrong_type"));
        }
        rows.add(row("42 an empty array", "[]", "422 empty_batch"));
        List<String> fields =
                List.of("stock_symbol", "opening_price", "closing_price", "high", "low", "volume", "timestamp");
        rows.add(new Row(
                "43 an empty object",
                utf8("{}"),
                "422 missing_field",
                fields.stream().map(field -> "/" + field).toList()));
        for (String field : fields) {
            rows.add(row("44 no " + field, Bodies.without(field), "422 missing_field", "/" + field));
        }
        for (String extra : List.of("isAdmin", "__proto__", "epoch", "Volume", "price")) {
            rows.add(row("45 extra " + extra, Bodies.with("\"" + extra + "\": 1"), "422 unknown_field", "/" + extra));
        }
        rows.add(row(
                "45 an extra object",
                Bodies.with("\"a/b~c<d>\": {\"e\": [1, 2]}"),
                "422 unknown_field",
                "/a~1b~0c?d?"));
        rows.add(row(
                "45 an extra name of 100",
                Bodies.with('"' + "n".repeat(100) + "\": 1"),
                "422 unknown_field",
                "/" + "n".repeat(64)));
        for (String value : List.of("null", "true", "[]", "{}", "[[1]]", "{\"a\": {\"b\": 1}}")) {
            rows.add(new Row(
                    "46 opening_price " + value,
                    utf8(Bodies.CANDLE.replace("150.25", value)),
                    "422 wrong_type",
                    List.of("/opening_price")));
        }
        rows.add(row(
                "46 a symbol that is a number", Bodies.candle("stock_symbol", "1"), "422 wrong_type", "/stock_symbol"));
        rows.add(row(
                "46 a symbol that is null", Bodies.candle("stock_symbol", "null"), "422 wrong_type", "/stock_symbol"));
        rows.add(
                row("46 a timestamp that is null", Bodies.candle("timestamp", "null"), "422 wrong_type", "/timestamp"));
    }

    private static void numbers(List<Row> rows) {
        for (String text : List.of("abc", "1;5", "1_000", " 1 ", "0x1", "150.25", "", "１２", "١٢", "NaN")) {
            rows.add(row(
                    "47, 48 the string '" + text + "'",
                    Bodies.candle("high", '"' + text + '"'),
                    "422 not_a_number",
                    "/high"));
        }
        rows.add(row("49 1e400", Bodies.candle("high", "1e400"), "422 not_finite", "/high"));
        rows.add(row("49 -1e400", Bodies.candle("low", "-1e400"), "422 not_finite", "/low"));
        rows.add(row("49 1e999999999", Bodies.candle("volume", "1e999999999"), "422 not_finite", "/volume"));
        rows.add(row("50 1e-400", Bodies.candle("low", "1e-400"), "422 out_of_range", "/low"));
        rows.add(row(
                "51 34 digits",
                Bodies.candle("high", "157.1234567890123456789012345678901"),
                "422 too_precise",
                "/high"));
        rows.add(row("51 18 digits", Bodies.candle("high", "157.123456789012345" + "678"), "422 too_precise", "/high"));
        rows.add(row("52 2^63", Bodies.candle("volume", "9223372036854775808"), "422 out_of_range", "/volume"));
        rows.add(row("53 price -1", Bodies.candle("low", "-1"), "422 out_of_range", "/low"));
        rows.add(row("54 price 0", Bodies.candle("low", "0"), "422 out_of_range", "/low"));
        rows.add(row("54 price -0.0", Bodies.candle("low", "-0.0"), "422 out_of_range", "/low"));
        rows.add(row("a price that would overflow sums", Bodies.candle("high", "1e300"), "422 out_of_range", "/high"));
        rows.add(row("55 volume -1", Bodies.candle("volume", "-1"), "422 out_of_range", "/volume"));
        rows.add(row("57 high below low", Bodies.candle("high", "100"), "422 ohlc_inconsistent", "/high"));
        rows.add(row("58 high below close", Bodies.candle("high", "155.1"), "422 ohlc_inconsistent", "/high"));
        rows.add(row("59 low above open", Bodies.candle("low", "150.3"), "422 ohlc_inconsistent", "/low"));
        rows.add(row(
                "55, 58 volume -1 and high below close",
                Bodies.candle("high", "155.1").replace("1000000", "-1"),
                "422 out_of_range",
                "/volume",
                "/high"));
        rows.add(row(
                "54, 59 open 0 and low above close",
                Bodies.candle("low", "155.3").replace("150.25", "0"),
                "422 out_of_range",
                "/opening_price",
                "/low"));
        rows.add(row(
                "58 no close and high below open",
                Bodies.without("closing_price").replace("157.5", "150.2"),
                "422 missing_field",
                "/closing_price",
                "/high"));
    }

    private static void symbols(List<Row> rows) {
        List<String> symbols = List.of(
                "",
                " ",
                "A".repeat(33),
                "btc usdt",
                "ВТС",
                "A\\u0000B",
                "\\ud800",
                "X\\r\\nBcc: a@b.c",
                "../../etc/passwd",
                "' OR 1=1--",
                "<script>alert(1)</script>",
                "=cmd|'/C calc'!A0",
                "${jndi:ldap://x}",
                "\\u001b[2J",
                "-A",
                ".A",
                "ﬀ",
                "ı",
                "ß",
                "A\\ud83d\\ude00");
        for (String symbol : symbols) {
            rows.add(row("60-72 symbol " + symbol, Bodies.symbol(symbol), "422 invalid_symbol", "/stock_symbol"));
        }
    }

    private static void times(List<Row> rows) {
        for (String text : List.of("yesterday", "2026-02-30T00:00:00Z", "1644016200", "23:59:60")) {
            rows.add(row(
                    "74 '" + text + "'",
                    Bodies.candle("timestamp", '"' + text + '"'),
                    "422 invalid_time",
                    "/timestamp"));
        }
        rows.add(row("76 9e18", Bodies.candle("timestamp", "9e18"), "422 invalid_time", "/timestamp"));
        rows.add(row("77 -1", Bodies.candle("timestamp", "-1"), "422 invalid_time", "/timestamp"));
        rows.add(
                row("78 1.7e12, milliseconds", Bodies.candle("timestamp", "1.7e12"), "422 invalid_time", "/timestamp"));
        rows.add(row("78 microseconds", Bodies.candle("timestamp", "1.7e15"), "422 invalid_time", "/timestamp"));
        rows.add(row("76 1e400", Bodies.candle("timestamp", "1e400"), "422 not_finite", "/timestamp"));
        rows.add(row("79 two days ahead", Bodies.candle("timestamp", "1704337445"), "422 in_future", "/timestamp"));
        rows.add(row("79 two minutes ahead", Bodies.candle("timestamp", "1704164765"), "422 in_future", "/timestamp"));
    }

    private static void metadata(List<Row> rows) {
        String book = "{\"data_type\": \"order_book\", \"timestamp\": 1644016300.0, \"stock_symbol\": \"AAPL\","
                + " \"order_type\": \"buy\", \"price\": 560.75, \"quantity\": 50}";
        rows.add(row("an order that is neither", book.replace("buy", "hold"), "422 invalid_order_type", "/order_type"));
        rows.add(row(
                "an order without quantity", book.replace(", \"quantity\": 50", ""), "422 missing_field", "/quantity"));
        rows.add(row("an order for nothing", book.replace("50}", "0}"), "422 out_of_range", "/quantity"));
        rows.add(row(
                "a data type nobody knows",
                book.replace("order_book", "weather"),
                "422 unknown_data_type",
                "/data_type"));
        rows.add(row(
                "a data type that is null", book.replace("\"order_book\"", "null"), "422 wrong_type", "/data_type"));
        rows.add(row(
                "a candle's field in an order", book.replace("price", "high"), "422 unknown_field", "/high", "/price"));
        String news = "{\"data_type\": \"news_sentiment\", \"timestamp\": 1644016300.0, \"stock_symbol\": \"AAPL\","
                + " \"sentiment_score\": 0.5, \"sentiment_magnitude\": 0.5}";
        rows.add(row(
                "a score above 1",
                news.replace("score\": 0.5", "score\": 1.01"),
                "422 out_of_range",
                "/sentiment_score"));
        rows.add(row(
                "a magnitude below 0",
                news.replace("magnitude\": 0.5", "magnitude\": -0.01"),
                "422 out_of_range",
                "/sentiment_magnitude"));
        String company = "{\"data_type\": \"market_data\", \"timestamp\": 1644016300.0, \"stock_symbol\": \"AAPL\","
                + " \"market_cap\": 1e12, \"pe_ratio\": 20.5}";
        rows.add(row("a worthless company", company.replace("1e12", "0"), "422 out_of_range", "/market_cap"));
        String economy = "{\"data_type\": \"economic_indicator\", \"timestamp\": 1644016300.0,"
                + " \"indicator_name\": \"GDP Growth Rate\", \"value\": 2.5}";
        rows.add(row(
                "a nameless indicator", economy.replace("GDP Growth Rate", ""), "422 invalid_name", "/indicator_name"));
        rows.add(row("a name with a bell", economy.replace("GDP", "\\u0007"), "422 invalid_name", "/indicator_name"));
        rows.add(row(
                "a name of 65",
                economy.replace("GDP Growth Rate", "G".repeat(65)),
                "422 invalid_name",
                "/indicator_name"));
        rows.add(row(
                "an indicator with a symbol",
                economy.replace("}", ", \"stock_symbol\": \"A\"}"),
                "422 unknown_field",
                "/stock_symbol"));
    }

    private static void batches(List<Row> rows) {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add(Bodies.at(1_644_016_200 + i, i == 317 ? -1 : 155.2));
        }
        rows.add(row(
                "85 500 with one bad", "[" + String.join(",", many) + "]", "422 out_of_range", "/317/closing_price"));
        rows.add(row(
                "86 10,001 events",
                "[" + (Bodies.CANDLE + ",").repeat(10_000) + Bodies.CANDLE + "]",
                "413 batch_too_large"));
        rows.add(row(
                "87 a key twice with other values",
                "[" + Bodies.at(1_644_016_200, 155.2) + "," + Bodies.at(1_644_016_200, 155.3) + "]",
                "422 duplicate_in_batch",
                "/1"));
        rows.add(row(
                "a sequence beyond its second",
                Bodies.candle("timestamp", "1644016200, \"sequence\": 1000000"),
                "422 out_of_range",
                "/sequence"));
        rows.add(row(
                "a sequence beyond its millisecond",
                Bodies.candle("timestamp", "1644016200.501, \"sequence\": 1000"),
                "422 out_of_range",
                "/sequence"));
        rows.add(row(
                "a sequence that is no whole number",
                Bodies.candle("timestamp", "1644016200, \"sequence\": 0.5"),
                "422 out_of_range",
                "/sequence"));
        rows.add(row(
                "a sequence of an order",
                "{\"data_type\":\"order_book\",\"timestamp\":1644016200,\"stock_symbol\":\"A\",\"order_type\":\"buy\","
                        + "\"price\":1,\"quantity\":1,\"sequence\":1}",
                "422 unknown_field",
                "/sequence"));
        rows.add(row("an array in an array", "[" + Bodies.CANDLE + ", [1], 2]", "422 wrong_type", "/1", "/2"));
        List<String> first100 = IntStream.range(0, 100).mapToObj(i -> "/" + i).toList();
        rows.add(new Row("at most 100 are listed", utf8("[" + "1,".repeat(200) + "1]"), "422 wrong_type", first100));
        rows.add(row("rubbish at the end of a bad batch", "[1, 2, x]", "400 malformed_json"));
    }

    private static Row row(String rule, String body, String expected, String... pointers) {
        return new Row(rule, utf8(body), expected, List.of(pointers));
    }

    private static Row bytes(String rule, byte[] body, String expected) {
        return new Row(rule, body, expected, List.of());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(int[] first, String rest) {
        byte[] bytes = new byte[first.length + rest.length()];
        for (int i = 0; i < first.length; i++) {
            bytes[i] = (byte) first[i];
        }
        System.arraycopy(utf8(rest), 0, bytes, first.length, rest.length());
        return bytes;
    }

    private static byte[] replaceAt(byte[] body, int[] sequence) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        StringBuilder broken = new StringBuilder();
        for (int unit : sequence) {
            broken.append((char) unit);
        }
        return text.replace("@", broken).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String hex(int[] sequence) {
        return IntStream.of(sequence).mapToObj(Integer::toHexString).collect(Collectors.joining(" "));
    }
}
