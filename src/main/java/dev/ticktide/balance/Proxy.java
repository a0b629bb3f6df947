package dev.ticktide.balance;

import dev.ticktide.balance.backend.HealthReport;
import dev.ticktide.balance.backend.Target;
import dev.ticktide.balance.backend.Targets;
import dev.ticktide.balance.head.Gate;
import dev.ticktide.http.BodyReader;
import dev.ticktide.http.ConnectionLimiter;
import dev.ticktide.http.HeadCheck;
import dev.ticktide.http.ProblemDetail;
import dev.ticktide.http.ProblemWriter;
import dev.ticktide.http.RequestProblem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Takes requests in, and holds what all of them share. Confined to one event loop. Why it is not vertx-http-proxy:
 * docs/decisions/0002-own-balancer.md.
 */
final class Proxy {

    /** Below the nodes' own time for silent connections, or they would close one just as a request is sent on it. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    /** An answer's head may be larger than a request's: security headers, cookies. */
    private static final int MAX_ANSWER_HEADER_BYTES = 32 * 1024;

    private static final int MAX_FRAME_BYTES = 64 * 1024;

    private static final String HEALTH = "/balancer/health";

    final Vertx vertx;
    final BalanceSettings settings;
    final BalanceMetrics metrics;
    final Targets targets;
    final BodyReader bodies;
    private final HttpClient requests;
    private final HttpClient tunnels;
    private final Gate gate;
    private final ProblemWriter problems;
    private final ConnectionLimiter connections;
    private final Set<Tunnel> open = new HashSet<>();

    Proxy(Vertx vertx, BalanceSettings settings, BalanceMetrics metrics, Targets targets) {
        this.vertx = vertx;
        this.settings = settings;
        this.metrics = metrics;
        this.targets = targets;
        this.bodies = new BodyReader(settings.maxBodyBytes(), settings.maxHeldBytes(), settings.bodyTimeout());
        this.gate = new Gate(bodies);
        this.problems = new ProblemWriter(vertx);
        this.connections = new ConnectionLimiter(
                ConnectionLimiter.Limits.of(
                        settings.maxConnections(), settings.maxConnectionsPerAddress(), settings.idleTimeout()),
                System::nanoTime);
        this.requests = client(settings.connectionsPerBackend(), settings.queuePerBackend());
        // Every WebSocket has a connection from outside, so this bound is never what stops one.
        this.tunnels = client(settings.maxConnections(), 0);
    }

    void connected(HttpConnection connection) {
        connections.opened(connection);
    }

    void handle(HttpServerRequest request) {
        connections.accept(request, () -> accept(request));
    }

    private void accept(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.exceptionHandler(gone -> {});
        ProblemDetail problem = gate.check(request);
        if (problem != null) {
            refuse(request, problem);
        } else if (request.path().equals(HEALTH)) {
            health(request);
        } else {
            if (request.headers().contains(HttpHeaders.EXPECT)) {
                response.writeContinue();
            }
            bodies.read(
                    request,
                    System.nanoTime(),
                    body -> new Exchange(this, request, body).begin(),
                    refused -> refuse(request, refused));
        }
    }

    void handleInvalid(HttpServerRequest request) {
        connections.began(request);
        refuse(request, HeadCheck.undecodable(request));
    }

    void refuse(HttpServerRequest request, ProblemDetail problem) {
        if (problems.write(request, problem, !request.isEnded())) {
            metrics.refused(problem.type().status(), problem.type().label());
        }
    }

    /** To be called regularly. */
    void expire(long now) {
        bodies.expire(now);
        connections.expire(0);
    }

    /** A request to a target; with a connection of its own if it is to become a WebSocket. */
    Future<HttpClientRequest> connect(Target target, HttpServerRequest request, boolean upgrade) {
        HttpClient client = upgrade ? tunnels : requests;
        return client.request(new RequestOptions()
                .setMethod(request.method())
                .setHost(target.host())
                .setPort(target.port())
                .setURI(request.uri())
                .setConnectTimeout(settings.queueTimeout().toMillis()));
    }

    /** Passes a WebSocket's bytes both ways until it is closed. */
    void tunnel(NetSocket client, NetSocket node, HttpConnection nodeConnection, Runnable whenClosed) {
        Tunnel tunnel = new Tunnel(vertx, client, node, nodeConnection, MAX_FRAME_BYTES);
        open.add(tunnel);
        tunnel.open(closed -> {
            open.remove(closed);
            whenClosed.run();
        });
    }

    /** Closes the WebSockets, so that their clients reconnect to other nodes. */
    void closeTunnels() {
        new ArrayList<>(open).forEach(tunnel -> tunnel.end(Tunnel.GOING_AWAY));
    }

    private void health(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            refuse(request, RequestProblem.METHOD_NOT_ALLOWED.because("this can only be read"));
            return;
        }
        Buffer body = HealthReport.of(targets, bodies.held(), connections.open());
        request.response()
                .setStatusCode(HealthReport.isWell(targets) ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }

    private HttpClient client(int connections, int queue) {
        // The pool counts those that wait for a connection to be made as waiting, so there is room for them too; what
        // bounds
        // the requests is Targets.
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) settings.connectTimeout().toMillis())
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setIdleTimeout((int) settings.idleTimeout().toMillis())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setPipelining(false)
                        .setDecompressionSupported(false)
                        .setMaxHeaderSize(MAX_ANSWER_HEADER_BYTES),
                new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(connections + queue));
    }
}
