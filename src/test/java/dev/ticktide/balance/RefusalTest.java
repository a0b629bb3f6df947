package dev.ticktide.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is turned away before any node sees it. */
class RefusalTest {

    private static final String POST = "POST /ingest HTTP/1.1\nHost: localhost\n";
    private static final int MAX_BODY = 1_000;

    record Row(String rule, String request, String answer) {

        @Override
        public String toString() {
            return rule;
        }
    }

    static final List<Row> ROWS = List.of(
            new Row("two lengths", POST + "Content-Length: 2\nContent-Length: 3\n\nabc", "400 bad_request"),
            new Row("the same length twice", POST + "Content-Length: 2\nContent-Length: 2\n\nab", "400 bad_request"),
            new Row("two lengths in one line", POST + "Content-Length: 2, 3\n\nabc", "400 bad_request"),
            new Row("a signed length", POST + "Content-Length: +2\n\nab", "400 bad_request"),
            new Row(
                    "length and chunks",
                    POST + "Content-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n",
                    "400 bad_request"),
            new Row(
                    "chunks and length",
                    POST + "Transfer-Encoding: chunked\nContent-Length: 4\n\n0\n\n",
                    "400 bad_request"),
            new Row("an unknown encoding", POST + "Transfer-Encoding: gzip, chunked\n\n0\n\n", "501 not_implemented"),
            new Row(
                    "two encodings",
                    POST + "Transfer-Encoding: chunked\nTransfer-Encoding: identity\n\n0\n\n",
                    "400 bad_request"),
            new Row("an encoding with a space", POST + "Transfer-Encoding : chunked\n\n0\n\n", "400 bad_request"),
            new Row(
                    "chunks in HTTP/1.0",
                    "POST /ingest HTTP/1.0\nHost: localhost\nTransfer-Encoding: chunked\n\n0\n\n",
                    "400 bad_request"),
            new Row("no Host", "GET / HTTP/1.1\n\n", "400 bad_request"),
            new Row("two Hosts", "GET / HTTP/1.1\nHost: a\nHost: b\n\n", "400 bad_request"),
            new Row("a whole URL", "GET http://other/ HTTP/1.1\nHost: localhost\n\n", "400 bad_request"),
            new Row("TRACE", "TRACE / HTTP/1.1\nHost: localhost\n\n", "405 method_not_allowed"),
            new Row("CONNECT", "CONNECT other:80 HTTP/1.1\nHost: other:80\n\n", "405 method_not_allowed"),
            new Row("a large body", POST + "Content-Length: " + (MAX_BODY + 1) + "\n\n", "413 body_too_large"),
            new Row("a huge length", POST + "Content-Length: 99999999999999999999\n\n", "400 bad_request"),
            new Row(
                    "a large body in chunks",
                    POST + "Transfer-Encoding: chunked\n\n3e9\n" + "x".repeat(MAX_BODY + 1) + "\n0\n\n",
                    "413 body_too_large"),
            new Row("an unknown expectation", POST + "Expect: tea\nContent-Length: 1\n\nx", "417 expectation_failed"),
            new Row("a long line", "GET /" + "x".repeat(5_000) + " HTTP/1.1\nHost: localhost\n\n", "414 uri_too_long"),
            new Row(
                    "large headers",
                    "GET / HTTP/1.1\nHost: localhost\nX-Large: " + "x".repeat(9_000) + "\n\n",
                    "431 headers_too_large"),
            new Row(
                    "a WebSocket with a body",
                    "GET /eventbus/websocket HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: websocket\n"
                            + "Content-Length: 1\n\nx",
                    "400 bad_request"),
            new Row("no HTTP at all", "\u0016\u0003\u0001\n\n", "400 bad_request"));

    private static Balanced balanced;

    @BeforeAll
    static void start() {
        balanced = new Balanced(1, Balanced.bodies(MAX_BODY, 2_500));
    }

    @AfterAll
    static void stop() {
        balanced.close();
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void refuses(Row row) throws IOException {
        int before = balanced.node(1).requests.get();
        try (RawClient client = new RawClient(balanced.port())) {
            assertEquals(row.answer(), client.send(row.request()).answer());
            if (row.answer().startsWith("400")) {
                assertTrue(client.isClosed(), "what follows may not be read as a request");
            }
        }
        assertEquals(before, balanced.node(1).requests.get());
    }

    @Test
    void passesOnABodyInChunks() throws IOException {
        try (RawClient client = new RawClient(balanced.port())) {
            client.send(POST + "Transfer-Encoding: chunked\n\n2\nab\n2\ncd\n0\n\n");
            assertEquals("200", client.answer());
        }
        assertTrue(balanced.deliveries.containsKey("abcd"));
    }

    @Test
    void asksForTheBodyItWasAskedAbout() throws IOException {
        try (RawClient client = new RawClient(balanced.port())) {
            client.send(POST + "Expect: 100-continue\nContent-Length: 5\n\n");
            assertEquals("100", client.answer());
            assertEquals("200", client.send("later").answer());
        }
    }

    @Test
    void holdsNoMoreBytesThanItsBound() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try (Balanced small = new Balanced(1, Balanced.bodies(MAX_BODY, 2_500))) {
            small.node(1).hold();
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(new RawClient(small.port())
                        .send(POST + "Content-Length: " + MAX_BODY + "\n\n" + "x".repeat(MAX_BODY)));
            }
            Await.until(() -> small.count("refused overloaded") == 3);
            small.node(1).release();
            for (RawClient client : clients) {
                answers.add(client.answer());
                client.close();
            }
            answers.sort(null);
            assertEquals(List.of("200", "200", "503 overloaded", "503 overloaded", "503 overloaded"), answers);
            assertTrue(small.get("/balancer/health").body().contains("\"heldBytes\":0"));
        }
    }

    @Test
    void closesConnectionsOverTheBound() throws IOException {
        BalanceSettings few = Balanced.withConnections(2);
        try (Balanced small = new Balanced(1, few);
                RawClient first = new RawClient(small.port());
                RawClient second = new RawClient(small.port())) {
            String get = "GET / HTTP/1.1\nHost: localhost\n\n";
            assertEquals("200", first.send(get).answer());
            assertEquals("200", second.send(get).answer());
            try (RawClient third = new RawClient(small.port())) {
                assertTrue(third.isClosed());
            }
            assertEquals("200", first.send(get).answer());
        }
    }

    @Test
    void closesConnectionsOfOneAddressOverItsBound() throws IOException {
        BalanceSettings few = Balanced.withConnections(64).within(64, 2);
        String get = "GET / HTTP/1.1\nHost: localhost\n\n";
        try (Balanced small = new Balanced(1, few);
                RawClient first = new RawClient(small.port());
                RawClient second = new RawClient(small.port())) {
            assertEquals("200", first.send(get).answer());
            assertEquals("200", second.send(get).answer());
            try (RawClient third = new RawClient(small.port());
                    RawClient elsewhere = new RawClient(small.port(), InetAddress.getByName("127.0.0.2"))) {
                assertTrue(third.isClosed());
                assertEquals("200", elsewhere.send(get).answer());
            }
        }
    }

    @Test
    void refusesABodyThatTakesTooLong() throws IOException {
        BalanceSettings hasty = Balanced.withBodyTimeout(java.time.Duration.ofMillis(300));
        try (Balanced small = new Balanced(1, hasty);
                RawClient client = new RawClient(small.port())) {
            client.send(POST + "Content-Length: 5\n\nab");
            assertEquals("408 request_timeout", client.answer());
            assertTrue(client.isClosed());
        }
    }
}
