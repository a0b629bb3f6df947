package dev.ticktide.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Set;

/**
 * An HTTP server that is read only: GET and HEAD without bodies, with bounds on connections and on responses that wait for slow
 * clients. Made and used on one context.
 */
public final class ReadOnlyServer {

    private static final int IDLE_SECONDS = 75;
    private static final long CHECK_MILLIS = 1_000;
    private static final int HEAP_SHARE = 8;
    private static final int MAX_LARGE_RESPONSES = 256;
    public static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private static final int BAD_REQUEST = 400;
    private static final long LINGER_MILLIS = 500;

    private final Vertx vertx;
    private final ResponseWriter writer;
    private final Visitors visitors;

    /**
     * @param connections at most
     * @param connectionsOfAnAddress of those; 0: no bound of its own
     */
    public ReadOnlyServer(Vertx vertx, int connections, int connectionsOfAnAddress) {
        this.vertx = vertx;
        this.writer = new ResponseWriter(Runtime.getRuntime().maxMemory() / HEAP_SHARE, MAX_LARGE_RESPONSES);
        this.visitors = new Visitors(
                new Quota(connections, connectionsOfAnAddress), Visitors.Limits.of(Duration.ofSeconds(IDLE_SECONDS)));
    }

    /** What the servers of all such ports have in common. */
    public static HttpServerOptions options() {
        return new HttpServerOptions().setHttp2ClearTextEnabled(false).setIdleTimeout(IDLE_SECONDS);
    }

    /** A router whose responses are bounded by this server. */
    public Router router() {
        Router router = Router.router(vertx);
        router.route().handler(writer::serve);
        return router;
    }

    public Future<HttpServer> listen(HttpServerOptions options, Router router, int port, String host) {
        long timer = vertx.setPeriodic(CHECK_MILLIS, tick -> visitors.expire(System.nanoTime(), writer.held()));
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> visitors.came(connection, System.nanoTime()))
                .invalidRequestHandler(HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER)
                .requestHandler(request -> Visitors.whenRead(request, () -> accept(request, router)))
                .listen(port, host)
                .onFailure(failure -> vertx.cancelTimer(timer));
    }

    /** A route for GET, and for HEAD, whose response Vert.x sends without its body. */
    public static Route route(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void accept(HttpServerRequest request, Router router) {
        visitors.began(request.connection(), System.nanoTime());
        HttpServerResponse response = request.response();
        response.endHandler(ended -> visitors.ended(request.connection(), System.nanoTime()));
        // A body is nothing we read, but one that can't be decoded ends the connection before the answer.
        request.exceptionHandler(broken -> {
            if (!(broken instanceof HttpClosedException) && !response.headWritten()) {
                response.setStatusCode(BAD_REQUEST).end();
            }
            Visitors.flush(request);
        });
        // Before the router, which throws on a Host that it can't read.
        HeadCheck.Fault fault = HeadCheck.check(request);
        if (fault == null && METHODS.contains(request.method()) && hasBody(request)) {
            fault = new HeadCheck.Fault(BAD_REQUEST, "a request to this port has no body");
        }
        if (fault == null) {
            router.handle(request);
        } else {
            refuse(request, fault);
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    /** Closes the connection after the answer: where such a request ends is not known. */
    private void refuse(HttpServerRequest request, HeadCheck.Fault fault) {
        boolean received = request.isEnded();
        String code = fault.status() == BAD_REQUEST ? "bad_request" : "not_implemented";
        request.response()
                .setStatusCode(fault.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemDetail.MEDIA_TYPE)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(ProblemDetail.of(fault.status(), code, fault.detail()).toJson())
                .onComplete(written -> {
                    if (received) {
                        request.connection().close();
                    } else {
                        // A sender that still sends would lose an answer followed at once by a reset.
                        vertx.setTimer(
                                LINGER_MILLIS, timer -> request.connection().close());
                    }
                });
    }
}
