package dev.ticktide.balance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.balance.backend.BackendRole;
import dev.ticktide.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** WebSockets through the balancer. */
class TunnelTest {

    private static final int CHUNK = 32 * 1024;
    private static final long TOTAL = 256L * 1024 * 1024;

    @Test
    void carriesMessagesBothWays() throws Exception {
        try (Balanced balanced = new Balanced(1)) {
            Page page = Page.open(balanced);
            page.socket.sendText("hello", true).join();
            String part = "é".repeat(20_000);
            page.socket.sendText(part, false).join();
            page.socket.sendText(part, false).join();
            page.socket.sendText(part, true).join();
            Await.until(() -> page.messages.size() == 2);

            assertEquals("hello", page.messages.get(0));
            assertEquals(part.repeat(3), page.messages.get(1));
            assertTrue(balanced.get("/balancer/health").body().contains("\"webSockets\":1"));
        }
    }

    @Test
    void spreadsSocketsApartFromRequests() throws Exception {
        try (Balanced balanced = new Balanced(2)) {
            for (int i = 0; i < 6; i++) {
                Page.open(balanced);
            }
            for (FakeNode node : balanced.nodes) {
                Await.until(() -> node.sockets.size() == 3);
            }
        }
    }

    @Test
    void passesOnCloseCodes() throws Exception {
        try (Balanced balanced = new Balanced(1)) {
            Page leaving = Page.open(balanced);
            leaving.socket.sendClose(4_001, "bye").join();
            ServerWebSocket first = balanced.node(1).sockets.get(0);
            Await.until(first::isClosed);
            assertEquals((short) 4_001, first.closeStatusCode());
            assertEquals("bye", first.closeReason());
            Await.until(() -> leaving.closeCode == 4_001);

            Page left = Page.open(balanced);
            balanced.node(1).sockets.get(1).close((short) 4_002, "over");
            Await.until(() -> left.closeCode == 4_002);
            Await.until(() -> balanced.count("under way node-1") == 0);
            assertEquals(2, balanced.count("web 101"));
        }
    }

