package dev.ticktide.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.ingest.IngestServer.Answer;
import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.symbol.Side;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the owners say and what the sender hears; and what a good sender sends. */
class StatusTest {

    /** Some day whose seconds the candles are of. */
    private static final double DAY = 1_644_019_200;

    private IngestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new IngestServer(IngestServer.SETTINGS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_OWNER, 503 storage_unavailable",
        "OVERLOADED, 503 overloaded",
        "STORAGE_UNAVAILABLE, 503 storage_unavailable",
        "STORAGE_FULL, 503 storage_full",
        "SYMBOL_LIMIT, 429 symbol_limit",
        "DRAINING, 503 draining",
        "OUTCOME_UNKNOWN, 503 outcome_unknown"
    })
    void anOwnersRefusalIsPassedOn(Status status, String expected) throws Exception {
        server.submitter.answer(AppendReply.refused(status));
        Answer answer = server.post(Bodies.CANDLE);
        assertEquals(expected, answer.describe());
        assertEquals("1", answer.headers().get("retry-after"));
        assertEquals(Map.of("candle/" + answer.code(), 1), server.events);
    }

    @Test
    void noAnswerMeansThatTheOutcomeIsUnknown() throws Exception {
        server.submitter.answer = (node, request) -> Future.failedFuture("timed out");
        assertEquals("503 outcome_unknown", server.post(Bodies.CANDLE).describe());
        server.submitter.answer = (node, request) -> {
            throw new IllegalStateException("a bug");
        };
        assertEquals("503 outcome_unknown", server.post(Bodies.CANDLE).describe());
    }

    @Test
    void aMovedPartitionIsAskedForAgainOnce() throws Exception {
        server.submitter.answer = (node, request) -> Future.succeededFuture(
                server.submitter.sent.size() == 1
                        ? AppendReply.refused(Status.NOT_OWNER)
                        : RecordingSubmitter.stored(1));
        assertEquals("{\"status\":\"stored\"}", server.post(Bodies.CANDLE).body());
        assertEquals(2, server.submitter.sent.size());
    }

    @Test
    void aSingleEventIsStoredDuplicateOrLate() throws Exception {
        assertEquals("{\"status\":\"stored\"}", server.post(Bodies.CANDLE).body());
        server.submitter.answer(new AppendReply(Status.STORED, 0, 1, 0, List.of()));
        assertEquals("{\"status\":\"duplicate\"}", server.post(Bodies.CANDLE).body());
        server.submitter.answer(new AppendReply(Status.STORED, 1, 0, 1, List.of()));
        assertEquals(
                "{\"status\":\"stored\",\"late\":true}",
                server.post(Bodies.CANDLE).body());
        assertEquals(Map.of("candle/stored", 1, "candle/duplicate", 1, "candle/late", 1), server.events);
        assertEquals(Map.of("200/ok", 3), server.requests);
    }

    @Test
    void aBatchIsAnsweredInSums() throws Exception {
        server.submitter.answer(new AppendReply(Status.STORED, 2, 1, 1, List.of()));
        String batch =
                "[" + Bodies.at(DAY + 1, 155) + "," + Bodies.at(DAY + 2, 155) + "," + Bodies.at(DAY + 3, 155) + "]";
        assertEquals(
                "{\"status\":\"stored\",\"stored\":2,\"duplicate\":1,\"late\":1}",
                server.post(batch).body());
    }

    @Test
    void theSameTwiceInABatchIsForTheOwnerToCount() throws Exception {
        assertEquals(
                200,
                server.post("[" + Bodies.CANDLE + "," + Bodies.CANDLE + "]").status());
    }

    @Test
    void conflictsPointAtTheCandles() throws Exception {
        server.submitter.answer(new AppendReply(Status.CONFLICT, 0, 0, 0, List.of(0)));
        Answer single = server.post(Bodies.CANDLE);
        assertEquals("409 candle_conflict", single.describe());
        assertEquals(List.of(""), single.pointers());
        server.submitter.answer(new AppendReply(Status.CONFLICT, 0, 0, 0, List.of(1, 2)));
        String batch =
                "[" + Bodies.at(DAY + 1, 155) + "," + Bodies.at(DAY + 2, 155) + "," + Bodies.at(DAY + 3, 155) + "]";
        assertEquals(List.of("/1", "/2"), server.post(batch).pointers());
        String lines =
                "\n" + Bodies.at(DAY + 1, 155) + "\n\n" + Bodies.at(DAY + 2, 155) + "\n" + Bodies.at(DAY + 3, 155);
        Answer answer = server.post("application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of("/line/4", "/line/5"), answer.pointers());
    }

    @Test
    void theBriefsGeneratorIsTakenAtItsWord() throws Exception {
        String[] sent = {
            Bodies.CANDLE,
            "{\"data_type\": \"order_book\", \"timestamp\": 1704164644.123457, \"stock_symbol\": \"GOOGL\","
                    + " \"order_type\": \"sell\", \"price\": 560.7512345678912, \"quantity\": 50}",
            "{\"data_type\": \"news_sentiment\", \"timestamp\": 1704164644.1, \"stock_symbol\": \"AAPL\","
                    + " \"sentiment_score\": -6.103515625e-05, \"sentiment_magnitude\": 0.30000000000000004}",
            "{\"data_type\": \"market_data\", \"timestamp\": 1704164644, \"stock_symbol\": \"MSFT\","
                    + " \"market_cap\": 943182349871.1234, \"pe_ratio\": 17.00000000000001}",
            "{\"data_type\": \"economic_indicator\", \"timestamp\": 1704164644.5,"
                    + " \"indicator_name\": \"GDP Growth Rate\", \"value\": -4.999999999999999}"
        };
        for (String body : sent) {
            Answer answer = server.post(body);
            assertEquals("{\"status\":\"stored\"}", answer.body());
        }
        List<MarketEvent> arrived = server.submitter.sent.stream()
                .flatMap(sentOne -> sentOne.request().events().stream())
                .toList();
        assertEquals(
                List.of(
                        new Candle("AAPL", 1_644_016_200_000_000L, 150.25, 157.5, 149.8, 155.2, 1_000_000),
                        new OrderBookEntry("GOOGL", 1_704_164_644_123_457L, Side.SELL, 560.7512345678912, 50),
                        new NewsSentiment("AAPL", 1_704_164_644_100_000L, -6.103515625e-05, 0.30000000000000004),
                        new MarketData("MSFT", 1_704_164_644_000_000L, 943182349871.1234, 17.00000000000001),
                        new EconomicIndicator("GDP Growth Rate", 1_704_164_644_500_000L, -4.999999999999999)),
                arrived);
    }

    @Test
    void linesAreABatch() throws Exception {
        String lines = Bodies.at(DAY + 1, 155) + "\r\n\n  \n" + Bodies.at(DAY + 2, 155) + "\n";
        Answer answer = server.post("application/x-ndjson; charset=utf-8", lines.getBytes(StandardCharsets.UTF_8));
        assertEquals("{\"status\":\"stored\",\"stored\":2,\"duplicate\":0,\"late\":0}", answer.body());
    }

    @Test
    void badLinesAreNamedByNumber() throws Exception {
        String lines = Bodies.at(DAY + 1, 155) + "\n\n" + Bodies.at(DAY + 2, -1) + "\n[1]\n";
        Answer answer = server.post("application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));
        assertEquals("422 out_of_range", answer.describe());
        assertEquals(List.of("/line/3/closing_price", "/line/4"), answer.pointers());
        String broken = Bodies.at(DAY + 1, 155) + "\n" + Bodies.at(DAY + 2, 155) + " x";
        assertEquals(
                "400 trailing_content",
                server.post("application/x-ndjson", broken.getBytes(StandardCharsets.UTF_8))
                        .describe());
        String cut = Bodies.at(DAY + 1, 155) + "\n{\"high\":\n1}";
        Answer malformed = server.post("application/x-ndjson", cut.getBytes(StandardCharsets.UTF_8));
        assertEquals("400 malformed_json", malformed.describe());
        assertEquals(true, malformed.body().contains("line 2"), malformed.body());
    }
}
