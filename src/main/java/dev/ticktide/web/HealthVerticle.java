package dev.ticktide.web;

import dev.ticktide.cluster.Membership;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.store.Store;
import dev.ticktide.web.answer.Answers;
import dev.ticktide.web.rest.ClusterState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Health, metrics and the cluster's state, for nodes without the web role. */
public final class HealthVerticle extends VerticleBase {

    private static final int GRACE_SECONDS = 2;

    private final WebSettings settings;
    private final Membership membership;
    private final Store store;
    private final LongSupplier nowMicros;
    private @Nullable HttpServer server;

    public HealthVerticle(WebSettings settings, Membership membership, Store store, LongSupplier nowMicros) {
        this.settings = settings;
        this.membership = membership;
        this.store = store;
        this.nowMicros = nowMicros;
    }

    @Override
    public Future<?> start() {
        ReadOnlyServer http = new ReadOnlyServer(
                vertx, settings.bounds().connections(), settings.bounds().connectionsOfAnAddress());
        Router router = http.router();
        router.route().handler(new Guard(settings.allowedHosts())::check);
        Health.mount(router, settings);
        ClusterState cluster = new ClusterState(membership, settings.reports(), store, nowMicros, context);
        ReadOnlyServer.route(router, "/api/v1/cluster").handler(request -> {
            if (settings.admin() == null) {
                Answers.json(request, cluster.read());
            } else {
                Answers.adminOnly(request);
            }
        });
        router.route().handler(request -> Answers.problem(request, 404, "not_found", "this node has no role web"));
        router.route().failureHandler(Answers::failed);
        return Admin.listen(vertx, settings, cluster)
                .compose(admin -> http.listen(ReadOnlyServer.options(), router, settings.port(), settings.host()))
                .onSuccess(listening -> server = listening);
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
    }
}
