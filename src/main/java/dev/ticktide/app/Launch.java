package dev.ticktide.app;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the process and, on SIGTERM or Ctrl-C, ends it in good order. */
final class Launch {

    /** Exit code that means: don't exit. */
    static final int RUNNING = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);
    /** Event loops are handed out in turn: with fewer than stages, the first and the last would share one. */
    private static final int STAGES = 8;

    private static final int START_SECONDS = 120;
    private static final int STOP_SECONDS = 25;

    private Launch() {}

    static int start(ConfigLoader loader, boolean simulate) {
        long began = System.nanoTime();
        AppConfig config = loader.load();
        requireSafeBind("web.host", config.web().host(), config.behindTlsProxy());
        requireSafeBind("ingest.host", config.ingest().host(), config.behindTlsProxy());
        requireFree("web.port", config.web().host(), config.web().port());
        requireFree("ingest.port", config.ingest().host(), config.ingest().port());
        new Wiring(config).requireUsable();
        Stores stores = Stores.open(config.store());
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = vertx(registry);
        Pipeline pipeline = new Pipeline(vertx, config, loader.masked(), stores.store(), registry, simulate);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(pipeline, vertx, stores), "ticktide-stop"));
        try {
            pipeline.start().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ConfigException("could not start: " + cause.getMessage());
        } catch (TimeoutException e) {
            throw new ConfigException("could not start within " + START_SECONDS + " s; the log says how far it came");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        System.out.printf(
                "Ticktide is ready after %d ms.%n  dashboard  %s%n  ingest     POST http://%s/ingest%n",
                millis,
                pipeline.dashboardUrl(),
                Wiring.authority(config.ingest().host(), config.ingest().port()));
        System.out.flush();
        return RUNNING;
    }

    private static Vertx vertx(PrometheusMeterRegistry registry) {
        // Of Vert.x's own metrics only the pools': the others cost on every message and say little beside ours.
        MicrometerMetricsOptions metrics =
                new MicrometerMetricsOptions().setEnabled(true).setLabels(Set.of(Label.POOL_TYPE, Label.POOL_NAME));
        for (MetricsDomain domain : MetricsDomain.values()) {
            if (domain != MetricsDomain.NAMED_POOLS) {
                metrics.addDisabledMetricsCategory(domain);
            }
        }
        return Vertx.builder()
                .with(new VertxOptions()
                        .setPreferNativeTransport(true)
                        .setEventLoopPoolSize(
                                Math.max(STAGES, 2 * Runtime.getRuntime().availableProcessors()))
                        .setMetricsOptions(metrics))
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
    }

    private static void stop(Pipeline pipeline, Vertx vertx, Stores stores) {
        try {
            pipeline.stop().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Stopping was not clean; nothing that was answered is lost", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stores.close();
    }

    private static void requireSafeBind(String setting, String host, boolean behindTlsProxy) {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress() && !behindTlsProxy) {
                throw new ConfigException(
                        setting + " is " + host + ", which others can reach without login or encryption;"
                                + " set behind_tls_proxy: true if a proxy in front takes care of both");
            }
        } catch (UnknownHostException e) {
            throw new ConfigException(setting + " is " + host + ", which is no address of this machine");
        }
    }

    /** Asked before anything is opened, so that a second start leaves the first one's data alone. */
    private static void requireFree(String setting, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("port " + port + " on " + host + " can't be used (" + e.getMessage() + "); set "
                    + setting + " to a free one, such as --set " + setting + "=" + (port + 1));
        }
    }
}
