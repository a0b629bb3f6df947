package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.Await;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Connections that ask for much and read nothing, or ask for nothing at all: they take no other port's place, and no memory. */
@Tag("alone")
class GreedyReadersTest {

    private static final int ATTACKERS = 1_000;
    private static final int CANDLES = 10_000;
    private static final long T0 = 1_760_000_000;
    private static final String BIG = "/api/v1/candles?symbol=AAPL&limit=" + CANDLES;

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void aThousandThatReadNothingOfALargeAnswer() throws Exception {
        TicktideProcess server = ticktide.with(List.of(), "-Xmx256m").start(folder, "start", Ports.free());
        fill(server);
        Ports ports = server.ports();
        for (int i = 0; i < ATTACKERS; i++) {
            // Some ask on and on, some for files, some take the answer compressed.
            String request = get(i % 5 == 0 ? "/vendor/lightweight-charts.standalone.production.mjs" : BIG)
                    .replace("\r\n\r\n", i % 3 == 0 ? "\r\nAccept-Encoding: gzip\r\n\r\n" : "\r\n\r\n");
            send(connect(ports.web()), request.repeat(i % 2 == 0 ? 20 : 1));
        }
        ingestGoesOn(server, 30);
        // Who reads nothing for ten seconds is closed; then there is room again for large answers.
        Await.until(
                "a large answer",
                Duration.ofSeconds(60),
                () -> status(server, BIG),
                status -> status == 200 || !server.isAlive());
        ingestGoesOn(server, 5);
        assertTrue(server.isAlive(), server.stderr());
    }

    @Test
    void connectionsToThePageTakeNoFileDescriptorFromIngest() throws Exception {
        TicktideProcess server = ticktide.with(List.of("bash", "-c", "ulimit -n 600; exec \"$0\" \"$@\""), "-Xmx384m")
                .start(folder, "start", Ports.free());
        // Classes are files, too, where they don't come from one archive.
        ingestGoesOn(server, 3);
        status(server, "/api/v1/symbols");
        for (int i = 0; i < 650; i++) {
            connect(server.ports().web());
        }
        ingestGoesOn(server, 10);
        for (int i = 0; i < 20; i++) {
            try (Socket fresh = connect(server.ports().ingest())) {
                send(fresh, "POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
                assertEquals('H', fresh.getInputStream().read(), "a new connection is answered");
            }
        }
    }

    @Test
    void oneAddressDoesNotTakeThePlacesOfAll() throws Exception {
        TicktideProcess server = ticktide.with(List.of(), "-Xmx384m")
                .start(
                        folder,
                        "start",
                        Ports.free(),
                        "--set",
                        "web.max_connections_per_address=20",
                        "--set",
                        "ingest.max_connections_per_address=20");
        for (int port : List.of(server.ports().web(), server.ports().ingest())) {
            for (int i = 0; i < 40; i++) {
                send(connect(port), get("/api/v1/ping"));
            }
            Await.until(
                    "those beyond the bound closed",
                    Duration.ofSeconds(10),
                    () -> sockets.stream().filter(GreedyReadersTest::isClosed).count(),
                    count -> count >= 20);
            try (Socket other = new Socket()) {
                other.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), 0));
                other.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                send(other, get("/api/v1/ping"));
                assertEquals('H', other.getInputStream().read(), "another address is served");
            }
            leave();
            sockets.clear();
        }
    }

    private void ingestGoesOn(TicktideProcess server, int times) {
        int slow = 0;
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            HttpResponse<String> answer = server.post(candle("MSFT", T0 + sockets.size() * 1_000L + i));
            assertEquals(200, answer.statusCode(), answer.body());
            slow += System.nanoTime() - begun > 1_000_000_000 ? 1 : 0;
        }
        // A machine with other work on it may stand still for a second once.
        assertTrue(slow <= 1 + times / 10, slow + " of " + times + " took more than a second");
    }

    private static void fill(TicktideProcess server) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < CANDLES; i++) {
            batch.append(i == 0 ? "" : ",").append(candle("AAPL", T0 + i));
        }
        HttpResponse<String> answer = server.post(batch.append(']').toString());
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(CANDLES, server.get(BIG).get("length").asInt());
    }

    private static String candle(String symbol, long second) {
        return "{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":189.123456,\"closing_price\":190.234567,"
                + "\"high\":190.456789,\"low\":189.012345,\"volume\":1200,\"timestamp\":" + second + "}";
    }

    private static int status(TicktideProcess server, String path) {
        try {
            return server.fetch(path).statusCode();
        } catch (java.io.UncheckedIOException notNow) {
            return 0;
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4 * 1024);
        socket.setSoTimeout(5_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException closed) {
            // It was turned away.
        }
    }

    /** Whether the server has closed it; consumes what it sent. */
    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            while (socket.getInputStream().read() >= 0) {
                // To the end of what there is.
            }
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
