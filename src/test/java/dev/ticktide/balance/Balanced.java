package dev.ticktide.balance;

import dev.ticktide.balance.backend.Backend;
import dev.ticktide.balance.backend.BackendRole;
import dev.ticktide.balance.backend.Watch;
import dev.ticktide.settings.Defaults;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A balancer before some fake nodes, and a client. */
final class Balanced implements AutoCloseable {

    static final BalanceSettings SETTINGS = BalanceSettings.of(Defaults.of(BalanceConfig.class), 8 * 1024 * 1024)
            .at("127.0.0.1", 0);

    final Vertx vertx = Vertx.vertx();
    final Map<String, AtomicInteger> deliveries = new ConcurrentHashMap<>();
    final Map<String, AtomicInteger> counted = new ConcurrentHashMap<>();
    final List<FakeNode> nodes = new ArrayList<>();
    final List<Backend> known = new CopyOnWriteArrayList<>();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String deployment;

    Balanced(int count) {
        this(count, SETTINGS);
    }

    Balanced(int count, BalanceSettings settings) {
        for (int i = 1; i <= count; i++) {
            nodes.add(new FakeNode(vertx, "node-" + i, deliveries));
        }
        nodes.forEach(node -> known.add(node.backend()));
        BalanceVerticle verticle = new BalanceVerticle(settings, () -> List.copyOf(known), new Counts());
        deployment = await(vertx.deployVerticle(verticle));
        port = verticle.port();
    }

    static BalanceSettings bodies(int maxBodyBytes, long maxHeldBytes) {
        return with(maxBodyBytes, maxHeldBytes, 256, 1_024, Duration.ofSeconds(30));
    }

    static BalanceSettings with(
            int maxBodyBytes, long maxHeldBytes, int connections, int queue, Duration answerTimeout) {
        return settings(maxBodyBytes, maxHeldBytes, 8_192, connections, queue, answerTimeout, Duration.ofSeconds(30));
    }

    static BalanceSettings withConnections(int maxConnections) {
        return settings(1_024, 4_096, maxConnections, 8, 8, Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    static BalanceSettings withBodyTimeout(Duration bodyTimeout) {
        return settings(1_024, 4_096, 64, 8, 8, Duration.ofSeconds(30), bodyTimeout);
    }

    private static BalanceSettings settings(
            int maxBodyBytes,
            long maxHeldBytes,
            int maxConnections,
            int connections,
            int queue,
            Duration answerTimeout,
            Duration bodyTimeout) {
        return new BalanceSettings(
                "127.0.0.1",
                0,
                maxBodyBytes,
                maxHeldBytes,
                maxConnections,
                0,
                connections,
                queue,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                answerTimeout,
                bodyTimeout,
                Duration.ofSeconds(75),
                Watch.DEFAULTS);
    }

    record Answer(int status, String retryAfter, String body) {

        String code() {
            return body.startsWith("{") ? new JsonObject(body).getString("code", "") : "";
        }
    }

    void undeploy() {
        await(vertx.undeploy(deployment));
    }

    int port() {
        return port;
    }

    FakeNode node(int number) {
        return nodes.get(number - 1);
    }

    Future<Answer> send(String method, String path, String body) {
        return sendTo(port, method, path, body);
    }

    /** Past the balancer, to whatever listens there. */
    Future<Answer> sendTo(int port, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return Future.fromCompletionStage(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .map(answer -> new Answer(
                        answer.statusCode(),
                        answer.headers().firstValue("Retry-After").orElse("none"),
                        answer.body()));
    }

    Future<Answer> post(String body) {
        return send("POST", "/ingest", body);
    }

    Answer get(String path) {
        return await(send("GET", path, ""));
    }

    /** Whether the balancer says of a port of a node that it is in. */
    String state(String node, BackendRole role) {
        for (Object row : new JsonObject(get("/balancer/health").body()).getJsonArray("targets")) {
            JsonObject target = (JsonObject) row;
            if (target.getString("node").equals(node)
                    && target.getString("role").equals(role.label())) {
                return target.getString("state");
            }
        }
        return "unknown";
    }

    int count(String key) {
        AtomicInteger count = counted.get(key);
        return count == null ? 0 : count.get();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private final class Counts implements BalanceMetrics {

        private void count(String key, int by) {
            counted.computeIfAbsent(key, first -> new AtomicInteger()).addAndGet(by);
        }

        @Override
        public void began(String node, String port) {
            count("under way " + node, 1);
        }

        @Override
        public void finished(String node, String port, String result, long micros) {
            count("under way " + node, -1);
            count(port + " " + result, 1);
        }

        @Override
        public void retried(String port, String reason) {
            count("retried " + reason, 1);
        }

        @Override
        public void ejected(String node, String port, String reason) {
            count("ejected " + node, 1);
        }

        @Override
        public void refused(int status, String code) {
            count("refused " + code, 1);
        }
    }
}
