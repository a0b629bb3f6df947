package dev.ticktide.web;

import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.web.answer.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Serves the web port while a node waits for its database: alive, not ready, and 503 for everything else. Uses a Vert.x
 * of its own, since the node's Vert.x is created when it joins the cluster. Blocks while it opens and closes.
 */
public final class StartupServer implements AutoCloseable {

    private static final int SECONDS = 10;

    private final Vertx vertx;

    private StartupServer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** @throws IllegalStateException if the port can't be had */
    public static StartupServer open(WebSettings settings) {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        StartupServer room = new StartupServer(vertx);
        ReadOnlyServer server = new ReadOnlyServer(
                vertx, settings.bounds().connections(), settings.bounds().connectionsOfAnAddress());
        try {
            server.listen(ReadOnlyServer.options(), router(server, settings), settings.port(), settings.host())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS);
            return room;
        } catch (ExecutionException | TimeoutException e) {
            room.close();
            throw new IllegalStateException("the web port can't be opened to report that this node waits", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            room.close();
            throw new IllegalStateException("interrupted while opening", e);
        }
    }

    private static Router router(ReadOnlyServer server, WebSettings settings) {
        Router router = server.router();
        router.route().handler(new Guard(settings.allowedHosts())::check);
        Health.mount(router, settings);
        router.route().handler(request -> {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            Answers.problem(
                    request,
                    503,
                    "storage_unavailable",
                    settings.readiness().get().detail());
        });
        return router;
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the port is not free again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
