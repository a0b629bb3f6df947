package dev.ticktide.web;

import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.web.answer.Answers;
import dev.ticktide.web.rest.ClusterState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.HashSet;
import java.util.Set;

/** The address for operators: figures, configuration, cluster and health, away from the port that people read. */
final class Admin {

    private Admin() {}

    /** Succeeds with {@code null} if there is no such address. */
    static Future<HttpServer> listen(Vertx vertx, WebSettings settings, ClusterState cluster) {
        WebSettings.Admin admin = settings.admin();
        if (admin == null) {
            return Future.succeededFuture();
        }
        ReadOnlyServer server = new ReadOnlyServer(
                vertx, settings.bounds().connections(), settings.bounds().connectionsOfAnAddress());
        Router router = server.router();
        Set<String> hosts = new HashSet<>(settings.allowedHosts());
        hosts.add(admin.host());
        router.route().handler(new Guard(hosts)::check);
        Health.alive(router, settings);
        Health.metrics(router, settings);
        ReadOnlyServer.route(router, "/api/v1/cluster").handler(request -> Answers.json(request, cluster.read()));
        ReadOnlyServer.route(router, "/api/v1/config")
                .handler(request -> Answers.json(request, Future.succeededFuture(settings.configuration())));
        router.route().handler(request -> Answers.problem(request, 404, "not_found", "there is nothing here"));
        router.route().failureHandler(Answers::failed);
        return server.listen(ReadOnlyServer.options(), router, admin.port(), admin.host());
    }
}
