package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.Await;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a stranger sends to the ports by which nodes talk to each other ends no node and stops no message. */
class StrayBytesTest {

    private static final int MEGABYTE = 1024 * 1024;

    @RegisterExtension
    final TicktideProcess.Runner runner = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    @Test
    void nodesLiveOnAndTalkOnWhateverComesToTheirPorts() throws Exception {
        int cluster = freePort();
        int bus = freePort();
        TicktideProcess first = node(cluster, bus);
        TicktideProcess second = node(cluster, freePort());
        Await.until(
                "two members with partitions",
                Duration.ofSeconds(150),
                () -> ready(first) + ready(second) + first.stderr() + second.stderr(),
                output -> output.startsWith("ready\nready\n"));
        assertBusWorks(first, second, 0);
        byte[] form = ("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + bus
                        + "\r\nContent-Type: application/x-www-form-urlencoded"
                        + "\r\nContent-Length: 9\r\n\r\nfield=one")
                .getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(12);
        List<Socket> trickles = new ArrayList<>();
        for (int port : List.of(bus, cluster)) {
            send(port, form, 0);
            // As far as it gets: more than the node's whole memory otherwise.
            send(port, ByteBuffer.allocate(4).putInt(1_347_375_956).array(), 700);
            // A message that begins as one, with a length inside it of 1.35 GB.
            send(
                    port,
                    ByteBuffer.allocate(10)
                            .putInt(1_000)
                            .put((byte) 2)
                            .put((byte) -1)
                            .putInt(1_347_375_956)
                            .array(),
                    1);
            for (int i = 0; i < 50; i++) {
                byte[] bytes = new byte[1 + random.nextInt(4_000)];
                random.nextBytes(bytes);
                send(port, bytes, 0);
            }
            for (int i = 0; i < 20; i++) {
                Socket trickle = new Socket(InetAddress.getLoopbackAddress(), port);
                trickle.getOutputStream().write(0);
                trickles.add(trickle);
            }
        }
        assertBusWorks(first, second, 1);
        assertTrue(first.isAlive() && second.isAlive());
        assertFalse(first.stderr().contains("OutOfMemory"), first.stderr());
        send(bus, ofAnotherVersion(), 0);
        Await.until(
                "a message of another version refused",
                Duration.ofSeconds(30),
                first::stderr,
                log -> log.contains("at indicator.history: HistoryLoaded was sent with schema 0000000000000000"));
        String metrics = first.fetch("/metrics").body();
        assertTrue(metrics.contains("ticktide_bus_refused_total 1.0"), metrics);
        for (Socket trickle : trickles) {
            trickle.close();
        }
    }

    /** To every node, as the event bus writes it, with a schema that no node has. */
    private static byte[] ofAnotherVersion() {
        ByteBuffer frame = ByteBuffer.allocate(256).putInt(0).put((byte) 2).put((byte) -1);
        text(frame, "record HistoryLoaded").put((byte) 1);
        text(frame, "indicator.history").putInt(0);
        text(frame, "a-node").putInt(4).putInt(8).putLong(0).flip();
        return Arrays.copyOf(frame.putInt(0, frame.limit() - 4).array(), frame.limit());
    }

    private static ByteBuffer text(ByteBuffer frame, String text) {
        return frame.putInt(text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private TicktideProcess node(int cluster, int bus) {
        return runner.launch(
                folder,
                "start",
                Ports.free(),
                "--cluster",
                "--set",
                "cluster.name=stray-" + cluster,
                "--set",
                "cluster.port=" + cluster,
                "--set",
                "cluster.members=[\"127.0.0.1:" + cluster + "\",\"127.0.0.1:" + (cluster + 1) + "\"]",
                "--set",
                "cluster.bus_port=" + bus);
    }

    private static String ready(TicktideProcess node) {
        try {
            return node.fetch("/health/ready").body();
        } catch (UncheckedIOException e) {
            return "not up yet\n";
        }
    }

    /** Symbols of many partitions, so that some are the other node's. */
    private static void assertBusWorks(TicktideProcess first, TicktideProcess second, int minute) {
        for (TicktideProcess node : List.of(first, second)) {
            for (int i = 0; i < 12; i++) {
                String candle =
                        "{\"stock_symbol\":\"S" + i + "\",\"opening_price\":150,\"closing_price\":151,\"high\":152,"
                                + "\"low\":149,\"volume\":10,\"timestamp\":" + (1_644_016_200.0 + 60 * minute) + "}";
                assertEquals(200, node.post(candle).statusCode());
            }
        }
    }

    private static void send(int port, byte[] bytes, int moreMegabytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2_000);
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            byte[] more = new byte[MEGABYTE];
            for (int i = 0; i < moreMegabytes; i++) {
                out.write(more);
            }
            out.flush();
        } catch (IOException e) {
            // The node has closed the connection, as it should.
            assertTrue(moreMegabytes > 0 || bytes.length > 1, e.toString());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
