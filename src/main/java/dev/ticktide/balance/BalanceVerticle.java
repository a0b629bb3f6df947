package dev.ticktide.balance;

import dev.ticktide.balance.backend.Backend;
import dev.ticktide.balance.backend.Targets;
import dev.ticktide.balance.backend.Watch;
import dev.ticktide.http.UploadServer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One port before all nodes: {@code /ingest} and {@code /discard} go to those that ingest, everything else to those with a web
 * port; {@code /balancer/health} reports their state. Several instances may share a port, each with a view and with bounds
 * of its own. Deployment fails if the port is taken.
 */
public final class BalanceVerticle extends VerticleBase {

    private static final int GRACE_SECONDS = 5;

    private final BalanceSettings settings;
    private final Supplier<List<Backend>> backends;
    private final BalanceMetrics metrics;
    private @Nullable HttpServer server;
    private @Nullable Proxy proxy;

    /** @param backends asked on an event loop every {@link Watch#refresh}: must not block */
    public BalanceVerticle(BalanceSettings settings, Supplier<List<Backend>> backends, BalanceMetrics metrics) {
        this.settings = settings;
        this.backends = backends;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        Targets targets = new Targets(settings.watch(), settings.connectionsPerBackend() + settings.queuePerBackend());
        Checks checks = new Checks(vertx, settings, metrics);
        Proxy front = new Proxy(vertx, settings, metrics, targets);
        proxy = front;
        targets.refresh(backends.get(), System.nanoTime());
        vertx.setPeriodic(settings.watch().refresh().toMillis(), tick -> {
            front.expire(System.nanoTime());
            targets.refresh(backends.get(), System.nanoTime());
            checks.run(targets.nodes());
        });
        HttpServer listening = vertx.createHttpServer(
                        UploadServer.options(settings.host(), settings.port(), settings.idleTimeout()))
                .connectionHandler(front::connected)
                .invalidRequestHandler(front::handleInvalid)
                .requestHandler(front::handle);
        server = listening;
        // Listening before anything is known of the nodes would greet the first requests with doubt.
        return checks.run(targets.nodes()).transform(checked -> listening.listen());
    }

    @Override
    public Future<?> stop() {
        HttpServer listening = server;
        if (proxy != null) {
            proxy.closeTunnels();
        }
        return listening == null ? Future.succeededFuture() : listening.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
    }

    /** The port in use, which differs from the configured one only when that is 0. */
    public int port() {
        HttpServer listening = server;
        return listening == null ? settings.port() : listening.actualPort();
    }
}
