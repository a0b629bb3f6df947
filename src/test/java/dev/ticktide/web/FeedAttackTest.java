package dev.ticktide.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.Await;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that mean harm, over real sockets against a process with a small heap: it goes on, and so do the others. */
@Tag("slow")
class FeedAttackTest {

    private static final int ATTACKERS = 150;
    private static final int FRAME_BYTES = 64 * 1024 - 1;
    private static final int OTHERS = 3;
    private static final int POLICY = 1008;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static Process server;
    private static int port;

    private final List<Attacker> attackers = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FanOutServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String line =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8)).readLine();
        port = Integer.parseInt(line);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.destroyForcibly().waitFor();
    }

    @AfterEach
    void leave() throws IOException {
        for (Attacker attacker : attackers) {
            attacker.socket.close();
        }
        watchers.forEach(watcher -> watcher.socket.abort());
    }

    @Test
    void manyFramesOfRubbishThatNobodyReadsTheAnswersTo() throws Exception {
        attack("[" + "\"\",".repeat((FRAME_BYTES - 6) / 3) + "\"\"]");
    }

    @Test
    void manyFramesOfOtherRubbish() throws Exception {
        attack("[[]," + "\"\",".repeat((FRAME_BYTES - 9) / 3) + "\"\"]");
    }

    /** Within the messages that one frame may hold, frame after frame. */
    @Test
    void manySmallFramesOfRubbish() throws Exception {
        watch();
        byte[] frame = Attacker.frame(0x81, "[" + "\"{\",".repeat(80) + "\"{\"]");
        for (int i = 0; i < 50; i++) {
            attackers.add(new Attacker("000/a" + i + "/websocket"));
        }
        for (int round = 0; round < 20; round++) {
            for (Attacker attacker : attackers) {
                attacker.tryToSend(frame);
            }
        }
        othersKeepTheirPace();
        assertEquals(POLICY, attackers.get(0).closeCode());
    }

    @Test
    void whoSendsRubbishIsClosedWithOneReason() throws Exception {
        Attacker wrong = new Attacker("websocket");
        attackers.add(wrong);
        for (int i = 0; i < 30; i++) {
            wrong.tryToSend(Attacker.frame(0x81, "{"));
        }
        assertEquals(POLICY, wrong.closeCode());
    }

    @Test
    void aFewMistakesAreForgiven() throws Exception {
        Attacker wrong = new Attacker("websocket");
        attackers.add(wrong);
        for (int i = 0; i < 10; i++) {
            wrong.tryToSend(Attacker.frame(0x81, "{"));
        }
        for (int i = 0; i < 10; i++) {
            assertEquals("{\"type\":\"err\",\"body\":\"invalid_json\"}", wrong.message());
        }
    }

    @Test
    void whoSendsTooFastIsClosed() throws Exception {
        Attacker fast = new Attacker("websocket");
        attackers.add(fast);
        byte[] ping = Attacker.frame(0x81, "{\"type\":\"ping\"}");
        for (int i = 0; i < 1_000; i++) {
            fast.tryToSend(ping);
        }
        assertEquals(POLICY, fast.closeCode());
    }

    /** The answers to a WebSocket's own pings are written before anybody is asked. */
    @Test
    void controlFramesCountToo() throws Exception {
        Attacker fast = new Attacker("websocket");
        attackers.add(fast);
        byte[] ping = Attacker.frame(0x89, "x".repeat(100));
        for (int i = 0; i < 1_000; i++) {
            fast.tryToSend(ping);
        }
        assertEquals(POLICY, fast.closeCode());
    }

    @Test
    void manyWhoListenToEverythingAndReadNothing() throws Exception {
        watch();
        for (int i = 0; i < ATTACKERS; i++) {
            Attacker attacker = new Attacker("000/a" + i + "/websocket");
            attackers.add(attacker);
            StringBuilder registers = new StringBuilder("[");
            for (int symbol = 0; symbol < 60; symbol++) {
                registers
                        .append(symbol == 0 ? "" : ",")
                        .append("\"{\\\"type\\\":\\\"register\\\",\\\"address\\\":\\\"dashboard.symbol.S")
                        .append(symbol)
                        .append("\\\"}\"");
            }
            attacker.tryToSend(Attacker.frame(0x81, registers.append(']').toString()));
        }
        // Longer than the server's memory would last at 60 symbols, five times a second, for each of them.
        for (int i = 0; i < 2; i++) {
            othersKeepTheirPace();
        }
    }

    private void attack(String rubbish) throws Exception {
        watch();
        byte[] frame = Attacker.frame(0x81, rubbish);
        for (int i = 0; i < ATTACKERS; i++) {
            Attacker attacker = new Attacker("000/a" + i + "/websocket");
            attackers.add(attacker);
            attacker.tryToSend(frame);
        }
        othersKeepTheirPace();
        int code = attackers.get(ATTACKERS - 1).closeCode();
        assertTrue(code == POLICY || code == 4003, "closed with " + code);
    }

    private void watch() {
        for (int i = 0; i < OTHERS; i++) {
            watchers.add(new Watcher(i));
        }
        othersKeepTheirPace();
    }

    /** Messages come five times a second; ten within five seconds for each is a pace that a busy machine can keep. */
    private void othersKeepTheirPace() {
        for (Watcher watcher : watchers) {
            watcher.messages.set(0);
        }
        for (Watcher watcher : watchers) {
            Await.until(
                    "messages",
                    Duration.ofSeconds(5),
                    watcher.messages::get,
                    count -> count >= 10 || !server.isAlive());
        }
        assertTrue(server.isAlive(), "the server has ended");
    }

    private static final class Watcher implements WebSocket.Listener {

        private final AtomicInteger messages = new AtomicInteger();
        private final WebSocket socket;

        Watcher(int number) {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/eventbus/websocket"), this)
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            socket.sendText("{\"type\":\"register\",\"address\":\"dashboard.symbol.S" + number + "\"}", true)
                    .join();
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            messages.incrementAndGet();
            from.request(1);
            return null;
        }
    }

    /** Bytes as written, to a socket whose answers nobody reads until asked for. */
    private static final class Attacker {

        private final Socket socket = new Socket();
        private final DataInputStream in;

        Attacker(String path) throws IOException {
            socket.setReceiveBufferSize(4 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET /eventbus/" + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                                    + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            in = new DataInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            assertTrue(head.toString().startsWith("HTTP/1.1 101"), head.toString());
        }

        void tryToSend(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException closed) {
                // What this is about.
            }
        }

        String message() throws IOException {
            return new String(payload(in.readUnsignedByte()), StandardCharsets.UTF_8);
        }

        /** Reads up to the close frame. */
        int closeCode() throws IOException {
            while (true) {
                int first = in.readUnsignedByte();
                byte[] payload = payload(first);
                if ((first & 0x0F) == 8) {
                    return ByteBuffer.wrap(payload).getShort();
                }
            }
        }

        private byte[] payload(int first) throws IOException {
            assertTrue(first >= 0, "a frame");
            long length = in.readUnsignedByte();
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            return in.readNBytes((int) length);
        }

        /** A client's frame is masked; a mask of zeros changes nothing. */
        static byte[] frame(int first, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(bytes.length + 16).put((byte) first);
            if (bytes.length < 126) {
                frame.put((byte) (0x80 | bytes.length));
            } else {
                frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
            }
            frame.putInt(0).put(bytes);
            byte[] whole = new byte[frame.position()];
            frame.flip().get(whole);
            return whole;
        }
    }
}
