package dev.ticktide.ingest;

import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.testing.Contract;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The ingest stage on a free port, with a recording owner behind it, a clock that stands, and a client that sends bytes. */
final class IngestServer implements AutoCloseable {

    /** 2024-01-02T03:04:05Z. */
    static final long NOW = 1_704_164_645_000_000L;

    /** There is no time in which an owner could become known here. */
    static final Duration REROUTE_DELAY = Duration.ofMillis(1);

    static final IngestSettings SETTINGS = settings(Duration.ofSeconds(30), 2_048, 64L * 1024 * 1024, List.of(), true);

    final RecordingSubmitter submitter = new RecordingSubmitter();
    final Map<String, Integer> events = new ConcurrentHashMap<>();
    final Map<String, Integer> requests = new ConcurrentHashMap<>();
    volatile boolean draining;
    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final long began = System.nanoTime();

    IngestServer(IngestSettings settings) throws Exception {
        IngestVerticle verticle = new IngestVerticle(
                settings,
                submitter,
                64,
                partition -> "node-1",
                // Stands still but for what passes in a test, so that time-outs happen.
                () -> NOW + (System.nanoTime() - began) / 1_000,
                new IngestMetrics() {
                    @Override
                    public void event(String type, String result, int count) {
                        events.merge(type + "/" + result, count, Integer::sum);
                    }

                    @Override
                    public void request(int status, String result, long micros) {
                        requests.merge(status + "/" + result, 1, Integer::sum);
                    }
                },
                () -> draining ? ProblemCode.DRAINING : null);
        vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        port = verticle.port();
    }

    static IngestSettings settings(
            Duration bodyTimeout, int maxRequests, long maxBytes, List<String> hosts, boolean bench) {
        return new IngestSettings(
                "127.0.0.1",
                0,
                IngestConfig.DEFAULT_LIMITS,
                maxRequests,
                maxBytes,
                100,
                0,
                bodyTimeout,
                Duration.ofSeconds(60),
                hosts,
                bench,
                Duration.ofHours(1),
                REROUTE_DELAY);
    }

    int port() {
        return port;
    }

    Vertx vertx() {
        return vertx;
    }

    Client connect() throws IOException {
        return new Client(port);
    }

    Answer post(String body) throws IOException {
        return post("application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String contentType, byte[] body) throws IOException {
        try (Client client = connect()) {
            client.post(contentType, body);
            Answer answer = client.answer();
            Contract.STANDARD.check(
                    new Contract.Asked("POST", "/ingest", contentType, new String(body, StandardCharsets.UTF_8)),
                    answer.status,
                    answer.headers.getOrDefault("content-type", ""),
                    answer.body);
            return answer;
        }
    }

    /** Sends a head as it stands (lines ended by {@code \n}), then nothing more. */
    Answer send(String head) throws IOException {
        try (Client client = connect()) {
            client.write(head.replace("\n", "\r\n") + "\r\n\r\n");
            return client.answer();
        }
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** An HTTP answer; header names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {

        String code() {
            return body.isEmpty() ? "" : new JsonObject(body).getString("code", "");
        }

        String describe() {
            return code().isEmpty() ? String.valueOf(status) : status + " " + code();
        }

        List<String> pointers() {
            return new JsonObject(body)
                    .getJsonArray("errors").stream()
                            .map(error -> ((JsonObject) error).getString("pointer"))
                            .toList();
        }
    }

    /** A connection that sends exactly the bytes it is told. */
    static final class Client implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            in = new java.io.BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void post(String contentType, byte[] body) throws IOException {
            write("POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType + "\r\nContent-Length: "
                    + body.length + "\r\n\r\n");
            write(body);
        }

        Answer answer() throws IOException {
            String statusLine = line();
            if (statusLine.isEmpty()) {
                throw new IOException("closed without an answer");
            }
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            return new Answer(
                    Integer.parseInt(statusLine.split(" ")[1]),
                    headers,
                    new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }

        /** Whether the other side closes within the time-out, whatever it says before. */
        boolean isClosed() {
            try {
                in.skipNBytes(Long.MAX_VALUE);
                return false;
            } catch (java.io.EOFException e) {
                return true;
            } catch (java.net.SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
