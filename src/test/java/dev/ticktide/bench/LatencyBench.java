package dev.ticktide.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From sending a candle to the WebSocket frame of the signal it raises, with 2,000 other candles a second going in; against a
 * bare Vert.x server, a process like ours, that answers the same POST and passes it on as a frame, under the same load, in the
 * same run. Shown beside them is the floor: the bare server, storing one row with an fsync before it answers.
 */
final class LatencyBench implements Bench.Benchmark {

    private static final int ROUNDS = 5;
    private static final int CYCLES_A_ROUND = 80;
    private static final int WARM_UPS = 5;
    private static final int FALLS = 5;
    private static final int BACKGROUND_ARRAY = 20;
    private static final int BACKGROUND_MILLIS = 10;

    private final Prices prices = new Prices();
    private long second = 1_700_000_000L;
    private long backgroundSecond = 1_700_000_000L;

    @SuppressWarnings("UnusedVariable") // Kept: Vert.x closes the connections of a client that nothing refers to.
    private @Nullable NetClient background;

    @Override
    public List<Bench.Figure> run(Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerProcess server = ServerProcess.start(folder, "512m");
                EchoProcess echo = EchoProcess.start(folder)) {
            Target ours = new Target(vertx, server.ingestPort, "/ingest", server.webPort, "/eventbus/websocket");
            Target bare = new Target(vertx, echo.port, EchoProcess.BARE, echo.port, "/ws");
            ours.socket.writeTextMessage(new JsonObject()
                    .put("type", "register")
                    .put("address", "dashboard.signals")
                    .encode());
            vertx.setPeriodic(5_000, timer -> ours.socket.writeTextMessage("{\"type\":\"ping\"}"));
            List<Double> signals = new ArrayList<>();
            List<Double> echoes = new ArrayList<>();
            List<Double> stored = new ArrayList<>();
            long background = background(vertx, server.ingestPort);
            for (int i = 0; i < WARM_UPS; i++) {
                signals(ours, "WARM" + i, CYCLES_A_ROUND, new ArrayList<>());
            }
            vertx.cancelTimer(background);
            background = background(vertx, echo.port);
            for (int i = 0; i < WARM_UPS; i++) {
                echoes(bare, CYCLES_A_ROUND, new ArrayList<>());
                bare.path = EchoProcess.DURABLE;
                echoes(bare, CYCLES_A_ROUND, new ArrayList<>());
                bare.path = EchoProcess.BARE;
            }
            vertx.cancelTimer(background);
            for (int round = 0; round < ROUNDS; round++) {
                background = background(vertx, server.ingestPort);
                signals(ours, "PROBE" + round, CYCLES_A_ROUND, signals);
                vertx.cancelTimer(background);
                background = background(vertx, echo.port);
                echoes(bare, CYCLES_A_ROUND, echoes);
                bare.path = EchoProcess.DURABLE;
                echoes(bare, CYCLES_A_ROUND, stored);
                bare.path = EchoProcess.BARE;
                vertx.cancelTimer(background);
            }
            double[] ourMillis = millis(signals);
            double[] bareMillis = millis(echoes);
            double[] storedMillis = millis(stored);
            double floor50 = Statistics.quantile(storedMillis, 0.5);
            double p50 = Statistics.quantile(ourMillis, 0.5);
            double p99 = Statistics.quantile(ourMillis, 0.99);
            double bare50 = Statistics.quantile(bareMillis, 0.5);
            double bare99 = Statistics.quantile(bareMillis, 0.99);
            return List.of(
                    Bench.Figure.shown("latency: POST to signal frame, p50 of " + ourMillis.length, p50, "ms"),
                    Bench.Figure.shown("latency: POST to signal frame, p99", p99, "ms"),
                    Bench.Figure.shown("latency: bare POST to frame, p50", bare50, "ms"),
                    Bench.Figure.shown("latency: bare POST to frame, p99", bare99, "ms"),
                    Bench.Figure.shown("latency: POST, one durable row, frame, p50", floor50, "ms"),
                    Bench.Figure.shown("latency: one durable row / bare, p50: the floor", floor50 / bare50, "ratio"),
                    Bench.Figure.shown("latency: signal / one durable row, p50", p50 / floor50, "ratio"),
                    Bench.Figure.atMost("latency: signal / bare, p50", p50 / bare50, "ratio", 3),
                    Bench.Figure.atMost("latency: signal / bare, p99", p99 / bare99, "ratio", 3));
        } finally {
            vertx.close();
        }
    }

    /** Five falls and a rise make rsi(14) cross up through 30 once a cycle; the price sinks, so a symbol serves one round. */
    private void signals(Target target, String symbol, int cycles, List<Double> into) throws Exception {
        double price = 1e9;
        for (int i = 0; i < cycles * (FALLS + 1); i++) {
            boolean rises = i % (FALLS + 1) == FALLS;
            double close = Math.rint(price * (rises ? 1.06 : 0.97) * 100) / 100;
            second++;
            long barTime = second * 1_000;
            Future<Double> frame = target.frame(message -> isSignal(message, symbol, barTime));
            target.post(candle(symbol, price, close));
            // Some rises come before the indicator is warm, and those raise nothing.
            if (rises && i > 20) {
                into.add(frame.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
            }
            price = close;
        }
    }

    private void echoes(Target target, int cycles, List<Double> into) throws Exception {
        for (int i = 0; i < cycles * (FALLS + 1); i++) {
            second++;
            Future<Double> frame = target.frame(message -> true);
            target.post(candle("ECHO", 100, 101));
            double took = frame.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            if (i % (FALLS + 1) == FALLS) {
                into.add(took);
            }
        }
    }

    private static boolean isSignal(String message, String symbol, long barTime) {
        if (!message.contains(symbol)) {
            return false;
        }
        JsonObject body = new JsonObject(new JsonObject(message).getString("body"));
        JsonObject signal = body.getJsonObject("signal");
        return signal != null && signal.getLong("barTime") == barTime;
    }

    private byte[] candle(String symbol, double open, double close) {
        return ("{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":" + plain(open) + ",\"closing_price\":"
                        + plain(close)
                        + ",\"high\":" + plain(Math.max(open, close)) + ",\"low\":" + plain(Math.min(open, close))
                        + ",\"volume\":1200,\"timestamp\":" + second + ".0}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).toPlainString();
    }

    private long background(Vertx vertx, int port) {
        AtomicReference<NetSocket> connection = new AtomicReference<>();
        NetClient client = vertx.createNetClient();
        background = client;
        client.connect(port, "127.0.0.1").onSuccess(socket -> {
            socket.handler(ignored -> {});
            connection.set(socket);
        });
        return vertx.setPeriodic(BACKGROUND_MILLIS, timer -> {
            NetSocket socket = connection.get();
            if (socket != null && !socket.writeQueueFull()) {
                backgroundSecond++;
                StringBuilder body = new StringBuilder("[");
                for (int i = 0; i < BACKGROUND_ARRAY; i++) {
                    body.append(i == 0 ? "" : ",");
                    prices.append(body, "G" + i, backgroundSecond);
                }
                socket.write(Load.request(
                        port, "/ingest", body.append(']').toString().getBytes(StandardCharsets.US_ASCII)));
            }
        });
    }

    private static double[] millis(List<Double> nanos) {
        return nanos.stream().mapToDouble(value -> value / 1e6).toArray();
    }

    /** A connection to post on and a WebSocket to listen on. */
    private static final class Target {
        private final NetSocket connection;
        private final WebSocket socket;
        private final int port;
        private volatile String path;
        private volatile Function<String, Boolean> wanted = message -> false;
        private volatile Promise<Double> arrived = Promise.promise();
        // Kept: Vert.x closes the connections of a client that nothing refers to.
        private final WebSocketClient sockets;
        private final NetClient connections;
        private volatile Promise<Void> answered = Promise.promise();
        private volatile long sentAt;

        Target(Vertx vertx, int port, String path, int wsPort, String wsPath) throws Exception {
            this.port = port;
            this.path = path;
            sockets = vertx.createWebSocketClient();
            socket = sockets.connect(wsPort, "127.0.0.1", wsPath)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            connections = vertx.createNetClient();
            connection = connections
                    .connect(port, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            connection.handler(answer -> answered.tryComplete());
            socket.handler(this::received);
        }

        Future<Double> frame(Function<String, Boolean> message) {
            arrived = Promise.promise();
            wanted = message;
            return arrived.future();
        }

        void post(byte[] body) throws Exception {
            answered = Promise.promise();
            Buffer request = Load.request(port, path, body);
            sentAt = System.nanoTime();
            connection.write(request);
            answered.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }

        private void received(Buffer frame) {
            long now = System.nanoTime();
            if (wanted.apply(frame.toString())) {
                wanted = message -> false;
                arrived.tryComplete((double) (now - sentAt));
            }
        }
    }
}
