package dev.ticktide.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.bus.Addresses;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.LiveUpdate;
import dev.ticktide.market.message.SymbolQuery;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.view.NotificationView;
import dev.ticktide.web.view.SignalView;
import dev.ticktide.web.view.Views;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a web node answers at /api/v1. */
class RestAnswersTest extends OneWebNode {

    private static List<Double> column(JsonNode data, int index) {
        List<Double> values = new ArrayList<>();
        data.forEach(row -> values.add(
                row.get(index).isNull() ? null : (Double) row.get(index).asDouble()));
        return values;
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.get(field).asText()));
        return texts;
    }

    // REST

    @Test
    void pingAnswersPong() throws Exception {
        assertEquals("{\"status\":\"pong\"}", json("/api/v1/ping").toString());
    }

    @Test
    void healthMetricsConfigurationAndStrategiesAreServed() throws Exception {
        assertEquals("live\n", http.get("/health/live").body());
        assertEquals("ready\n", http.get("/health/ready").body());
        assertEquals("events_total 5\n", http.get("/metrics").body());
        assertEquals("{\"shown\":\"***\"}", json("/api/v1/config").toString());
        assertEquals(STRATEGIES, json("/api/v1/strategies"));
    }

    @Test
    void candlesAreTheNewestUpToTheLimitOldestFirst() throws Exception {
        JsonNode all = json("/api/v1/candles?symbol=AAPL");
        assertEquals(
                "AAPL raw 10",
                all.get("symbol").asText() + " " + all.get("timeframe").asText() + " " + all.get("length"));
        assertEquals(
                "[\"time\",\"open\",\"high\",\"low\",\"close\",\"volume\",\"late\",\"seq\"]",
                all.get("columns").toString());
        assertEquals(
                "[" + T0_MILLIS + ",99.5,101.0,99.0,100.0,1000.0,false,1]",
                all.get("data").get(0).toString());
        assertEquals(
                List.of(107.0, 108.0, 109.0),
                column(json("/api/v1/candles?symbol=aapl&limit=3").get("data"), 4));
    }

    @Test
    void aRangeIncludesItsStartAndNotItsEnd() throws Exception {
        long from = T0_MILLIS + 2 * 60_000;
        long to = T0_MILLIS + 6 * 60_000;
        String range = "/api/v1/candles?symbol=AAPL&from=" + from + "&to=" + to;
        assertEquals(List.of(102.0, 103.0, 104.0, 105.0), column(json(range).get("data"), 4));
        assertEquals(
                List.of(104.0, 105.0), column(json(range + "&limit=2").get("data"), 4), "the newest before the end");
        assertEquals(
                List.of(104.0, 105.0),
                column(json(range + "&limit=2&timeframe=1m").get("data"), 4));
    }

    @Test
    void aBarThatJustClosedIsThereBeforeTheStoreHasIt() throws Exception {
        BarUpdate late = m1("LIVE", 3, true, 77);
        BUS.publish(
                Addresses.LIVE,
                new LiveUpdate(List.of(m1("LIVE", 2, true, 76), late), List.of(), 1, 1_700_000_000_000_000L));
        JsonNode candles = Await.until(
                "the bar",
                PATIENCE,
                () -> unchecked("/api/v1/candles?symbol=LIVE&timeframe=1m"),
                found -> found.get("length").asInt() > 0);
        assertEquals(List.of(76.0, 77.0), column(candles.get("data"), 4));
        assertEquals(
                List.of(77.0),
                column(json("/api/v1/candles?symbol=LIVE&timeframe=1m&limit=1").get("data"), 4));
    }

    private static JsonNode unchecked(String target) {
        try {
            return json(target);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void indicatorsOfARangeKnowTheBarsBeforeIt() throws Exception {
        JsonNode all = json("/api/v1/indicators?symbol=AAPL&timeframe=1m&names=sma(3)");
        assertEquals("[\"time\",\"sma(3)\"]", all.get("columns").toString());
        List<Double> expected = new ArrayList<>(List.of(101.0, 102.0, 103.0, 104.0, 105.0, 106.0, 107.0, 108.0));
        expected.add(0, null);
        expected.add(0, null);
        assertEquals(expected, column(all.get("data"), 1));
        assertEquals("{}", all.get("warmup").toString());
        JsonNode some = json("/api/v1/indicators?symbol=AAPL&timeframe=1m&names=sma(3)&from=" + (T0_MILLIS + 4 * 60_000)
                + "&to=" + (T0_MILLIS + 6 * 60_000));
        assertEquals(List.of(103.0, 104.0), column(some.get("data"), 1));
        assertEquals(
                "{\"rsi(14)\":{\"need\":15,\"have\":10}}",
                json("/api/v1/indicators?symbol=AAPL&timeframe=1m")
                        .get("warmup")
                        .toString());
    }

    @Test
    void signalsComeNewestFirstAndByPage() throws Exception {
        RawHttp.Answer first = http.get("/api/v1/signals?limit=2");
        assertEquals(List.of("a3", "a2"), texts(Json.MAPPER.readTree(first.body()), "id"));
        RawHttp.Answer second =
                http.get("/api/v1/signals?limit=2&cursor=" + first.headers().get("X-Next-Cursor"));
        assertEquals(List.of("a1"), texts(Json.MAPPER.readTree(second.body()), "id"));
        assertEquals(null, second.headers().get("X-Next-Cursor"), "the last page has no next one");
    }

    @Test
    void signalsAreFiltered() throws Exception {
        assertEquals(List.of("a2", "a1"), texts(json("/api/v1/signals?symbol=AAPL"), "id"));
        assertEquals(List.of("a3", "a1"), texts(json("/api/v1/signals?side=buy"), "id"));
        assertEquals(List.of(), texts(json("/api/v1/signals?strategy=trend"), "id"));
        assertEquals(List.of("a3", "a2"), texts(json("/api/v1/signals?from=" + (T0_MILLIS + 300_001)), "id"));
    }

    @Test
    void aSignalShowsItsReasonsInputsAndOutcome() throws Exception {
        JsonNode signal = json("/api/v1/signals/a1");
        assertEquals(
                "{\"horizonBars\":20,\"entry\":null,\"bars\":0,\"final\":false,\"percent\":null,\"moves\":["
                        + "{\"bars\":5,\"percent\":null},{\"bars\":10,\"percent\":null},{\"bars\":20,\"percent\":null}],"
                        + "\"favourable\":null,\"adverse\":null}",
                ((ObjectNode) signal).remove("outcome").toString());
        assertEquals(
                Views.tree(SignalView.of(Samples.signal("a1", "AAPL", T0, Side.BUY), List.of(Samples.score("a1"))))
                        .toString(),
                signal.toString());
        assertEquals(
                "{\"rule\":\"rsi(14) crosses up through 30\",\"satisfied\":true,"
                        + "\"operands\":{\"rsi(14)\":31.25,\"rsi(14)[1]\":29.5,\"sma(50)\":null},\"children\":["
                        + "{\"rule\":\"close > 0\",\"satisfied\":true,\"operands\":{},\"children\":[]}]}",
                signal.get("explain").toString());
        assertEquals(17, signal.get("inputs").get("seq").asInt());
        assertEquals(-0.0125, signal.get("score").get(0).get("forwardReturn").asDouble());
        assertProblem(404, "not_found", http.get("/api/v1/signals/ffff"));
        assertProblem(404, "not_found", http.get("/api/v1/signals/'%20OR%201=1--"));
    }

    @Test
    void aBarIsExplainedByTheRulesThereAre() throws Exception {
        JsonNode answer = json("/api/v1/explain?symbol=aapl&timeframe=1m&time=" + (T0_MILLIS + 3 * 60_000 + 59_999));
        assertEquals(
                "AAPL 1m",
                answer.get("symbol").asText() + " " + answer.get("timeframe").asText());
        assertEquals(
                "{\"time\":" + (T0_MILLIS + 3 * 60_000)
                        + ",\"open\":103.0,\"high\":103.0,\"low\":103.0,\"close\":103.0,\"volume\":5.0}",
                answer.get("bar").toString());
        assertEquals(T0_MILLIS + 2 * 60_000, answer.get("before").asLong());
        assertEquals(T0_MILLIS + 4 * 60_000, answer.get("next").asLong());
        assertEquals("[]", answer.get("rules").toString(), "none runs on this timeframe");
        assertEquals(
                List.of("not_on_timeframe", "not_on_timeframe", "not_configured", "not_configured"),
                texts(answer.get("elsewhere"), "reason"));
        JsonNode one = json("/api/v1/explain?symbol=AAPL&timeframe=1m&rule=rsi-reversal&time=" + T0_MILLIS)
                .get("elsewhere");
        assertEquals(
                "{\"strategy\":\"rsi-reversal\",\"version\":1,\"description\":\"The price has fallen or risen too far and turns.\","
                        + "\"side\":\"buy\",\"timeframes\":[\"5m\"],\"state\":\"warming\",\"reason\":\"not_on_timeframe\","
                        + "\"explain\":{\"rule\":\"rsi(14) crosses up through 30\",\"satisfied\":null,"
                        + "\"operands\":{\"rsi(14)\":null,\"rsi(14)[1]\":null},"
                        + "\"warmup\":{\"rsi(14)\":{\"need\":15,\"have\":1},\"rsi(14)[1]\":{\"need\":16,\"have\":1}},"
                        + "\"children\":[]},\"signal\":null}",
                one.get(0).toString());
        assertEquals(2, one.size());
        JsonNode open = json("/api/v1/explain?symbol=AAPL&timeframe=1m&time=" + (T0_MILLIS + 10 * 60_000));
        assertEquals(
                "true 110.0", open.get("provisional") + " " + open.get("bar").get("close"));
    }

    @Test
    void metadataOfASymbolIncludesTheEconomyOnce() throws Exception {
        JsonNode items = json("/api/v1/metadata?symbol=AAPL");
        assertEquals(List.of("news_sentiment", "economic_indicator", "news_sentiment"), texts(items, "type"));
        JsonNode economy = items.get(1);
        assertEquals(T0_MILLIS + 0.003, economy.get("time").asDouble());
        assertEquals("GDP 2.5", economy.get("name").asText() + " " + economy.get("value"));
        assertEquals(null, economy.get("symbol"));
        assertEquals(
                List.of("news_sentiment", "news_sentiment"),
                texts(json("/api/v1/metadata?symbol=AAPL&type=news_sentiment"), "type"));
        assertEquals(
                List.of("economic_indicator"),
                texts(json("/api/v1/metadata?symbol=AAPL&type=economic_indicator"), "type"));
        assertEquals(List.of(), texts(json("/api/v1/metadata?symbol=AAPL&type=order_book"), "type"));
        assertEquals(4, json("/api/v1/metadata").size());
        assertEquals(List.of("MSFT", "AAPL"), texts(json("/api/v1/metadata?limit=2"), "symbol"), "newest of all");
    }

    @Test
    void symbolsAndSummariesCarryTheCompany() throws Exception {
        JsonNode row = json("/api/v1/symbols").get(0);
        assertEquals(
                "{\"symbol\":\"AAPL\",\"name\":\"Apple Inc.\",\"sector\":\"Technology\",\"last\":101.5,\"digits\":2,\"change\":1.5,"
                        + "\"changePercent\":1.5,\"volume\":12000.0,\"lastTime\":" + T0_MILLIS + ",\"arrived\":"
                        + (T0_MILLIS + 7)
                        + ",\"rsi\":null,\"lastSignal\":{\"id\":\"a2\",\"side\":\"sell\",\"strategy\":\"rsi-reversal\","
                        + "\"timeframe\":\"5m\",\"barTime\":1644016500000},\"ageMs\":3599993,\"aheadMs\":0}",
                row.toString());
        JsonNode summary = json("/api/v1/summary/aapl");
        assertEquals(json("/api/v1/summary").get("stocks").get(0), summary);
        assertEquals("{\"buy\":3,\"sell\":1}", summary.at("/ever/signals").toString());
        JsonNode reliability = summary.at("/ever/reliability/0");
        assertEquals(0.625, reliability.get("hitRate").asDouble(), "five of the eight that moved");
        assertEquals(0.5, reliability.at("/base/hitRate").asDouble());
        assertEquals(
                1_644_019_200_000L - 86_400_000L, summary.at("/day/start").asLong(), "the UTC day of its last candle");
        assertEquals(100.75, summary.at("/day/vwap").asDouble());
        assertProblem(404, "not_found", http.get("/api/v1/summary/NONE"));
        assertProblem(422, "invalid_symbol", http.get("/api/v1/summary/a%20b"));
    }

    @Test
    void notificationsAreListed() throws Exception {
        Notification listed = Samples.notification("01", "a1", Notification.EMAIL, Notification.State.PENDING);
        assertEquals(
                "[" + Views.tree(NotificationView.of(listed, listed.text())) + "]",
                json("/api/v1/notifications").toString());
        RawHttp.Answer page = http.get("/api/v1/notifications?limit=1");
        assertEquals(
                "[]",
                json("/api/v1/notifications?cursor=" + page.headers().get("X-Next-Cursor"))
                        .toString());
    }

    @Test
    void aSnapshotIsAllThatAChartNeeds() throws Exception {
        JsonNode snapshot = json("/api/v1/snapshot?symbol=AAPL&timeframe=1m&limit=4");
        assertEquals("run-1", snapshot.get("feed").get("id").asText());
        assertEquals(4, snapshot.get("feed").get("seq").size());
        assertEquals(
                "AAPL 1m",
                snapshot.get("symbol").asText() + " "
                        + snapshot.get("timeframe").asText());
        assertEquals("[\"raw\",\"1m\",\"5m\"]", snapshot.get("timeframes").toString());
        assertEquals("[\"sma(3)\",\"rsi(14)\"]", snapshot.get("indicators").toString());
        assertEquals(
                "[\"time\",\"open\",\"high\",\"low\",\"close\",\"volume\",\"sma(3)\",\"rsi(14)\"]",
                snapshot.get("columns").toString());
        assertEquals(List.of(106.0, 107.0, 108.0, 109.0), column(snapshot.get("data"), 4));
        assertEquals(List.of(105.0, 106.0, 107.0, 108.0), column(snapshot.get("data"), 6));
        assertEquals(
                "{\"time\":" + (T0_MILLIS + 600_000)
                        + ",\"open\":110.0,\"high\":110.0,\"low\":110.0,\"close\":110.0,\"volume\":5.0,"
                        + "\"values\":{\"sma(3)\":110.0,\"rsi(14)\":null}}",
                snapshot.get("open").toString());
        assertEquals(
                "{\"rsi(14)\":{\"need\":15,\"have\":10}}",
                snapshot.get("warmup").toString());
        assertEquals(List.of(), texts(snapshot.get("signals"), "id"));
        JsonNode m5 = json("/api/v1/snapshot?symbol=AAPL&timeframe=5m");
        assertEquals(List.of("a2", "a1"), texts(m5.get("signals"), "id"));
        assertEquals("null", m5.get("open").toString());
    }

    @Test
    void aSnapshotOfASymbolThatNobodyEverSentIs404() throws Exception {
        assertProblem(404, "not_found", http.get("/api/v1/snapshot?symbol=NONE"));
        assertEquals(0, json("/api/v1/snapshot?symbol=NEWS").get("data").size(), "of this one there was news");
    }

    @Test
    void whileTheIndicatorStageCannotAnswerSnapshotsAre503() throws Exception {
        await(indicatorStage.unregister());
        try {
            RawHttp.Answer answer = http.get("/api/v1/snapshot?symbol=AAPL");
            assertProblem(503, "owner_unavailable", answer);
            assertEquals("1", answer.headers().get("Retry-After"));
            assertEquals(10, json("/api/v1/candles?symbol=AAPL").get("length").asInt());
        } finally {
            indicatorStage = await(serveViews());
        }
    }

    @Test
    void anOwnerThatNeverAnswersIsNotWaitedForAsLongAsForAStore() throws Exception {
        await(indicatorStage.unregister());
        MessageConsumer<SymbolQuery> silent = await(BUS.serve(
                Addresses.symbol(NODE), query -> Promise.<SymbolView>promise().future()));
        try {
            long begun = System.nanoTime();
            assertProblem(503, "owner_unavailable", http.get("/api/v1/snapshot?symbol=AAPL"));
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertTrue(millis < 4_000, "answered after " + millis + " ms, the bus gives up after 5,000");
        } finally {
            await(silent.unregister());
            indicatorStage = await(serveViews());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/candles?symbol=AAPL&limit=-1,             422, limit_out_of_range",
        "/candles?symbol=AAPL&limit=1e9,            422, limit_out_of_range",
        "/candles?symbol=AAPL&limit=abc,            422, limit_out_of_range",
        "/candles?symbol=AAPL&from=2&to=1,          422, invalid_range",
        "/candles?symbol=%2e%2e%2f,                 422, invalid_symbol",
        "/candles,                                  422, missing_parameter",
        "/candles?symbol=AAPL&timeframe=7m,         422, invalid_timeframe",
        "/candles?symbol=AAPL&timeframe=15m,        422, unknown_timeframe",
        "/candles?symbol=AAPL&colour=red,           400, unknown_parameter",
        "/candles?symbol=AAPL&symbol=AAPL,          400, unknown_parameter",
        "/candles?symbol=%zz,                       400, bad_request",
        "/indicators?symbol=AAPL&names=xma(3),      422, invalid_indicator",
        "/signals?cursor=AAAA,                      400, bad_cursor",
        "/signals?side=hold,                        422, invalid_side",
        "/signals?limit=0,                          422, limit_out_of_range",
        "/metadata?type=candle,                     422, invalid_type",
        "/notifications?cursor=x,                   400, bad_cursor",
        "/snapshot,                                 422, missing_parameter",
        "/explain?timeframe=1m&time=1,              422, missing_parameter",
        "/explain?symbol=AAPL&timeframe=1m,         422, missing_parameter",
        "/explain?symbol=AAPL&time=,                422, invalid_time",
        "/explain?symbol=AAPL&time=1e400,           422, invalid_time",
        "/explain?symbol=AAPL&time=NaN,             422, invalid_time",
        "/explain?symbol=AAPL&time=1&timeframe=7m,  422, invalid_timeframe",
        "/explain?symbol=AAPL&time=1&timeframe=15m, 422, unknown_timeframe",
        "/explain?symbol=AAPL&time=1&rule=magic,    422, unknown_rule",
        "/explain?symbol=AAPL&time=1&limit=9,       400, unknown_parameter",
        "/explain?symbol=a%20b&time=1,              422, invalid_symbol",
        "/explain?symbol=NONE&time=1,               404, not_found",
        "/explain?symbol=NONE&timeframe=1m&time=1,  404, not_found",
        "/explain?symbol=AAPL&time=1,               404, no_such_bar",
        "/explain?symbol=AAPL&timeframe=1m&time=-1, 404, no_such_bar",
        "/explain?symbol=AAPL&time=8999999999999999, 422, in_future",
        "/candles?symbol=NONE,                      404, not_found",
        "/candles?symbol=AAPL&from=1760000000,      422, invalid_time",
        "/indicators?symbol=NONE,                   404, not_found",
        "/signals?symbol=NONE,                      404, not_found",
        "/signals?strategy=magic,                   422, unknown_strategy",
        "/signals?timeframe=15m,                    422, unknown_timeframe",
        "'/sparklines?symbols=AAPL,NONE',           404, not_found",
        "/metadata?symbol=NONE,                     404, not_found",
        "/summary/NONE,                             404, not_found",
        "/ping?x=1,                                 400, unknown_parameter",
        "/nothing,                                  404, not_found"
    })
    void aBadRequestIsAProblem(String target, int status, String code) throws Exception {
        assertProblem(status, code, http.get("/api/v1" + target));
    }

    @Test
    void aTimeInSecondsIsAnsweredWithTheSameInMilliseconds() throws Exception {
        String answer = http.get("/api/v1/candles?symbol=AAPL&from=1760000000").body();
        assertTrue(answer.contains("1760000000000"), answer);
        assertEquals(
                10,
                json("/api/v1/candles?symbol=AAPL&from=1500000000.0")
                        .get("length")
                        .asInt());
    }
}
