package dev.ticktide.web.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.http.ProblemException;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QueryTest {

    private static final Set<String> KNOWN =
            Set.of("symbol", "timeframe", "names", "side", "type", "limit", "from", "to", "cursor");

    private static Query query(String... namesAndValues) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Query(parameters, KNOWN);
    }

    private record Bad(String name, String value, int status, String code, Consumer<Query> read) {
        @Override
        public String toString() {
            return name + "=" + value + " is " + status + " " + code;
        }
    }

    private static Bad limit(String value) {
        return new Bad("limit", value, 422, "limit_out_of_range", query -> query.limit(50));
    }

    private static Bad symbol(String value) {
        return new Bad("symbol", value, 422, "invalid_symbol", Query::symbol);
    }

    private static Bad time(String value) {
        return new Bad("from", value, 422, "invalid_time", query -> query.time("from", 0));
    }

    private static Bad names(String value, String code) {
        return new Bad("names", value, 422, code, query -> query.indicators(List.of()));
    }

    private static Bad timeframe(String value) {
        return new Bad("timeframe", value, 422, "invalid_timeframe", query -> query.timeframe(Timeframe.RAW));
    }

    private static Bad cursor(String value) {
        return new Bad("cursor", value, 400, "bad_cursor", Query::cursor);
    }

    private static String encoded(String plain) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Bad> badValues() {
        return Stream.of(
                limit("-1"),
                limit("0"),
                limit("1e9"),
                limit("10001"),
                limit("99999999999999999999"),
                limit("abc"),
                limit("1.5"),
                limit(" 5"),
                limit("+5"),
                limit("١٢"),
                limit(""),
                symbol("../"),
                symbol(""),
                symbol(" "),
                symbol("A B"),
                symbol("ВТС"),
                symbol("A\u0000B"),
                symbol("' OR 1=1--"),
                symbol("<script>"),
                symbol("-A"),
                symbol("A".repeat(33)),
                time("abc"),
                time(""),
                time("NaN"),
                time("Infinity"),
                time("1e400"),
                time("-9.1e15"),
                time("9223372036854775807"),
                time("0x1p3"),
                time("1d"),
                time(" 1"),
                names("", "invalid_indicator"),
                names(",", "invalid_indicator"),
                names("sma(20),", "invalid_indicator"),
                names("sma(0)", "invalid_indicator"),
                names("sma(5001)", "invalid_indicator"),
                names("xma(20)", "invalid_indicator"),
                names("sma(20),T(java.lang.Runtime)", "invalid_indicator"),
                names("sma(9),".repeat(32) + "sma(9)", "too_many_indicators"),
                names("stdev(5000),stdev(4999),stdev(4998),stdev(4997),stdev(4996)", "too_many_indicators"),
                timeframe("7m"),
                timeframe("1M"),
                timeframe(""),
                timeframe("0m"),
                timeframe("99999h"),
                new Bad("side", "hold", 422, "invalid_side", Query::side),
                new Bad("type", "candle", 422, "invalid_type", Query::metadataType),
                cursor(""),
                cursor("!"),
                cursor("abc"),
                cursor(encoded("12")),
                cursor(encoded("12/")),
                cursor(encoded("12/xyz")),
                cursor(encoded("99999999999999999999/aa")),
                cursor(encoded("9223372036854775808/aa")),
                cursor(encoded("12/aa' OR '1'='1")));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void aBadValueIsRefusedWithoutRepeatingIt(Bad bad) {
        Query query = query(bad.name, bad.value);
        ProblemException refused = assertThrows(ProblemException.class, () -> bad.read.accept(query));
        assertEquals(bad.status + " " + bad.code, refused.status() + " " + refused.code());
        assertFalse(bad.value.length() > 2 && refused.getMessage().contains(bad.value), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "names,     'sma(20),xma(3)', 'parameter names, its entry 2, must be a kind and its numbers, such as sma(20) or macd(12,26,9);'",
        "timeframe, 7m,               'parameter timeframe must be raw or a number with s, m, h or d'",
        "side,      hold,             'parameter side must be one of buy, sell'",
        "type,      candle,           'parameter type must be one of order_book, news_sentiment, market_data,'"
    })
    void aRefusalNamesThePlaceAndWhatIsAllowed(String name, String value, String begins) {
        Query query = query(name, value);
        ProblemException refused = assertThrows(ProblemException.class, () -> {
            switch (name) {
                case "names" -> query.indicators(List.of());
                case "timeframe" -> query.optionalTimeframe();
                case "side" -> query.side();
                default -> query.metadataType();
            }
        });
        assertTrue(refused.getMessage().startsWith(begins), refused.getMessage());
    }

    @Test
    void aMissingSymbolIsAskedFor() {
        ProblemException refused = assertThrows(ProblemException.class, () -> query().symbol());
        assertEquals("422 missing_parameter", refused.status() + " " + refused.code());
    }

    @Test
    void anUnknownParameterIsRefusedWithThoseThereAre() {
        ProblemException refused = assertThrows(ProblemException.class, () -> query("symbol", "A", "colour", "red"));
        assertEquals("400 unknown_parameter", refused.status() + " " + refused.code());
        assertEquals(
                "known parameters are cursor, from, limit, names, side, symbol, timeframe, to, type",
                refused.getMessage());
        assertThrows(ProblemException.class, () -> query("Symbol", "A"));
    }

    @Test
    void aRepeatedParameterIsRefused() {
        ProblemException refused = assertThrows(ProblemException.class, () -> query("limit", "1", "limit", "1"));
        assertEquals("400 unknown_parameter", refused.status() + " " + refused.code());
        assertEquals("parameter limit is given more than once", refused.getMessage());
    }

    @Test
    void aRangeMustNotEndBeforeItBegins() {
        ProblemException refused = assertThrows(
                ProblemException.class, () -> query("from", "2", "to", "1").range(10));
        assertEquals("422 invalid_range", refused.status() + " " + refused.code());
        assertEquals(
                new Store.Range(1_000, 1_000, 10), query("from", "1", "to", "1").range(10));
    }

    @Test
    void goodValuesAreRead() {
        Query query = query(
                "symbol",
                "brk.b",
                "timeframe",
                "5m",
                "names",
                "sma(20), rsi(14)",
                "side",
                "Sell",
                "type",
                "news_sentiment",
                "limit",
                "10000",
                "from",
                "1644016200000.123",
                "to",
                "-1");
        assertEquals("BRK.B", query.symbol());
        assertEquals(Timeframe.parse("5m"), query.timeframe(Timeframe.RAW));
        assertEquals(
                List.of(IndicatorName.parse("sma(20)"), IndicatorName.parse("rsi(14)")), query.indicators(List.of()));
        assertEquals(Side.SELL, query.side());
        assertEquals(MetadataType.NEWS_SENTIMENT, query.metadataType());
        assertEquals(10_000, query.limit(1));
        assertEquals(1_644_016_200_000_123L, query.time("from", 0));
        assertEquals(-1_000, query.time("to", 0));
    }

    @Test
    void whatIsNotGivenHasItsStandardValue() {
        assertEquals(Timeframe.RAW, query().timeframe(Timeframe.RAW));
        assertEquals(null, query().optionalTimeframe());
        assertEquals(null, query().optionalSymbol());
        assertEquals(null, query().side());
        assertEquals(null, query().cursor());
        assertEquals(50, query().limit(50));
        assertEquals(Store.Range.last(7), query().range(7));
    }

    @Property
    void aCursorComesBackAsItWent(@ForAll long time, @ForAll @LongRange(min = 0) long id) {
        Store.PageKey key = new Store.PageKey(time, Long.toHexString(id));
        assertEquals(key, query("cursor", Query.cursor(key)).cursor());
    }
}
