package dev.ticktide.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.web.board.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a web node answers to those who write formulas. */
class FormulaCallsTest extends OneWebNode {

    private static final String CHECK = "/api/v1/formulas/check";
    private static final String PREVIEW = "/api/v1/formulas/preview";
    private static final String JSON_TYPE = "application/json";

    @Test
    void aStrategyIsAnsweredWithItsFormAndItsParameters() throws IOException {
        JsonNode answer = checked("strategy", "param n = 3 in 2..9\nbuy when (close>mean(close, n))");
        assertEquals("[]", answer.get("problems").toString());
        assertEquals(
                "param n = 3 in 2..9\nbuy when close > mean(close,n)\n",
                answer.get("canonical").asText());
        assertEquals(
                "[{\"name\":\"n\",\"default\":3.0,\"min\":2.0,\"max\":9.0,\"step\":1.0,\"whole\":true}]",
                answer.get("params").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expression | rsi( 14 )<30              | rsi(14) < 30",
                "indicator  | indicator a(n=2 in 1..3) v=mean(close,n) | 'indicator a(n = 2 in 1..3)\nv = mean(close,n)\n'",
            })
    void otherKindsHaveTheirFormsToo(String kind, String text, String canonical) throws IOException {
        JsonNode answer = checked(kind, text.replace(" v=", "\nv="));
        assertEquals("[]", answer.get("problems").toString());
        assertEquals(canonical, answer.get("canonical").asText());
    }

    @Test
    void aWrongTextIsAnsweredWithThePlacesOfItsProblems() throws IOException {
        JsonNode answer = checked("strategy", "buy when clse > 3\nsell when rsi(0) > 3");
        assertTrue(answer.get("canonical").isNull());
        assertEquals(
                List.of("1 10 4", "2 15 1"),
                problems(answer).stream()
                        .map(each -> each.get("line") + " " + each.get("column") + " " + each.get("length"))
                        .toList());
        assertTrue(problems(answer).get(0).get("message").asText().contains("close"), "the nearest name");
    }

    static Stream<String> hostileTexts() {
        Random random = new Random(1);
        StringBuilder any = new StringBuilder();
        random.ints(15_000, 0, 0xd800).forEach(each -> any.append((char) each));
        return Stream.of(
                "",
                "buy when " + "x".repeat(19_000),
                "buy when " + "(".repeat(19_000),
                "buy when " + "not ".repeat(4_000) + "close > 1",
                "buy when close > " + "-".repeat(15_000) + "1",
                "buy when close" + "[1]".repeat(6_000) + " > 1",
                "buy when close > 1 " + "and close > 1 ".repeat(1_200),
                "let a = close\n".repeat(1_400),
                "buy when clse > 1\n".repeat(1_000),
                "x".repeat(20_001),
                "<script>alert(1)</script>\u0000\u0007\u202e\ud83d\ude00",
                any.toString());
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void anyTextIsAnsweredWithProblemsAndNotRepeated(String text) throws IOException {
        for (String kind : List.of("strategy", "indicator", "expression")) {
            JsonNode answer = checked(kind, text);
            assertFalse(answer.get("problems").isEmpty(), kind);
            assertTrue(answer.get("problems").size() <= 20, kind);
            assertTrue(answer.toString().length() < 30_000, kind);
        }
        ObjectNode asked = Json.object().put("text", text).put("symbol", "AAPL").put("timeframe", "1m");
        JsonNode answer = posted(PREVIEW, asked.toString());
        assertFalse(answer.get("problems").isEmpty());
        assertTrue(answer.get("result").isNull());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                       | 400 | malformed_json",
                "                                         | 400 | malformed_json",
                "{'text':'a','text':'b'}                  | 400 | malformed_json",
                "{'text':'a'} {}                          | 400 | malformed_json",
                "{'text':NaN}                             | 400 | malformed_json",
                "{}                                       | 422 | invalid_field",
                "{'text':1}                               | 422 | invalid_field",
                "{'text':'a','kind':'poem'}               | 422 | invalid_field",
                "{'text':'a','kind':1}                    | 422 | invalid_field",
                "{'text':'a','colour':'red'}              | 422 | unknown_field",
            })
    void aBodyThatCannotBeUsedIsRefused(String body, int status, String code) throws IOException {
        String json = body == null ? "" : body.replace('\'', '"');
        assertProblem(status, code, http.post(CHECK, JSON_TYPE, json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'text':'buy when close > 1','symbol':'AAPL'}                              | 422 | invalid_field",
                "{'text':'buy when close > 1','symbol':'A B','timeframe':'1m'}              | 422 | invalid_symbol",
                "{'text':'buy when close > 1','symbol':'AAPL','timeframe':'soon'}           | 422 | invalid_timeframe",
                "{'text':'buy when close > 1','symbol':'AAPL','timeframe':'2m'}             | 422 | unknown_timeframe",
                "{'text':'buy when close > 1','symbol':'AAPL','timeframe':'1m','bars':0}    | 422 | invalid_field",
                "{'text':'buy when close > 1','symbol':'AAPL','timeframe':'1m','bars':5001} | 422 | invalid_field",
                "{'text':'buy when close > 1','symbol':'AAPL','timeframe':'1m','bars':1.5}  | 422 | invalid_field",
                "{'text':'buy when close > 1','symbol':'AAPL','timeframe':'1m','params':[]} | 422 | invalid_field",
                "{'text':'buy when close > 1','symbol':'AAPL','timeframe':'1m','params':{'n':'1'}} | 422 | invalid_field",
                "{'text':'buy when close > 1','symbol':'NOBODY','timeframe':'1m'}           | 404 | not_found",
            })
    void aPreviewThatCannotBeMadeIsRefused(String body, int status, String code) throws IOException {
        assertProblem(status, code, http.post(PREVIEW, JSON_TYPE, body.replace('\'', '"')));
    }

