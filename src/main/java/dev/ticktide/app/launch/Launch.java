package dev.ticktide.app.launch;

import com.hazelcast.config.Config;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.app.node.ThisNode;
import dev.ticktide.app.pipeline.Pipeline;
import dev.ticktide.app.process.ProgramVersion;
import dev.ticktide.app.process.SymbolRoom;
import dev.ticktide.app.store.StoreWait;
import dev.ticktide.app.store.Stores;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Role;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the process and, on SIGTERM or Ctrl-C, ends it in good order. */
public final class Launch {

    /** Exit code that means: don't exit. */
    public static final int RUNNING = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);
    private static final int START_SECONDS = 120;
    private static final int STOP_SECONDS = 25;

    private Launch() {}

    /**
     * Blocks until the stages have started, and returns {@link #RUNNING}; the process then lives until it is stopped. Fails by
     * {@link ConfigException} at what the settings or the machine make impossible.
     */
    public static int start(ConfigLoader loader, LaunchPlan plan) {
        long began = System.nanoTime();
        AppConfig config = SymbolRoom.settle(Ports.chosen(loader, plan), plan.roles());
        Ports.requireUsable(config, plan);
        Wiring wiring = new Wiring(config, plan.roles());
        wiring.requireUsable();
        Config hazelcast = plan.clustered() ? HazelcastConfig.load(plan.clusterFile(), config.cluster()) : null;
        Member self = self(config, plan, hazelcast);
        Stores stores = StoreWait.open(config, loader.masked(), self.node(), plan.clustered());
        requireRoom(config, plan, stores);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Map<Integer, Integer> connections = wiring.connections(plan.roles());
        RunningVertx running = hazelcast == null
                ? RunningVertx.alone(registry, connections, self)
                : RunningVertx.joined(
                        registry, connections, self, config.cluster().busPort(), hazelcast);
        ThisNode node =
                new ThisNode(running.vertx(), stores.store(), registry, running.membership(), self, plan.clustered());
        Pipeline pipeline = new Pipeline(node, config, loader.masked(), registry);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(pipeline, running.vertx(), stores), "ticktide-stop"));
        if (!isStarted(pipeline)) {
            return 1;
        }
        new ReadyMessage(config, plan, self.node(), wiring.dashboardUrl(), began)
                .printWhenReady(running.vertx(), node.readiness());
        return RUNNING;
    }

    /** False if the thread was interrupted, as at the end of the process. */
    private static boolean isStarted(Pipeline pipeline) {
        try {
            pipeline.start().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ConfigException("could not start: " + cause.getMessage());
        } catch (TimeoutException e) {
            throw new ConfigException("could not start within " + START_SECONDS + " s; the log says how far it came");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A store that can't be read now is left to the stages, which wait for it. */
    private static void requireRoom(AppConfig config, LaunchPlan plan, Stores stores) {
        try {
            int stored = stores.store()
                    .symbols()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS)
                    .size();
            SymbolRoom.ofThisProcess(config, plan.roles()).requireRoomFor(stored);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The number of stored symbols could not be read: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ConfigException e) {
            stores.close();
            throw e;
        }
    }

    private static Member self(AppConfig config, LaunchPlan plan, @Nullable Config hazelcast) {
        String host = hazelcast == null ? config.web().host() : HazelcastConfig.host(hazelcast, config.cluster());
        return new Member(
                UUID.randomUUID().toString().substring(0, 8),
                plan.roles(),
                host,
                plan.has(Role.INGEST) ? config.ingest().port() : Member.NO_PORT,
                config.web().port(),
                ProcessHandle.current().pid(),
                ProgramVersion.text());
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
}
