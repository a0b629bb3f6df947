package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A client that stops reading for a while, beside one that reads: sockets with small buffers, and a server in a process of its own. */
@Tag("alone")
class FeedPaceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PING_MILLIS = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MINUTE = 60;
    private static final int PACE_MILLIS = 100;

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    private final long base = Instant.now().getEpochSecond() / MINUTE * MINUTE - 5_000L * MINUTE;
    private TicktideProcess server;
    private int minute;

    @BeforeEach
    void start() {
        server = ticktide.start(folder, "start", Ports.free());
    }

    @Test
    void whoDoesNotReadGetsTheNewestLaterAndSkipsNoClosedBarNorHoldsAnybodyUp() throws Exception {
        // A thousand closed bars are kept for a client: of one symbol, those of some hundred minutes.
        List<String> symbols = List.of("ONE");
        post(symbols);
        try (Client slow = new Client(server.ports().web(), symbols);
                Client quick = new Client(server.ports().web(), symbols)) {
            quick.read();
            postUntil("the quick one heard nothing", () -> !quick.messages.isEmpty(), symbols);
            postUntil(
                    "nothing had to wait for the one that does not read",
                    () -> metric("ticktide_web_conflated_total") > 3,
                    symbols);
            for (int i = 0; i < 20; i++) {
                post(symbols);
            }
            int last = minute - 1;
            Await.until(
                    "the quick one to have the last", LIMIT, () -> quick.newest("ONE"), time -> time == millis(last));
            assertEquals(List.of(), quick.holes(), "the quick one follows number by number");
            assertTrue(quick.longestSilence() < 2_000, () -> "the quick one waited " + quick.longestSilence() + " ms");

            slow.read();
            Await.until("the slow one to have the last", LIMIT, () -> slow.newest("ONE"), time -> time == millis(last));
            for (String symbol : symbols) {
                assertEquals(quick.closed(symbol), slow.closed(symbol), "closed bars of " + symbol);
                assertTrue(slow.closed(symbol).size() > 20, "closed bars");
            }
            assertEquals(List.of(), slow.holes(), "each follows what the slow one has");
            assertTrue(slow.messages.size() < quick.messages.size(), "several were made one");
        }
    }

    @Test
    void whoIsFarBehindIsToldOfAGap() throws Exception {
        List<String> symbols = List.of("A", "B", "C", "D", "E", "F", "G", "H");
        post(symbols);
        try (Client slow = new Client(server.ports().web(), symbols)) {
            postUntil("nothing had to wait", () -> metric("ticktide_web_conflated_total") > 10, symbols);
            // A thousand closed bars are kept, and each minute closes two a symbol.
            for (int i = 0; i < 120; i++) {
                post(symbols);
            }
            slow.read();
            Await.until(
                    "to be told of a gap",
                    LIMIT,
                    () -> slow.messages.stream()
                            .filter(message -> message.path("type").asText().equals("gap"))
                            .count(),
                    count -> count > 0);
            JsonNode gap = slow.messages.stream()
                    .filter(message -> message.path("type").asText().equals("gap"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(gap.path("seq").asLong() > gap.path("prev").asLong(), gap::toString);
            assertTrue(gap.path("address").asText().startsWith("dashboard.symbol."), gap::toString);
        }
    }

    private interface Condition {
        boolean holds();
    }

    /**
     * Goes on with the market until something holds; bounded by {@link #LIMIT}, and at a pace that leaves what is kept for a client
     * far from full however fast the machine is.
     */
    private void postUntil(String otherwise, Condition condition, List<String> symbols) throws InterruptedException {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() - begun < LIMIT.toNanos(), otherwise);
            for (int i = 0; i < 5; i++) {
                post(symbols);
            }
            Thread.sleep(PACE_MILLIS);
        }
    }

    private double metric(String name) {
        double sum = 0;
        for (String line : server.fetch("/metrics").body().split("\n")) {
            if (line.startsWith(name + "{") || line.startsWith(name + " ")) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    private long millis(int at) {
        return (base + at * (long) MINUTE) * 1_000;
    }

    /** One candle of the next minute for each symbol. */
    private void post(List<String> symbols) {
        List<String> batch = new ArrayList<>();
        for (String symbol : symbols) {
            double price = 100 + 5 * Math.sin(minute / 9.0);
            batch.add(String.format(
                    Locale.ROOT,
                    "{\"stock_symbol\":\"%s\",\"opening_price\":%2$.2f,\"closing_price\":%2$.2f,\"high\":%2$.2f,"
                            + "\"low\":%2$.2f,\"volume\":10,\"timestamp\":%3$d}",
                    symbol,
                    price,
                    base + minute * (long) MINUTE));
        }
        assertEquals(200, server.post("[" + String.join(",", batch) + "]").statusCode());
        minute++;
    }

    /** Speaks the bridge's protocol over a WebSocket whose buffers hold next to nothing. */
    private static final class Client implements AutoCloseable {

        private final Socket socket = new Socket();
        private final DataInputStream in;
        private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
        private final List<Long> heardAt = new CopyOnWriteArrayList<>();

        Client(int port, List<String> symbols) throws IOException {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.getOutputStream()
                    .write(("GET /eventbus/websocket HTTP/1.1\r\nHost: 127.0.0.1:" + port
                                    + "\r\nConnection: Upgrade\r\n"
                                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGlja3RpZGUtdGlja3RpZA==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1_024));
            String line = line();
            assertTrue(line.startsWith("HTTP/1.1 101"), line);
            while (!line.isEmpty()) {
                line = line();
            }
            for (String symbol : symbols) {
                send("{\"type\":\"register\",\"address\":\"dashboard.symbol." + symbol + "\"}");
            }
            Thread pings = new Thread(this::ping, "feed-pings");
            pings.setDaemon(true);
            pings.start();
        }

        /** It is there, even when it does not read. */
        private void ping() {
            try {
                while (!socket.isClosed()) {
                    send("{\"type\":\"ping\"}");
                    Thread.sleep(PING_MILLIS);
                }
            } catch (IOException e) {
                // The other side has closed, of which the reader hears.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Begins to read what comes, to the end of the connection. */
        void read() {
            Thread reader = new Thread(
                    () -> {
                        try {
                            while (true) {
                                frame();
                            }
                        } catch (EOFException e) {
                            // The other side has closed.
                        } catch (IOException e) {
                            if (!socket.isClosed()) {
                                throw new UncheckedIOException(e);
                            }
                        }
                    },
                    "feed-client");
            reader.setDaemon(true);
            reader.start();
        }

        private void frame() throws IOException {
            StringBuilder text = new StringBuilder();
            boolean last;
            do {
                int head = in.readUnsignedByte();
                last = (head & 0x80) != 0;
                long length = in.readUnsignedByte() & 0x7f;
                if (length == 126) {
                    length = in.readUnsignedShort();
                } else if (length == 127) {
                    length = in.readLong();
                }
                text.append(new String(in.readNBytes((int) length), StandardCharsets.UTF_8));
            } while (!last);
            JsonNode envelope = JSON.readTree(text.toString());
            if (envelope.path("type").asText().equals("rec")) {
                messages.add(JSON.readTree(envelope.get("body").asText()));
                heardAt.add(System.nanoTime());
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int each = in.read(); each != '\n' && each >= 0; each = in.read()) {
                if (each != '\r') {
                    line.append((char) each);
                }
            }
            return line.toString();
        }

        private synchronized void send(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertTrue(bytes.length < 126, "a short frame");
            byte[] frame = new byte[bytes.length + 6];
            frame[0] = (byte) 0x81;
            // Masked with zeros: the bytes stay what they are.
            frame[1] = (byte) (0x80 | bytes.length);
            System.arraycopy(bytes, 0, frame, 6, bytes.length);
            socket.getOutputStream().write(frame);
        }

        private static String of(JsonNode message) {
            return message.path("symbol").asText();
        }

        /** Begin of the newest 1m bar that was told. */
        long newest(String symbol) {
            long newest = -1;
            for (JsonNode message : messages) {
                if (of(message).equals(symbol)) {
                    for (JsonNode update : message.path("updates")) {
                        if (update.path("timeframe").asText().equals("1m")) {
                            newest = Math.max(newest, update.path("time").asLong());
                        }
                    }
                }
            }
            return newest;
        }

        /** When the closed 1m bars begin, as they were told. */
        Set<Long> closed(String symbol) {
            Set<Long> times = new TreeSet<>();
            for (JsonNode message : messages) {
                if (of(message).equals(symbol)) {
                    for (JsonNode update : message.path("updates")) {
                        if (update.path("timeframe").asText().equals("1m")
                                && update.path("closed").asBoolean()) {
                            times.add(update.path("time").asLong());
                        }
                    }
                }
            }
            return times;
        }

        /** Messages that do not follow what was there before, per symbol. */
        List<String> holes() {
            Map<String, Long> have = new HashMap<>();
            List<String> holes = new ArrayList<>();
            for (JsonNode message : messages) {
                long prev = message.path("prev").asLong();
                Long before = have.put(of(message), message.path("seq").asLong());
                if (before != null && prev > before) {
                    holes.add(of(message) + " has " + before + ", then came " + message.path("seq") + " after " + prev);
                }
            }
            return holes;
        }

        long longestSilence() {
            long longest = 0;
            for (int i = 1; i < heardAt.size(); i++) {
                longest = Math.max(longest, (heardAt.get(i) - heardAt.get(i - 1)) / 1_000_000);
            }
            return longest;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
