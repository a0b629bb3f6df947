package dev.ticktide.ingest;

import dev.ticktide.http.ConnectionLimiter;
import dev.ticktide.http.UploadServer;
import dev.ticktide.ingest.parse.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.net.BindException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /ingest} on a port of its own. Several instances may share the port; each bounds what it takes on by
 * itself. {@link #start} fails with one line that names the setting if the port can't be had. {@link #stop} takes no
 * new connection and waits up to 10 seconds for the answers under way.
 */
public final class IngestVerticle extends VerticleBase {

    private static final long MAX_TICK_MILLIS = 1_000;
    private static final int SHUTDOWN_SECONDS = 10;

    private final IngestSettings settings;
    private final Submitter submitter;
    private final EventRouter router;
    private final LongSupplier nowMicros;
    private final IngestMetrics metrics;
    private final Supplier<@Nullable ProblemCode> closed;
    private @Nullable HttpServer server;

    /**
     * @param submitter leads to the owners
     * @param partitions of symbols
     * @param ownerOf the node that owns a partition now, {@code null} while there is none
     * @param nowMicros the clock, epoch microseconds
     * @param closed why new requests are refused, {@code null} to take them; called for each
     */
    public IngestVerticle(
            IngestSettings settings,
            Submitter submitter,
            int partitions,
            IntFunction<@Nullable String> ownerOf,
            LongSupplier nowMicros,
            IngestMetrics metrics,
            Supplier<@Nullable ProblemCode> closed) {
        this.settings = settings;
        this.submitter = submitter;
        this.router = new EventRouter(partitions, ownerOf);
        this.nowMicros = nowMicros;
        this.metrics = metrics;
        this.closed = closed;
    }

    @Override
    public Future<?> start() {
        Delivery delivery = new Delivery(vertx, router, submitter, settings.rerouteDelay());
        IngestHandler handler =
                new IngestHandler(settings, delivery, new IngestAnswers(vertx), nowMicros, metrics, closed);
        ConnectionLimiter connections = new ConnectionLimiter(limits(), System::nanoTime);
        vertx.setPeriodic(tickMillis(), timer -> {
            handler.tick();
            connections.expire(0);
        });
        HttpServer listening = vertx.createHttpServer(
                        UploadServer.options(settings.host(), settings.port(), settings.idleTimeout()))
                .connectionHandler(connections::opened)
                .invalidRequestHandler(handler::handleInvalid)
                .requestHandler(request -> connections.accept(request, () -> handler.handle(request)));
        server = listening;
        return listening.listen().recover(failure -> Future.failedFuture(unavailable(failure)));
    }

    @Override
    public Future<?> stop() {
        HttpServer listening = server;
        return listening == null ? Future.succeededFuture() : listening.shutdown(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    }

    /** The port it listens on, for settings that leave it open. */
    public int port() {
        HttpServer listening = server;
        return listening == null ? settings.port() : listening.actualPort();
    }

    private ConnectionLimiter.Limits limits() {
        return new ConnectionLimiter.Limits(
                settings.maxConnections(),
                settings.maxConnectionsPerAddress(),
                settings.bodyTimeout(),
                settings.idleTimeout(),
                settings.idleTimeout());
    }

    private long tickMillis() {
        return Math.max(1, Math.min(MAX_TICK_MILLIS, settings.bodyTimeout().toMillis() / 4));
    }

    private IllegalStateException unavailable(Throwable failure) {
        String place = settings.host() + ":" + settings.port();
        return new IllegalStateException(
                failure instanceof BindException
                        ? "ingest.port: " + place + " is in use or not this machine's; set ingest.port to a free port"
                        : "ingest.host, ingest.port: can't listen on " + place + ": " + failure.getMessage(),
                failure);
    }
}
