package dev.ticktide.app.node;

import dev.ticktide.app.metrics.Metrics;
import dev.ticktide.app.process.SystemTime;
import dev.ticktide.app.store.StoreClock;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.HazelcastMembership;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.Stage;
import dev.ticktide.cluster.claim.Heartbeats;
import dev.ticktide.cluster.claim.StageAssignment;
import dev.ticktide.indicator.IndicatorActivity;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.store.Store;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the stages of this node share: bus, store, members, clocks, meters, and the state that other nodes learn of. Thread-safe once
 * constructed.
 */
public final class ThisNode {

    /** Time for balancers and the other nodes to see that this one is about to leave. */
    private static final long FAREWELL_MILLIS = 500;

    private final Vertx vertx;
    private final Store store;
    private final Membership membership;
    private final Member self;
    private final boolean clustered;
    private final Metrics metrics;
    private final Bus bus;
    private final Heartbeats heartbeats;
    private final NodeStatus status;
    private final StoreClock storeClock;
    private final IndicatorActivity activity = new IndicatorActivity();
    private final @Nullable NodeLife life;
    private final Map<Stage, Ownership> owners = new EnumMap<>(Stage.class);
    private final NodeReadiness readiness;
    private final NodeDirectory directory;

    /** @param clustered whether other nodes share the work */
    public ThisNode(
            Vertx vertx,
            Store store,
            PrometheusMeterRegistry registry,
            Membership membership,
            Member self,
            boolean clustered) {
        this.vertx = vertx;
        this.store = store;
        this.membership = membership;
        this.self = self;
        this.clustered = clustered;
        this.metrics = new Metrics(registry);
        this.bus = new Bus(vertx, self.node());
        this.heartbeats = new Heartbeats(self.node(), store, System::nanoTime, !clustered);
        this.storeClock = new StoreClock(store);
        this.status = new NodeStatus(self.node(), activity, metrics, () -> SystemTime.micros() / 1_000, this::report);
        this.life = membership instanceof HazelcastMembership hazelcast
                ? new NodeLife(vertx, bus, hazelcast, heartbeats, status)
                : null;
        for (Stage stage : Stage.values()) {
            owners.put(stage, new Ownership(stage, membership));
        }
        this.readiness = new NodeReadiness(store, membership, self, clustered, heartbeats, status, owners.values());
        this.directory = new NodeDirectory(membership, self, status);
        registerMeters();
    }

    private void registerMeters() {
        metrics.gauge("ticktide_cluster_members", () -> membership.members().size());
        metrics.counted("ticktide_bus_messages_total", all -> bus.messages());
        metrics.counted("ticktide_bus_refused_total", all -> bus.refused());
        metrics.counted("ticktide_retention_removed_total", all -> activity.removedEntries(), "kind", "entries");
        metrics.counted("ticktide_retention_removed_total", all -> activity.removedBars(), "kind", "bars");
    }

    /** Completes when reports of other nodes can arrive; at once where there are none. */
    public Future<?> begin() {
        return life == null ? Future.succeededFuture() : life.begin();
    }

    /** From now on the node takes work, and reports so. */
    public void serve() {
        readiness.started();
        status.enter(NodeReport.State.SERVING);
    }

    /** Takes no more work; completes when the other nodes had time to learn of it, at once where there are none. */
    public Future<?> drain() {
        readiness.draining();
        return life == null
                ? Future.succeededFuture()
                : life.drain().compose(reported -> vertx.timer(FAREWELL_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void report() {
        if (life != null) {
            life.report();
        }
    }

    /** The owners of a stage's partitions. */
    public Ownership owners(Stage stage) {
        return Objects.requireNonNull(owners.get(stage));
    }

    /** This node's part in a stage. */
    public StageAssignment assignment(Stage stage) {
        return new StageAssignment(owners(stage), heartbeats, status);
    }

    /** Whether this node takes part in what the role does. */
    public boolean has(Role role) {
        return self.roles().contains(role);
    }

    /** The name of this node, which no other has. */
    public String name() {
        return self.node();
    }

    /** What this node takes part in. */
    public Set<Role> roles() {
        return self.roles();
    }

    /** Whether other nodes share the work. */
    public boolean clustered() {
        return clustered;
    }

    /** Runs the verticles of this node. */
    public Vertx vertx() {
        return vertx;
    }

    /** The stored data. */
    public Store store() {
        return store;
    }

    /** The nodes that are there. */
    public Membership membership() {
        return membership;
    }

    /** The meters of this process. */
    public Metrics metrics() {
        return metrics;
    }

    /** Carries messages between stages and nodes. */
    public Bus bus() {
        return bus;
    }

    /** What the stages report of themselves. */
    public NodeStatus status() {
        return status;
    }

    /** The clock that all nodes share. */
    public StoreClock storeClock() {
        return storeClock;
    }

    /** What the indicator stage has done so far. */
    public IndicatorActivity activity() {
        return activity;
    }

    /** Whether this node takes work. */
    public NodeReadiness readiness() {
        return readiness;
    }

    /** What is known of all nodes. */
    public NodeDirectory directory() {
        return directory;
    }
}
