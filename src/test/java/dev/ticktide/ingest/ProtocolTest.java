package dev.ticktide.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.ingest.IngestServer.Answer;
import dev.ticktide.ingest.IngestServer.Client;
import dev.ticktide.ingest.parse.IngestLimits;
import dev.ticktide.market.append.AppendReply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong around the body: heads, lengths, time, several requests on one connection, more than there is room for. */
class ProtocolTest {

    private static final byte[] CANDLE = Bodies.CANDLE.getBytes(StandardCharsets.UTF_8);
    private static final String POST = "POST /ingest HTTP/1.1\nHost: localhost\n";
    private static final String JSON = "Content-Type: application/json\n";
    private static final String LENGTH = "Content-Length: " + CANDLE.length;

    private static IngestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new IngestServer(IngestServer.SETTINGS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.submitter.sent.clear();
    }

    /** What is wrong, the head as it is sent, and the answer. */
    record Row(String rule, String head, String expected) {

        @Override
        public String toString() {
            return rule;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void badHeadsAreRefused(Row row) throws IOException {
        try (Client client = server.connect()) {
            client.write(row.head.replace("\n", "\r\n") + "\r\n\r\n" + Bodies.CANDLE);
            Answer answer = client.answer();
            assertEquals(row.expected, answer.describe(), answer.body());
            assertEquals("application/problem+json", answer.headers().get("content-type"));
            if (answer.status() == 405) {
                assertEquals("POST", answer.headers().get("allow"));
            }
        }
        assertEquals(List.of(), server.submitter.sent);
    }

    static Stream<Row> heads() {
        String multipart = "Content-Type: multipart/form-data; boundary=x\n";
        return Stream.of(
                new Row("1 GET", "GET /ingest HTTP/1.1\nHost: localhost", "405 method_not_allowed"),
                new Row("1 PUT", "PUT /ingest HTTP/1.1\nHost: localhost\n" + LENGTH, "405 method_not_allowed"),
                new Row("2 TRACE", "TRACE / HTTP/1.1\nHost: localhost", "405 method_not_allowed"),
                new Row("3 another path", "POST /nope HTTP/1.1\nHost: localhost\n" + LENGTH, "404 not_found"),
                new Row("3 a path below", "POST /ingest/ HTTP/1.1\nHost: localhost\n" + LENGTH, "404 not_found"),
                new Row("4 no content type", POST + LENGTH, "415 unsupported_media_type"),
                new Row("5 text/plain", POST + "Content-Type: text/plain\n" + LENGTH, "415 unsupported_media_type"),
                new Row(
                        "6 UTF-16",
                        POST + "Content-Type: application/json; charset=utf-16\n" + LENGTH,
                        "415 unsupported_media_type"),
                new Row("7 multipart", POST + multipart + LENGTH, "415 unsupported_media_type"),
                new Row(
                        "8 a form",
                        POST + "Content-Type: application/x-www-form-urlencoded\n" + LENGTH,
                        "415 unsupported_media_type"),
                new Row("9 gzip", POST + JSON + "Content-Encoding: gzip\n" + LENGTH, "415 unsupported_encoding"),
                new Row("9 br", POST + JSON + "Content-Encoding: br\n" + LENGTH, "415 unsupported_encoding"),
                new Row("9 zstd", POST + JSON + "Content-Encoding: zstd\n" + LENGTH, "415 unsupported_encoding"),
                new Row("12 a byte more than allowed", POST + JSON + "Content-Length: 8388609", "413 body_too_large"),
                new Row(
                        "14 10 GiB and 100-continue",
                        POST + JSON + "Expect: 100-continue\nContent-Length: 10737418240",
                        "413 body_too_large"),
                new Row("14 10^30 bytes", POST + JSON + "Content-Length: 1" + "0".repeat(30), "400 bad_request"),
                new Row(
                        "15 a long path",
                        "POST /" + "a".repeat(5_000) + " HTTP/1.1\nHost: localhost",
                        "414 uri_too_long"),
                new Row("16 long headers", POST + "X: " + "a".repeat(9 * 1024), "431 headers_too_large"),
                new Row("19 two lengths", POST + JSON + "Transfer-Encoding: chunked\n" + LENGTH, "400 bad_request"),
                new Row("19 two different lengths", POST + JSON + "Content-Length: 1\n" + LENGTH, "400 bad_request"),
                new Row(
                        "20 chunked in HTTP/1.0",
                        "POST /ingest HTTP/1.0\nHost: localhost\n" + JSON + "Transfer-Encoding: chunked",
                        "400 bad_request"),
                new Row("24 no host", "POST /ingest HTTP/1.1\n" + JSON + LENGTH, "400 bad_request"),
                new Row("24 two hosts", POST + "Host: localhost\n" + JSON + LENGTH, "400 bad_request"),
                new Row(
                        "another host",
                        "POST /ingest HTTP/1.1\nHost: evil.test:5000\n" + JSON + LENGTH,
                        "421 bad_host"),
                new Row("another origin", POST + "Origin: https://evil.test\n" + JSON + LENGTH, "403 foreign_origin"),
                new Row("no origin worth the name", POST + "Origin: null\n" + JSON + LENGTH, "403 foreign_origin"),
                new Row(
                        "25 a query",
                        "POST /ingest?a=1 HTTP/1.1\nHost: localhost\n" + JSON + LENGTH,
                        "400 unknown_parameter"),
                new Row("no HTTP at all", "hello", "400 bad_request"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodHeads")
    void otherSpellingsAreAccepted(String head) throws IOException {
        try (Client client = server.connect()) {
            client.write(head.replace("\n", "\r\n") + "\r\n" + LENGTH + "\r\n\r\n" + Bodies.CANDLE);
            assertEquals("{\"status\":\"stored\"}", client.answer().body());
        }
    }

    static Stream<String> goodHeads() {
        return Stream.of(
                POST + JSON.trim(),
                POST + "content-type: Application/JSON; Charset=\"UTF-8\"",
                POST + "Content-Type: application/x-ndjson".replace("x-ndjson", "json")
                        + "\nContent-Encoding: identity",
                "POST /ingest HTTP/1.1\nHost: 127.0.0.1:5000\nOrigin: http://localhost:8080\n" + JSON.trim(),
                "POST /ingest HTTP/1.1\nHost: [::1]:5000\n" + JSON.trim(),
                "POST /ingest HTTP/1.1\nHost: LOCALHOST\n" + JSON.trim(),
                "POST /ingest HTTP/1.0\n" + JSON.trim());
    }

    @Test
    void theHostsOfTheSettingsAreAllowed() throws Exception {
        try (IngestServer open = new IngestServer(
                IngestServer.settings(Duration.ofSeconds(5), 10, 1 << 24, List.of("Feeds.Example"), false))) {
            String head = "POST /ingest HTTP/1.1\nHost: feeds.example:5000\n" + JSON + "Content-Length: 0";
            assertEquals("400 empty_body", open.send(head).describe());
            assertEquals(
                    "404 not_found",
                    open.send(head.replace("/ingest", "/discard")).describe());
        }
    }

    @Test
    void discardParsesAndForgets() throws IOException {
        try (Client client = server.connect()) {
            client.write(("POST /discard HTTP/1.1\nHost: localhost\n" + JSON + LENGTH).replace("\n", "\r\n")
                    + "\r\n\r\n" + Bodies.CANDLE);
            assertEquals("{\"status\":\"discarded\"}", client.answer().body());
        }
        assertEquals(List.of(), server.submitter.sent);
    }

    @Test
    void aBodyOverTheLimitIsAnsweredAlthoughItIsSent() throws IOException {
        Answer answer = server.post("application/json", new byte[IngestConfig.DEFAULT_LIMITS.maxBodyBytes() + 1]);
        assertEquals("413 body_too_large", answer.describe());
        assertEquals("close", answer.headers().get("connection"));
    }

    @Test
    void aChunkedBodyWithoutEndIsCutOff() throws IOException {
        try (Client client = server.connect()) {
            client.write((POST + JSON + "Transfer-Encoding: chunked").replace("\n", "\r\n") + "\r\n\r\n");
            byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 129; i++) {
                client.write(chunk);
            }
            Answer answer = client.answer();
            assertEquals("413 body_too_large", answer.describe());
            assertTrue(client.isClosed());
        }
    }

    @Test
    void aChunkedBodyIsRead() throws IOException {
        try (Client client = server.connect()) {
            client.write((POST + JSON + "Transfer-Encoding: chunked").replace("\n", "\r\n") + "\r\n\r\n");
            for (int i = 0; i < CANDLE.length; i += 7) {
                String part = Bodies.CANDLE.substring(i, Math.min(i + 7, CANDLE.length));
                client.write(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
            }
            client.write("0\r\n\r\n");
            assertEquals(200, client.answer().status());
        }
    }

    @Test
    void aBrokenChunkStoresNothing() throws IOException {
        try (Client client = server.connect()) {
            client.write((POST + JSON + "Transfer-Encoding: chunked").replace("\n", "\r\n") + "\r\n\r\nxyz\r\n"
                    + Bodies.CANDLE);
            assertTrue(client.isClosed());
        }
        assertEquals(List.of(), server.submitter.sent);
    }

    @Test
    void continueIsSaidBeforeTheBodyIsRead() throws IOException {
        try (Client client = server.connect()) {
            client.write((POST + JSON + LENGTH + "\nExpect: 100-continue").replace("\n", "\r\n") + "\r\n\r\n");
            assertEquals(100, client.answer().status());
            client.write(CANDLE);
            assertEquals(200, client.answer().status());
        }
    }

    @Test
    void aTricklingBodyTimesOut() throws Exception {
        try (IngestServer quick =
                new IngestServer(IngestServer.settings(Duration.ofMillis(400), 10, 1 << 24, List.of(), false))) {
            try (Client client = quick.connect()) {
                client.write((POST + JSON + LENGTH).replace("\n", "\r\n") + "\r\n\r\n{");
                Answer answer = client.answer();
                assertEquals("408 request_timeout", answer.describe());
                assertTrue(client.isClosed());
            }
            try (Client silent = quick.connect()) {
                silent.write("POST /ing");
                assertTrue(silent.isClosed());
            }
            assertEquals(List.of(), quick.submitter.sent);
        }
    }

    @Test
    void hangingUpInTheMiddleStoresNothing() throws IOException {
        try (Client client = server.connect()) {
            client.write((POST + JSON + LENGTH).replace("\n", "\r\n") + "\r\n\r\n" + Bodies.CANDLE.substring(0, 50));
        }
        assertEquals(200, server.post(Bodies.CANDLE).status());
        assertEquals(1, server.submitter.sent.size());
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (Client client = server.connect()) {
            String head = (POST + JSON + LENGTH).replace("\n", "\r\n") + "\r\n\r\n";
            String bad = Bodies.CANDLE.replace("157.5", "15.75");
            client.write(head + Bodies.CANDLE + head + bad + head + Bodies.CANDLE);
            assertEquals("200", client.answer().describe());
            assertEquals("422 ohlc_inconsistent", client.answer().describe());
            assertEquals("200", client.answer().describe());
        }
    }

    @Test
    void aConnectionOutlivesARefusal() throws IOException {
        try (Client client = server.connect()) {
            client.post("text/plain", CANDLE);
            assertEquals(415, client.answer().status());
            client.post("application/json", CANDLE);
            assertEquals(200, client.answer().status());
        }
    }

    @Test
    void moreThanThereIsRoomForIsRefusedAndTakenAgainLater() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        try (IngestServer small =
                        new IngestServer(IngestServer.settings(Duration.ofSeconds(5), 1, 1 << 24, List.of(), false));
                Client first = small.connect()) {
            small.submitter.answer = (node, request) -> whenReady(small.vertx(), ready);
            first.post("application/json", CANDLE);
            while (small.submitter.sent.isEmpty()) {
                Thread.onSpinWait();
            }
            Answer refused = small.post(Bodies.CANDLE);
            assertEquals("503 overloaded", refused.describe());
            assertEquals("1", refused.headers().get("retry-after"));
            ready.set(true);
            assertEquals(200, first.answer().status());
            assertEquals(200, small.post(Bodies.CANDLE).status());
        }
    }

    @Test
    void moreBytesThanThereIsRoomForAreRefused() throws Exception {
        IngestSettings tight = new IngestSettings(
                "127.0.0.1",
                0,
                new IngestLimits(1_000, 10, Duration.ofDays(1)),
                10,
                1_000,
                100,
                0,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                List.of(),
                false,
                Duration.ofHours(1),
                IngestServer.REROUTE_DELAY);
        try (IngestServer small = new IngestServer(tight);
                Client slow = small.connect()) {
            slow.write((POST + JSON + "Content-Length: 601").replace("\n", "\r\n") + "\r\n\r\n" + "x".repeat(600));
            Answer answer = small.post("x".repeat(401));
            while (answer.status() == 400) {
                answer = small.post("x".repeat(401));
            }
            assertEquals("503 overloaded", answer.describe());
            slow.write("x");
            assertEquals("400 malformed_json", slow.answer().describe());
            assertEquals("400 malformed_json", small.post("x".repeat(401)).describe());
        }
    }

    @Test
    void aDrainingNodeTakesNothingNew() throws Exception {
        try (IngestServer node = new IngestServer(IngestServer.SETTINGS)) {
            node.draining = true;
            Answer answer = node.post(Bodies.CANDLE);
            assertEquals("503 draining", answer.describe());
            assertEquals("1", answer.headers().get("retry-after"));
            assertEquals("close", answer.headers().get("connection"));
            assertEquals(List.of(), node.submitter.sent);
        }
    }

    @Test
    void anOccupiedPortIsNamedWithItsSetting() {
        IngestSettings same = new IngestSettings(
                "127.0.0.1",
                server.port(),
                IngestConfig.DEFAULT_LIMITS,
                1,
                1 << 24,
                1,
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                List.of(),
                false,
                Duration.ofHours(1),
                IngestServer.REROUTE_DELAY);
        Vertx other = Vertx.vertx();
        try {
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> other.deployVerticle(new IngestVerticle(
                                    same,
                                    new RecordingSubmitter(),
                                    1,
                                    partition -> "n",
                                    () -> 0,
                                    IngestMetrics.NONE,
                                    () -> null))
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get());
            assertTrue(failure.getCause().getMessage().startsWith("ingest.port: 127.0.0.1:" + server.port()));
        } finally {
            other.close();
        }
    }

    private static Future<AppendReply> whenReady(Vertx vertx, AtomicBoolean ready) {
        return ready.get()
                ? Future.succeededFuture(RecordingSubmitter.stored(1))
                : vertx.timer(5, TimeUnit.MILLISECONDS).compose(timer -> whenReady(vertx, ready));
    }
}
