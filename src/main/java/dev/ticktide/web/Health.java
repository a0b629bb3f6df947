package dev.ticktide.web;

import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.http.ResponseWriter;
import dev.ticktide.web.answer.Answers;
import io.vertx.ext.web.Router;

/** The endpoints for operators: liveness, readiness, metrics, cluster. */
final class Health {

    private Health() {}

    /** Health, and the figures unless they have an address of their own. */
    static void mount(Router router, WebSettings settings) {
        alive(router, settings);
        if (settings.admin() == null) {
            metrics(router, settings);
        } else {
            ReadOnlyServer.route(router, "/metrics").handler(Answers::adminOnly);
        }
    }

    static void alive(Router router, WebSettings settings) {
        ReadOnlyServer.route(router, "/health/live").handler(request -> request.end("live\n"));
        ReadOnlyServer.route(router, "/health/ready").handler(request -> {
            Readiness readiness = settings.readiness().get();
            request.response()
                    .setStatusCode(readiness.ready() ? 200 : 503)
                    .end(readiness.ready() ? "ready\n" : "not ready: " + readiness.detail() + "\n");
        });
    }

    static void metrics(Router router, WebSettings settings) {
        ReadOnlyServer.route(router, "/metrics").handler(request -> {
            request.response().putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            ResponseWriter.end(request, settings.metrics().get());
        });
    }
}