    @Test
    void stopsReadingTheNodeWhileThePageDoesNotRead() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Balanced balanced = new Balanced(1)) {
            balanced.node(1).socketHandler = socket -> pump(socket, Buffer.buffer(new byte[CHUNK]), written);
            Page page = Page.openIdle(balanced);
            long stuck = PassOnTest.settled(written);
            System.out.println("bytes written to a page that doesn't read: " + stuck);
            assertTrue(stuck < TOTAL / 2, "written " + stuck);

            page.socket.request(Long.MAX_VALUE);
            Await.until(() -> page.bytes.get() == TOTAL);
        }
    }

    @Test
    void stopsReadingThePageWhileTheNodeDoesNotRead() throws Exception {
        AtomicLong sent = new AtomicLong();
        AtomicLong received = new AtomicLong();
        try (Balanced balanced = new Balanced(1)) {
            balanced.node(1).socketHandler = socket -> {
                socket.handler(bytes -> received.addAndGet(bytes.length()));
                socket.pause();
            };
            Page page = Page.open(balanced);
            Await.until(() -> balanced.node(1).sockets.size() == 1);
            send(page, sent);
            long stuck = PassOnTest.settled(sent);
            System.out.println("bytes sent to a node that doesn't read: " + stuck);
            assertTrue(stuck < TOTAL / 2, "sent " + stuck);

            balanced.node(1).sockets.get(0).resume();
            Await.until(() -> received.get() == TOTAL);
        }
    }

    @Test
    void tellsThePageToComeAgainWhenTheNodeDies() throws Exception {
        try (Balanced balanced = new Balanced(0)) {
            RawNode raw = new RawNode(balanced.vertx);
            balanced.known.add(raw.backend());
            Await.until(() -> balanced.state("raw", BackendRole.WEB).equals("in"));
            Page page = Page.open(balanced);
            Await.until(() -> raw.sockets.size() == 1);
            raw.sockets.get(0).write(Buffer.buffer(new byte[] {(byte) 0x81, 2, 'o', 'k'}));
            Await.until(() -> page.messages.contains("ok"));
            raw.sockets.get(0).close();
            Await.until(() -> page.closeCode == Tunnel.SERVICE_RESTART);
            Await.until(() -> balanced.count("under way raw") == 0);
        }
    }

    @Test
    void noticesANodeWhoseConnectionIsReset() throws Exception {
        try (Balanced balanced = new Balanced(0)) {
            RawNode raw = RawNode.resetting(balanced.vertx);
            balanced.known.add(raw.backend());
            Await.until(() -> balanced.state("raw", BackendRole.WEB).equals("in"));
            for (int i = 0; i < 5; i++) {
                Page page = Page.open(balanced);
                int opened = i;
                Await.until(() -> raw.sockets.size() == opened + 1);
                raw.sockets.get(i).close();
                Await.until(() -> page.closeCode == Tunnel.SERVICE_RESTART);
            }
            Await.until(() -> balanced.count("under way raw") == 0);
        }
    }

    @Test
    void justClosesWhenTheNodeDiesInTheMiddleOfAFrame() throws Exception {
        byte[] half = {(byte) 0x81, 100, 'h', 'a', 'l', 'f'};
        try (Balanced balanced = new Balanced(0)) {
            RawNode raw = new RawNode(balanced.vertx);
            balanced.known.add(raw.backend());
            Await.until(() -> balanced.state("raw", BackendRole.WEB).equals("in"));
            for (int i = 0; i < 50; i++) {
                try (RawClient client = new RawClient(balanced.port())) {
                    client.send(upgrade("/eventbus/websocket"));
                    assertTrue(client.head().startsWith("HTTP/1.1 101"));
                    int opened = i;
                    Await.until(() -> raw.sockets.size() == opened + 1);
                    NetSocket node = raw.sockets.get(i);
                    node.write(Buffer.buffer(half)).onComplete(written -> node.close());
                    assertArrayEquals(half, client.in.readAllBytes());
                }
            }
            Await.until(() -> balanced.count("under way raw") == 0);
        }
    }

    @Test
    void closesAtOnceWhenThePageAnswersTheCloseFrame() throws Exception {
        byte[] answer = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xF4};
        try (Balanced balanced = new Balanced(0)) {
            RawNode raw = new RawNode(balanced.vertx);
            balanced.known.add(raw.backend());
            Await.until(() -> balanced.state("raw", BackendRole.WEB).equals("in"));
            try (RawClient client = new RawClient(balanced.port())) {
                client.send(upgrade("/eventbus/websocket"));
                assertTrue(client.head().startsWith("HTTP/1.1 101"));
                Await.until(() -> raw.sockets.size() == 1);
                raw.sockets.get(0).close();
                byte[] close = client.in.readNBytes(4);
                assertEquals(Tunnel.SERVICE_RESTART, (close[2] & 0xFF) << 8 | (close[3] & 0xFF));
                long answered = System.nanoTime();
                client.send(answer);
                assertTrue(client.isClosed());
                assertTrue(System.nanoTime() - answered < 1_500_000_000, "sooner than without an answer, after 2 s");
            }
        }
    }

    @Test
    void refusesAFrameThatIsTooLarge() throws Exception {
        try (Balanced balanced = new Balanced(0)) {
            RawNode raw = new RawNode(balanced.vertx);
            balanced.known.add(raw.backend());
            Await.until(() -> balanced.state("raw", BackendRole.WEB).equals("in"));
            try (RawClient client = new RawClient(balanced.port())) {
                client.send(upgrade("/eventbus/websocket"));
                assertTrue(client.head().startsWith("HTTP/1.1 101"));
                // A masked binary frame that says it has 2^17 bytes.
                client.send(new byte[] {(byte) 0x82, (byte) 0xFF, 0, 0, 0, 0, 0, 2, 0, 0, 1, 2, 3, 4, 9, 9});
                byte[] close = client.in.readNBytes(4);
                assertEquals(Tunnel.TOO_LARGE, (close[2] & 0xFF) << 8 | (close[3] & 0xFF));
                assertTrue(client.isClosed());
            }
        }
    }

    @Test
    void passesOnThatTheNodeWantsNoWebSocket() throws IOException {
        try (Balanced balanced = new Balanced(1);
                RawClient client = new RawClient(balanced.port())) {
            assertEquals("404", client.send(upgrade("/refused")).answer());
            assertEquals(
                    "200", client.send("GET / HTTP/1.1\nHost: localhost\n\n").answer());
            Await.until(() -> balanced.count("under way node-1") == 0);
        }
    }

    @Test
    void sendsPagesAwayWhenItStops() throws Exception {
        try (Balanced balanced = new Balanced(1)) {
            Page page = Page.open(balanced);
            balanced.undeploy();
            Await.until(() -> page.closeCode == Tunnel.GOING_AWAY);
            Await.until(() -> balanced.node(1).sockets.get(0).isClosed());
        }
    }

    @Test
    void countsAPageThatLeavesWithoutAWord() throws IOException {
        try (Balanced balanced = new Balanced(1, Balanced.withConnections(5))) {
            // More of them, one after the other, than may be open at a time.
            for (int i = 0; i < 8; i++) {
                try (RawClient client = new RawClient(balanced.port())) {
                    client.send(upgrade("/eventbus/websocket"));
                    assertTrue(client.head().startsWith("HTTP/1.1 101"));
                    Await.until(() -> balanced.count("under way node-1") == 1);
                }
                Await.until(() -> balanced.count("under way node-1") == 0);
            }
            Await.until(() -> balanced.node(1).sockets.stream().allMatch(ServerWebSocket::isClosed));
            Await.until(() -> balanced.get("/balancer/health").body().contains("\"webSockets\":0"));
        }
    }

    private static String upgrade(String path) {
        return "GET " + path + " HTTP/1.1\nHost: localhost\nConnection: keep-alive, Upgrade\nUpgrade: websocket\n"
                + "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n";
    }

    private static void pump(ServerWebSocket to, Buffer chunk, AtomicLong written) {
        while (written.get() < TOTAL) {
            if (to.writeQueueFull()) {
                to.drainHandler(drained -> pump(to, chunk, written));
                return;
            }
            written.addAndGet(CHUNK);
            to.writeBinaryMessage(chunk);
        }
    }

    private static void send(Page page, AtomicLong sent) {
        if (sent.get() < TOTAL) {
            page.socket.sendBinary(ByteBuffer.allocate(CHUNK), true).thenRun(() -> {
                sent.addAndGet(CHUNK);
                send(page, sent);
            });
        }
    }
}
