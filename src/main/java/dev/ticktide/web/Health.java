package dev.ticktide.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The endpoints for operators: liveness, readiness, metrics, cluster. */
public final class Health {

    private Health() {}

    /** Says that a call is served at the admin address only. */
    public static void elsewhere(RoutingContext request) {
        Answers.problem(request, 404, "not_found", "this is served at the address of web.admin_port only");
    }

    /** Health, and the figures unless they have an address of their own. */
    static void mount(Router router, WebSettings settings) {
        alive(router, settings);
        if (settings.admin() == null) {
            metrics(router, settings);
        } else {
            reading(router, "/metrics").handler(Health::elsewhere);
        }
    }

    static void alive(Router router, WebSettings settings) {
        reading(router, "/health/live").handler(request -> request.end("live\n"));
        reading(router, "/health/ready").handler(request -> {
            Readiness readiness = settings.readiness().get();
            request.response()
                    .setStatusCode(readiness.ready() ? 200 : 503)
                    .end(readiness.ready() ? "ready\n" : "not ready: " + readiness.detail() + "\n");
        });
    }

    static void metrics(Router router, WebSettings settings) {
        reading(router, "/metrics").handler(request -> {
            request.response().putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            Outflow.end(request, settings.metrics().get());
        });
    }

    /** A route for GET, and for HEAD, whose answer Vert.x sends without its body. */
    public static Route reading(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }
}
