package dev.ticktide.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.balance.Balanced.Answer;
import dev.ticktide.balance.backend.BackendRole;
import dev.ticktide.testing.Await;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a node gets to see of a request, and a client of an answer; and what is sent twice. */
class PassOnTest {

    @Test
    void keepsTheHostAndDropsWhatIsForOneConnectionOnly() throws IOException {
        AtomicReference<MultiMap> seen = new AtomicReference<>();
        try (Balanced balanced = new Balanced(1);
                RawClient client = new RawClient(balanced.port())) {
            balanced.node(1).handler = request -> {
                seen.set(request.headers());
                request.response()
                        .putHeader("Keep-Alive", "timeout=5")
                        .putHeader("X-Node", "yes")
                        .end();
            };
            client.send("""
                    GET /api HTTP/1.1
                    Host: ticktide.example:8443
                    X-Forwarded-For: 1.2.3.4
                    X-Forwarded-Host: evil
                    X-Forwarded-Proto: https
                    Forwarded: for=1.2.3.4
                    Connection: X-Secret
                    X-Secret: 1
                    TE: trailers
                    Keep-Alive: 5
                    Cookie: a=b

                    """);
            String answer = client.head();

            assertEquals("ticktide.example:8443", seen.get().get("Host"));
            assertEquals("ticktide.example:8443", seen.get().get("X-Forwarded-Host"));
            assertEquals("127.0.0.1", seen.get().get("X-Forwarded-For"));
            assertEquals("http", seen.get().get("X-Forwarded-Proto"));
            assertEquals("a=b", seen.get().get("Cookie"));
            for (String dropped : new String[] {"X-Secret", "TE", "Keep-Alive", "Forwarded", "Connection"}) {
                assertFalse(seen.get().contains(dropped), dropped);
            }
            assertTrue(answer.contains("X-Node: yes"), answer);
            assertFalse(answer.contains("Keep-Alive"), answer);
        }
    }

    @Test
    void cancelsAtTheNodeWhatNobodyWaitsForAnyMore() throws IOException {
        try (Balanced balanced = new Balanced(1)) {
            balanced.node(1).delayMillis = 60_000;
            try (RawClient client = new RawClient(balanced.port())) {
                client.send("GET /slow HTTP/1.1\nHost: localhost\n\n");
                Await.until(() -> balanced.node(1).underWay.get() == 1);
                assertEquals(0, balanced.node(1).aborted.get());
            }
            Await.until(() -> balanced.node(1).aborted.get() == 1);
            Await.until(() -> balanced.count("web gone") == 1);
            Await.until(() -> balanced.count("under way node-1") == 0);
            assertEquals("in", balanced.state("node-1", BackendRole.WEB), "it is not the node's fault");
        }
    }

    @Test
    void stopsReadingAnAnswerThatNobodyReads() throws IOException {
        AtomicLong written = new AtomicLong();
        long total = 256L * 1024 * 1024;
        try (Balanced balanced = new Balanced(1)) {
            balanced.node(1).handler = request -> {
                request.response().putHeader("Content-Length", String.valueOf(total));
                pump(request.response(), Buffer.buffer(new byte[64 * 1024]), written, total);
            };
            try (RawClient client = new RawClient(balanced.port())) {
                client.send("GET /large HTTP/1.1\nHost: localhost\n\n");
                client.head();
                long stuck = settled(written);
                System.out.println("bytes written to a client that doesn't read: " + stuck);
                assertTrue(stuck < total / 2, "written " + stuck);
                client.in.skipNBytes(total);
            }
            assertEquals(total, written.get());
        }
    }

    @Test
    void triesOnceMoreWhatMayBeDoneTwice() {
        try (Balanced balanced = new Balanced(2)) {
            AtomicInteger seen = new AtomicInteger();
            balanced.nodes.forEach(node -> node.handler = request -> {
                if (seen.incrementAndGet() == 1) {
                    request.connection().close();
                } else {
                    node.count(request);
                }
            });
            assertEquals(200, Balanced.await(balanced.post("candle")).status());
            assertEquals(2, seen.get());
        }
    }

    @Test
    void saysThatTheOutcomeIsUnknownIfBothBreak() {
        try (Balanced balanced = new Balanced(3)) {
            AtomicInteger seen = new AtomicInteger();
            balanced.nodes.forEach(node -> node.handler = request -> {
                seen.incrementAndGet();
                request.connection().close();
            });
            Answer answer = Balanced.await(balanced.post("candle"));
            assertEquals("503 outcome_unknown 1", answer.status() + " " + answer.code() + " " + answer.retryAfter());
            assertEquals(2, seen.get(), "never more than two nodes see it");
        }
    }

    @Test
    void doesNotRepeatWhatMayNotBeDoneTwice() {
        try (Balanced balanced = new Balanced(2)) {
            AtomicInteger seen = new AtomicInteger();
            balanced.nodes.forEach(node -> node.handler = request -> {
                seen.incrementAndGet();
                request.connection().close();
            });
            Answer answer = Balanced.await(balanced.send("DELETE", "/api/v1/something", ""));
            assertEquals("502 bad_gateway", answer.status() + " " + answer.code());
            assertEquals(1, seen.get());
        }
    }

    @Test
    void asksAnotherNodeWhateverTheMethodIfNothingWasSent() {
        try (Balanced balanced = new Balanced(2)) {
            balanced.node(1).kill();
            for (int i = 0; i < 4; i++) {
                assertEquals(
                        200,
                        Balanced.await(balanced.send("DELETE", "/api/v1/something", ""))
                                .status());
            }
        }
    }

    @Test
    void givesUpOnANodeThatDoesNotAnswer() {
        BalanceSettings hasty = Balanced.with(1_024, 4_096, 8, 8, Duration.ofMillis(500));
        try (Balanced balanced = new Balanced(1, hasty)) {
            balanced.node(1).handler = request -> {};
            assertEquals("outcome_unknown", Balanced.await(balanced.post("x")).code());
            assertEquals(1, balanced.count("ingest timeout"));
        }
    }

    @Test
    void breaksTheAnswerThatBrokeAtTheNode() throws IOException {
        try (Balanced balanced = new Balanced(1);
                RawClient client = new RawClient(balanced.port())) {
            balanced.node(1).handler = request -> {
                request.response().putHeader("Content-Length", "100").write("half");
                balanced.vertx.setTimer(50, later -> request.connection().close());
            };
            client.send("GET /half HTTP/1.1\nHost: localhost\n\n");
            assertTrue(client.head().contains("Content-Length: 100"));
            assertEquals("half", new String(client.in.readNBytes(4), java.nio.charset.StandardCharsets.UTF_8));
            assertTrue(client.isClosed());
            Await.until(() -> balanced.count("web cut") == 1);
        }
    }

    private static void pump(io.vertx.core.http.HttpServerResponse to, Buffer chunk, AtomicLong written, long total) {
        while (written.get() < total) {
            if (to.writeQueueFull()) {
                to.drainHandler(drained -> pump(to, chunk, written, total));
                return;
            }
            written.addAndGet(chunk.length());
            to.write(chunk);
        }
        to.end();
    }

    /** The value once it has not changed for 40 looks. */
    static long settled(AtomicLong value) {
        long[] last = {-1};
        int[] same = {0};
        Await.until(() -> {
            same[0] = last[0] == value.get() ? same[0] + 1 : 0;
            last[0] = value.get();
            return same[0] >= 40 && last[0] > 0;
        });
        return last[0];
    }
}
