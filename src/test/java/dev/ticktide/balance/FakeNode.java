package dev.ticktide.balance;

import dev.ticktide.balance.backend.Backend;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A node with an ingest and a web port on loopback that answers as told, and counts what it is given. */
final class FakeNode implements AutoCloseable {

    final String name;
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger aborted = new AtomicInteger();
    final Map<String, AtomicInteger> deliveries;
    final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    volatile long delayMillis;
    volatile boolean ready = true;
    volatile boolean draining;
    volatile Consumer<HttpServerRequest> handler = this::count;
    volatile Consumer<ServerWebSocket> socketHandler = socket -> socket.textMessageHandler(socket::writeTextMessage);
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private final Vertx vertx;
    private int ingestPort;
    private int webPort;
    private HttpServer ingest;
    private HttpServer web;

    /** @param deliveries how often each body was handed to a node, over all nodes */
    FakeNode(Vertx vertx, String name, Map<String, AtomicInteger> deliveries) {
        this.vertx = vertx;
        this.name = name;
        this.deliveries = deliveries;
        start();
    }

    FakeNode(Vertx vertx, String name) {
        this(vertx, name, new ConcurrentHashMap<>());
    }

    /** At the ports it had before, if it had any. */
    void start() {
        ingest = listen(ingestPort);
        web = listen(webPort);
        ingestPort = ingest.actualPort();
        webPort = web.actualPort();
    }

    /** As a killed process: all connections break. */
    void kill() {
        await(ingest.close());
        await(web.close());
    }

    Backend backend() {
        return new Backend(name, "127.0.0.1", ingestPort, webPort);
    }

    /** Answers 200 with the node's name after the delay. */
    void count(HttpServerRequest request) {
        requests.incrementAndGet();
        underWay.incrementAndGet();
        request.response().closeHandler(gone -> aborted.incrementAndGet()).exceptionHandler(gone -> {});
        request.body().onSuccess(body -> {
            deliveries
                    .computeIfAbsent(body.toString(), first -> new AtomicInteger())
                    .incrementAndGet();
            later(() -> {
                underWay.decrementAndGet();
                if (!request.response().closed()) {
                    request.response().end(name);
                }
            });
        });
    }

    private void handle(HttpServerRequest request) {
        if (request.path().equals("/health/ready")) {
            request.response().setStatusCode(ready ? 200 : 503).end();
        } else if (draining) {
            request.response()
                    .setStatusCode(503)
                    .putHeader("Content-Type", "application/problem+json")
                    .putHeader("Retry-After", "1")
                    .end(Buffer.buffer("{\"code\":\"draining\",\"status\":503}"));
        } else {
            handler.accept(request);
        }
    }

    /** From now on answers wait for {@link #release}. */
    synchronized void hold() {
        holding = true;
    }

    /** Answers what was held, and from now on without waiting. */
    synchronized void release() {
        holding = false;
        held.forEach(task -> vertx.runOnContext(nothing -> task.run()));
        held.clear();
    }

    private synchronized void later(Runnable task) {
        if (holding) {
            held.add(task);
        } else if (delayMillis == 0) {
            task.run();
        } else {
            vertx.setTimer(delayMillis, timer -> task.run());
        }
    }

    private HttpServer listen(int port) {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(port);
        return await(vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .webSocketHandshakeHandler(handshake -> {
                    if (handshake.path().equals("/refused")) {
                        handshake.reject(404);
                    } else {
                        handshake.accept();
                    }
                })
                .webSocketHandler(socket -> {
                    sockets.add(socket);
                    socketHandler.accept(socket);
                })
                .listen());
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
