package dev.ticktide.app.launch;

import com.hazelcast.config.Config;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.bus.GuardedTransport;
import dev.ticktide.cluster.HazelcastMembership;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Vert.x as this process runs it, alone or as a member of a cluster, and the members that it sees. */
record RunningVertx(Vertx vertx, Membership membership) {

    /** Event loops are handed out in turn: with fewer than stages, the first and the last would share one. */
    private static final int STAGES = 8;

    private static final int JOIN_SECONDS = 120;
    private static final int CONNECT_MILLIS = 2_000;

    /** A silent peer's connection is given up after twice as long. */
    private static final long PING_MILLIS = 3_000;

    /** @param connections the most connections by port */
    static RunningVertx alone(PrometheusMeterRegistry registry, Map<Integer, Integer> connections, Member self) {
        Vertx vertx = builder(registry, options(), GuardedTransport.create(connections, false))
                .build();
        return new RunningVertx(vertx, Membership.alone(self));
    }

    /**
     * Blocks until this node is a member; fails by {@link ConfigException} if it can't become one within two minutes.
     *
     * @param connections the most connections by port
     * @param busPort of the event bus; 0 for a free one
     */
    static RunningVertx joined(
            PrometheusMeterRegistry registry,
            Map<Integer, Integer> connections,
            Member self,
            int busPort,
            Config hazelcast) {
        GuardedTransport transport = GuardedTransport.create(connections, true);
        HazelcastMembership.introduce(self, hazelcast.getMemberAttributeConfig());
        HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast);
        VertxOptions options = options().setEventBusOptions(busOptions(self, busPort));
        try {
            Vertx vertx = builder(registry, options, transport)
                    .withClusterManager(manager)
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(JOIN_SECONDS, TimeUnit.SECONDS);
            transport.built();
            HazelcastConfig.joined(hazelcast);
            return new RunningVertx(vertx, HazelcastMembership.of(self, manager.getHazelcastInstance()));
        } catch (ExecutionException | TimeoutException e) {
            throw new ConfigException("could not join the cluster: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException("interrupted while joining the cluster");
        }
    }

    private static VertxBuilder builder(
            PrometheusMeterRegistry registry, VertxOptions options, GuardedTransport transport) {
        return Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .withTransport(transport);
    }

    private static VertxOptions options() {
        // Of Vert.x's own metrics only the pools': the others cost on every message and say little beside ours.
        MicrometerMetricsOptions metrics =
                new MicrometerMetricsOptions().setEnabled(true).setLabels(Set.of(Label.POOL_TYPE, Label.POOL_NAME));
        for (MetricsDomain domain : MetricsDomain.values()) {
            if (domain != MetricsDomain.NAMED_POOLS) {
                metrics.addDisabledMetricsCategory(domain);
            }
        }
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Math.max(STAGES, 2 * Runtime.getRuntime().availableProcessors()))
                .setMetricsOptions(metrics);
    }

    private static EventBusOptions busOptions(Member self, int port) {
        return new EventBusOptions()
                .setHost(self.host())
                .setClusterPublicHost(self.host())
                .setPort(port)
                .setConnectTimeout(CONNECT_MILLIS)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PING_MILLIS);
    }
}
