package dev.ticktide.ingest;

import dev.ticktide.http.Quota;
import dev.ticktide.http.Visitors;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /ingest} on a port of its own. Several instances may share the port; each bounds what it takes on by itself.
 * {@link #start} fails with one line that names the setting if the port can't be had.
 */
public final class IngestVerticle extends VerticleBase {

    private static final int MAX_REQUEST_LINE = 4 * 1024;
    private static final int MAX_HEADERS = 8 * 1024;
    private static final int BACKLOG = 1_024;
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
     * @param ownerOf the node that owns a partition now, {@code null} while there is none
     * @param nowMicros the clock, epoch microseconds
     * @param closed why new requests are to be turned away, {@code null} to take them; asked for each
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
        Delivery delivery = new Delivery(vertx, router, submitter);
        IngestHandler handler = new IngestHandler(settings, delivery, new Answers(vertx), nowMicros, metrics, closed);
        Connections connections = new Connections(
                vertx,
                new Quota(settings.maxConnections(), settings.maxConnectionsPerAddress()),
                settings.bodyTimeout());
        vertx.setPeriodic(tickMillis(), handler::tick);
        HttpServer listening = vertx.createHttpServer(options())
                .connectionHandler(connections::opened)
                .invalidRequestHandler(handler::handleInvalid)
                .requestHandler(request -> {
                    connections.heard(request.connection());
                    Visitors.whenRead(request, () -> handler.handle(request));
                });
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

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) settings.idleTimeout().toMillis())
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setHttp2ClearTextEnabled(false);
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