    @Test
    void largeForeignAndOtherBodiesAreRefused() throws IOException {
        assertProblem(415, "unsupported_media_type", http.post(CHECK, "text/plain", "{\"text\":\"a\"}"));
        assertProblem(415, "unsupported_media_type", http.post(CHECK, "", "{\"text\":\"a\"}"));
        assertProblem(413, "body_too_large", http.post(CHECK, JSON_TYPE, "\"" + "x".repeat(300_000)));
        assertProblem(
                403,
                "foreign_origin",
                http.post(CHECK, JSON_TYPE, "{\"text\":\"a\"}", "Origin: http://evil.example.org"));
        for (String call : List.of(CHECK, PREVIEW)) {
            RawHttp.Answer answer = http.get(call);
            assertProblem(405, "method_not_allowed", answer);
            assertEquals("POST", answer.headers().get("Allow"));
        }
        RawHttp.Answer answer = http.post("/api/v1/formulas/words", JSON_TYPE, "{}");
        assertProblem(405, "method_not_allowed", answer);
        assertEquals("GET, HEAD", answer.headers().get("Allow"));
    }

    @Test
    void theLongestTextArrivesWithEveryCharacterEscaped() throws IOException {
        String escaped = "\\u0023".repeat(19_980) + "\\nbuy when close > 1";
        assertEquals(
                "[]",
                posted(CHECK, "{\"text\":\"" + escaped + "\"}").get("problems").toString());
    }

    @Test
    void wordsHaveFormsAndMeanings() throws IOException {
        List<String> found = new ArrayList<>();
        json("/api/v1/formulas/words")
                .forEach(word -> found.add(
                        word.get("kind").asText() + " " + word.get("form").asText()));
        assertTrue(
                found.containsAll(List.of(
                        "statement buy when …",
                        "operator x crosses above y",
                        "series close",
                        "function highest(x,n)",
                        "indicator macd(12,26,9)")),
                found::toString);
    }

    @Test
    void aPreviewHasTheSignalsOfTheStoredBars() throws IOException {
        // Ten closes from 100 to 109, each bar the open of its own close: a buy at every one above 104.
        JsonNode answer = previewed("buy when close > least", "param least = 104 in 100..200\n", "");
        JsonNode result = answer.get("result");
        assertEquals("[]", answer.get("problems").toString());
        List<String> signals = new ArrayList<>();
        result.get("signals")
                .forEach(each -> signals.add((each.get("time").asLong() - T0_MILLIS) / 60_000 + " "
                        + each.get("side").asText() + " " + each.get("price") + " " + each.get("strength")));
        assertEquals(
                List.of("5 buy 105.0 1.0", "6 buy 106.0 1.0", "7 buy 107.0 1.0", "8 buy 108.0 1.0", "9 buy 109.0 1.0"),
                signals);
        assertEquals(
                "AAPL 1m 10 0 1",
                result.get("symbol").asText() + " " + result.get("timeframe").asText() + " " + result.get("bars") + " "
                        + result.get("warmUpBars") + " " + result.get("needs"));
        assertEquals(T0_MILLIS, result.get("from").asLong());
        JsonNode buys = result.get("reliability").get(0);
        assertEquals(
                "buy 5 0 0 5 5",
                buys.get("side").asText() + " " + buys.get("horizonBars") + " "
                        + buys.get("samples") + " " + buys.get("hits") + " " + buys.at("/base/samples") + " "
                        + buys.at("/base/hits"));
    }

    @Test
    void parametersAndTheNumberOfBarsAreThoseThatAreAskedFor() throws IOException {
        JsonNode answer = previewed(
                "sell when close > least", "param least = 104 in 100..200\n", ",\"params\":{\"least\":107},\"bars\":4");
        assertEquals("2 4", answer.at("/result/signals").size() + " " + answer.at("/result/bars"));
        JsonNode outside =
                previewed("sell when close > least", "param least = 104 in 100..200\n", ",\"params\":{\"least\":99}");
        assertEquals(
                "least must be a whole number from 100 to 200",
                outside.at("/problems/0/message").asText());
    }

    @Test
    void whatCannotBeComputedYetIsAProblemWithAPlace() throws IOException {
        JsonNode answer = previewed("buy when rsi(14) @ 1h < 30", "", "");
        assertEquals(
                "another timeframe is not computed yet",
                answer.at("/problems/0/message").asText());
        assertEquals(18, answer.at("/problems/0/column").asInt());
        assertTrue(answer.get("result").isNull());
    }

    private static JsonNode previewed(String text, String before, String more) throws IOException {
        String whole = (before + text).replace("\n", "\\n");
        return posted(PREVIEW, "{\"text\":\"" + whole + "\",\"symbol\":\"aapl\",\"timeframe\":\"1m\"" + more + "}");
    }

    private static JsonNode checked(String kind, String text) throws IOException {
        return posted(CHECK, Json.object().put("text", text).put("kind", kind).toString());
    }

    private static List<JsonNode> problems(JsonNode answer) {
        List<JsonNode> all = new ArrayList<>();
        answer.get("problems").forEach(all::add);
        return all;
    }

    private static JsonNode posted(String call, String body) throws IOException {
        RawHttp.Answer answer = http.post(call, JSON_TYPE, body);
        assertEquals(200, answer.status(), answer.body());
        assertEquals(JSON_TYPE, answer.headers().get("Content-Type"));
        return Json.MAPPER.readTree(answer.body());
    }
}
