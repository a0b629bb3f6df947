package dev.ticktide.balance;

import dev.ticktide.balance.backend.Backend;
import dev.ticktide.balance.backend.Failure;
import dev.ticktide.balance.backend.Node;
import dev.ticktide.balance.backend.Target;
import dev.ticktide.balance.backend.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each node's web port from time to time whether it takes work. A node without one is trusted again after its rest: the
 * next request is its check. Confined to one event loop.
 */
final class Checks {

    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

    private static final String PATH = "/health/ready";
    /** Nodes check the Host, and this one all of them allow. */
    private static final String ALLOWED_HOST = "localhost";

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Watch watch;
    private final BalanceMetrics metrics;
    private final HttpClient client;

    Checks(Vertx vertx, BalanceSettings settings, BalanceMetrics metrics) {
        this.watch = settings.watch();
        this.metrics = metrics;
        // A new connection for each check: a dead node can't accept one, while an open one may look alive.
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setConnectTimeout((int)
                        settings.connectTimeout().toMillis()),
                new PoolOptions().setHttp1MaxSize(1).setMaxWaitQueueSize(1));
    }

    /** Those that are due; done when all have been answered. */
    Future<?> run(List<Node> nodes) {
        long now = System.nanoTime();
        List<Future<Void>> due = nodes.stream()
                .filter(node -> node.isCheckDue(now))
                .map(node -> check(node, now))
                .toList();
        return Future.join(due);
    }

    private Future<Void> check(Node node, long now) {
        if (node.backend().webPort() == Backend.NONE) {
            node.checking(now);
            node.checked();
            node.passed(now);
            return Future.succeededFuture();
        }
        node.checking(now);
        RequestOptions ready = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(node.backend().host())
                .setPort(node.backend().webPort())
                .setURI(PATH)
                .putHeader(HttpHeaders.HOST, ALLOWED_HOST)
                .setTimeout(watch.checkTimeout().toMillis());
        return client.request(ready)
                .compose(request -> request.exceptionHandler(late -> {}).send())
                .map(HttpClientResponse::statusCode)
                .timeout(watch.checkTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(answered -> {
                    node.checked();
                    if (answered.succeeded()) {
                        answered(node, answered.result());
                    } else {
                        failed(node, answered.cause() instanceof ConnectException, String.valueOf(answered.cause()));
                    }
                })
                .transform(answered -> Future.succeededFuture());
    }

    private void answered(Node node, int status) {
        if (status == OK) {
            node.passed(System.nanoTime());
        } else if (status == UNAVAILABLE) {
            node.notReady();
        } else {
            failed(node, false, "answered " + status);
        }
    }

    private void failed(Node node, boolean refused, String why) {
        for (Target target : node.failed(refused, System.nanoTime())) {
            LOG.warn("left out {}: check failed, {}", target, why);
            metrics.ejected(node.name(), target.role().label(), Failure.CHECK_FAILED.label());
        }
    }
}
