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
 * An HTTP server that changes nothing: GET and HEAD without bodies, whatever else its routes take, with bounds on connections and on responses that wait for slow
 * clients. Made and used on one context.
 */
public final class ReadOnlyServer {

    /** The methods that are served. */
    public static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private static final int IDLE_SECONDS = 75;
    private static final long CHECK_MILLIS = 1_000;
    private static final int HEAP_SHARE = 8;
    private static final int MAX_LARGE_RESPONSES = 256;

    private final Vertx vertx;
    private final ResponseWriter writer;
    private final ProblemWriter problems;
    private final ConnectionLimiter limiter;

    /**
     * @param connections at most
     * @param connectionsOfAnAddress of those; 0: no bound of its own
     */
    public ReadOnlyServer(Vertx vertx, int connections, int connectionsOfAnAddress) {
        this.vertx = vertx;
        this.writer = new ResponseWriter(Runtime.getRuntime().maxMemory() / HEAP_SHARE, MAX_LARGE_RESPONSES);
        this.problems = new ProblemWriter(vertx);
        this.limiter = new ConnectionLimiter(
                ConnectionLimiter.Limits.of(connections, connectionsOfAnAddress, Duration.ofSeconds(IDLE_SECONDS)),
                System::nanoTime);
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

    /**
     * Begins to serve. Fails if the port can't be had.
     *
     * @param port 0 for any free one
     */
    public Future<HttpServer> listen(HttpServerOptions options, Router router, int port, String host) {
        long timer = vertx.setPeriodic(CHECK_MILLIS, tick -> limiter.expire(writer.held()));
        return vertx.createHttpServer(options)
                .connectionHandler(limiter::opened)
                .invalidRequestHandler(HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER)
                .requestHandler(request -> limiter.accept(request, () -> accept(request, router)))
                .listen(port, host)
                .onFailure(failure -> vertx.cancelTimer(timer));
    }

    /** A route for GET, and for HEAD, whose response Vert.x sends without its body. */
    public static Route route(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void accept(HttpServerRequest request, Router router) {
        HttpServerResponse response = request.response();
        // A body is nothing we read, but one that can't be decoded ends the connection before the answer.
        request.exceptionHandler(broken -> {
            if (!(broken instanceof HttpClosedException) && !response.headWritten()) {
                response.setStatusCode(RequestProblem.BAD_REQUEST.status()).end();
            }
            ConnectionLimiter.flush(request);
        });
        // Before the router, which throws on a Host that it can't read.
        ProblemDetail problem = HeadCheck.check(request);
        if (problem == null && METHODS.contains(request.method()) && hasBody(request)) {
            problem = RequestProblem.BAD_REQUEST.because("a request to this port has no body");
        }
        if (problem == null) {
            router.handle(request);
        } else {
            // Where such a request ends is not known.
            problems.write(
                    request,
                    ProblemDetail.of(problem.type().status(), problem.type().label(), problem.detail()),
                    true);
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }
}
