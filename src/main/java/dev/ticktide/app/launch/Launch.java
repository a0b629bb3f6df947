package dev.ticktide.app.launch;

import com.hazelcast.config.Config;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.app.pipeline.Pipeline;
import dev.ticktide.app.process.ProgramVersion;
import dev.ticktide.app.process.SymbolRoom;
import dev.ticktide.app.store.StoreWait;
import dev.ticktide.app.store.Stores;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.bus.GuardedTransport;
import dev.ticktide.cluster.HazelcastMembership;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Role;
import dev.ticktide.store.StoreConfig;
import dev.ticktide.web.Readiness;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the process and, on SIGTERM or Ctrl-C, ends it in good order. */
public final class Launch {

    /** Exit code that means: don't exit. */
    public static final int RUNNING = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);
    /** Event loops are handed out in turn: with fewer than stages, the first and the last would share one. */
    private static final int STAGES = 8;

    private static final int START_SECONDS = 120;
    private static final int STOP_SECONDS = 25;
    private static final long READY_MILLIS = 50;
    private static final int CONNECT_MILLIS = 2_000;

    /** A silent peer's connection is given up after twice as long. */
    private static final long PING_MILLIS = 3_000;

    private Launch() {}

    /**
     * What a process is to be.
     *
     * @param clustered whether it meets others
     * @param clusterFile Hazelcast's configuration; {@code null} for the usual one
     * @param anyPorts whether ports that nothing was said about are to be free ones
     */
    public record Plan(
            Set<Role> roles, boolean clustered, @Nullable Path clusterFile, boolean anyPorts) {}

    public static int start(ConfigLoader loader, Plan plan) {
        long began = System.nanoTime();
        AppConfig config = SymbolRoom.settle(withPorts(loader, plan), plan.roles);
        requireSafeBinds(config, plan);
        Wiring wiring = new Wiring(config, plan.roles);
        wiring.requireUsable();
        Config hazelcast = plan.clustered ? HazelcastConfig.load(plan.clusterFile, config.cluster()) : null;
        Member self = self(config, plan, hazelcast);
        Stores stores = StoreWait.open(config, loader.masked(), self.node(), plan.clustered);
        requireRoom(config, plan, stores);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Started started = vertx(registry, config, wiring.connections(plan.roles), self, hazelcast);
        Pipeline pipeline = new Pipeline(
                started.vertx,
                config,
                loader.masked(),
                stores.store(),
                registry,
                started.membership,
                self,
                plan.clustered);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(pipeline, started.vertx, stores), "ticktide-stop"));
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
        tellWhenReady(started.vertx, pipeline, config, plan, began);
        return RUNNING;
    }

    /** A store that can't be read now is left to the stages, which wait for it. */
    private static void requireRoom(AppConfig config, Plan plan, Stores stores) {
        try {
            int stored = stores.store()
                    .symbols()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS)
                    .size();
            SymbolRoom.ofThisProcess(config, plan.roles).requireRoomFor(stored);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The number of stored symbols could not be read: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ConfigException e) {
            stores.close();
            throw e;
        }
    }

    /** Says that it is ready, or else first what it waits for. */
    private static void tellWhenReady(Vertx vertx, Pipeline pipeline, AppConfig config, Plan plan, long began) {
        if (pipeline.readiness().ready()) {
            greet(pipeline, config, plan, began);
            return;
        }
        String[] told = {""};
        vertx.setPeriodic(READY_MILLIS, timer -> {
            Readiness readiness = pipeline.readiness();
            if (readiness.ready()) {
                vertx.cancelTimer(timer);
                greet(pipeline, config, plan, began);
            } else if (!readiness.detail().equals(told[0])) {
                told[0] = readiness.detail();
                System.out.println("Ticktide is waiting: " + readiness.detail() + ".");
            }
        });
    }

    private static void greet(Pipeline pipeline, AppConfig config, Plan plan, long began) {
        System.out.print(greeting(pipeline, config, plan, (System.nanoTime() - began) / 1_000_000));
        System.out.flush();
    }

    private static String greeting(Pipeline pipeline, AppConfig config, Plan plan, long millis) {
        StringBuilder text =
                new StringBuilder("Ticktide is ready after ").append(millis).append(" ms.\n");
        if (plan.clustered) {
            text.append("  node       ")
                    .append(pipeline.node())
                    .append(" with ")
                    .append(plan.roles.stream().sorted().map(Role::label).collect(Collectors.joining(", ")))
                    .append('\n');
        }
        if (plan.roles.contains(Role.WEB)) {
            text.append("  dashboard  ").append(pipeline.dashboardUrl()).append('\n');
        } else {
            text.append("  health     http://")
                    .append(Wiring.authority(config.web().host(), config.web().port()))
                    .append("/health/ready\n");
        }
        if (plan.roles.contains(Role.BALANCE)) {
            text.append("  balancer   http://")
                    .append(Wiring.authority(
                            config.balance().host(), config.balance().port()))
                    .append('\n');
        }
        if (plan.roles.contains(Role.INGEST)) {
            text.append("  ingest     POST http://")
                    .append(Wiring.authority(
                            config.ingest().host(), config.ingest().port()))
                    .append("/ingest\n");
        }
        return text.append("  data       ")
                .append(place(config.store()))
                .append('\n')
                .toString();
    }

    /** In full, so that it is clear whether a file or a database has the data. */
    private static String place(StoreConfig store) {
        String url = store.url();
        return url == null ? store.path() : url.replaceFirst("[?].*", "") + " (store.url; no file is used)";
    }

    /** Looks for free ports where any will do, so that the settings show the ports in use and other nodes learn them. */
    private static ConfigLoader withPorts(ConfigLoader loader, Plan plan) {
        AppConfig config = loader.load();
        boolean web = plan.anyPorts || (plan.clustered && !plan.roles.contains(Role.WEB));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            if (web && loader.isDefault("web.port")) {
                loader.set("web.port", Integer.toString(free.getLocalPort()), "a free port");
            }
            if (plan.anyPorts && loader.isDefault("ingest.port")) {
                loader.set("ingest.port", Integer.toString(other.getLocalPort()), "a free port");
            }
        } catch (IOException e) {
            throw new ConfigException("no free port on " + config.web().host() + ": " + e.getMessage());
        }
        return loader;
    }

    private static void requireSafeBinds(AppConfig config, Plan plan) {
        requireSafeBind("web.host", config.web().host(), config.behindTlsProxy());
        requireSafeBind("web.admin_host", config.web().adminHost(), config.behindTlsProxy());
        requireFree("web.port", config.web().host(), config.web().port());
        if (plan.roles.contains(Role.INGEST)) {
            requireSafeBind("ingest.host", config.ingest().host(), config.behindTlsProxy());
            requireFree("ingest.port", config.ingest().host(), config.ingest().port());
        }
        if (plan.roles.contains(Role.BALANCE)) {
            requireSafeBind("balance.host", config.balance().host(), config.behindTlsProxy());
            requireFree(
                    "balance.port", config.balance().host(), config.balance().port());
        }
        String host = config.cluster().host();
        if (plan.clustered && host != null) {
            requireSafeBind("cluster.host", host, config.behindTlsProxy());
        }
    }

    private static Member self(AppConfig config, Plan plan, @Nullable Config hazelcast) {
        String host = hazelcast == null ? config.web().host() : HazelcastConfig.host(hazelcast, config.cluster());
        return new Member(
                UUID.randomUUID().toString().substring(0, 8),
                plan.roles,
                host,
                plan.roles.contains(Role.INGEST) ? config.ingest().port() : Member.NO_PORT,
                config.web().port(),
                ProcessHandle.current().pid(),
                ProgramVersion.text());
    }

    private record Started(Vertx vertx, Membership membership) {}

    private static Started vertx(
            PrometheusMeterRegistry registry,
            AppConfig config,
            Map<Integer, Integer> connections,
            Member self,
            @Nullable Config hazelcast) {
        // Of Vert.x's own metrics only the pools': the others cost on every message and say little beside ours.
        MicrometerMetricsOptions metrics =
                new MicrometerMetricsOptions().setEnabled(true).setLabels(Set.of(Label.POOL_TYPE, Label.POOL_NAME));
        for (MetricsDomain domain : MetricsDomain.values()) {
            if (domain != MetricsDomain.NAMED_POOLS) {
                metrics.addDisabledMetricsCategory(domain);
            }
        }
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Math.max(STAGES, 2 * Runtime.getRuntime().availableProcessors()))
                .setMetricsOptions(metrics);
        GuardedTransport transport = GuardedTransport.create(connections, hazelcast != null);
        if (hazelcast == null) {
            return new Started(
                    Vertx.builder()
                            .with(options)
                            .withMetrics(new MicrometerMetricsFactory(registry))
                            .withTransport(transport)
                            .build(),
                    Membership.alone(self));
        }
        options.setEventBusOptions(new EventBusOptions()
                .setHost(self.host())
                .setClusterPublicHost(self.host())
                .setPort(config.cluster().busPort())
                .setConnectTimeout(CONNECT_MILLIS)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PING_MILLIS));
        HazelcastMembership.introduce(self, hazelcast.getMemberAttributeConfig());
        HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast);
        try {
            Vertx vertx = Vertx.builder()
                    .with(options)
                    .withMetrics(new MicrometerMetricsFactory(registry))
                    .withClusterManager(manager)
                    .withTransport(transport)
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
            transport.built();
            HazelcastConfig.joined(hazelcast);
            return new Started(vertx, HazelcastMembership.of(self, manager.getHazelcastInstance()));
        } catch (ExecutionException | TimeoutException e) {
            throw new ConfigException("could not join the cluster: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException("interrupted while joining the cluster");
        }
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
