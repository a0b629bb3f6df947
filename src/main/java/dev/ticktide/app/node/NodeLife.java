package dev.ticktide.app.node;

import dev.ticktide.app.process.SystemTime;
import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.HazelcastMembership;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.claim.Heartbeats;
import dev.ticktide.market.message.NodeReport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Sends heartbeats to the database and status reports to the other nodes, and keeps their latest reports. */
public final class NodeLife {

    private static final long REPORT_MILLIS = 500;

    private final Vertx vertx;
    private final Bus bus;
    private final HazelcastMembership membership;
    private final Heartbeats heartbeats;
    private final NodeStatus status;
    private final Context context;
    private boolean beating;

    /** Sends nothing before {@link #begin}. */
    public NodeLife(Vertx vertx, Bus bus, HazelcastMembership membership, Heartbeats heartbeats, NodeStatus status) {
        this.vertx = vertx;
        this.bus = bus;
        this.membership = membership;
        this.heartbeats = heartbeats;
        this.status = status;
        this.context = vertx.getOrCreateContext();
    }

    /** Completes when reports of the others can arrive. */
    public Future<?> begin() {
        membership.onChange(this::updateBusMembers);
        updateBusMembers();
        return bus.listen(Addresses.REPORT, this::receive).onSuccess(listening -> {
            vertx.setPeriodic(Heartbeats.BEAT_MILLIS, timer -> beat());
            vertx.setPeriodic(REPORT_MILLIS, timer -> {
                membership.look();
                report();
            });
            report();
        });
    }

    /** Publishes the node's report at once. Callable from any thread. */
    public void report() {
        context.runOnContext(nothing -> {
            NodeReport report = status.report();
            membership.reported(report);
            bus.publish(Addresses.REPORT, report);
        });
    }

    /** Reports that this node takes no more; completes when the others had time to receive it. */
    public Future<?> drain() {
        status.enter(NodeReport.State.DRAINING);
        return vertx.timer(REPORT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void receive(NodeReport report) {
        if (!report.node().equals(membership.self()) && membership.reported(report)) {
            // A new node should not have to wait for the next report.
            report();
        }
    }

    private void updateBusMembers() {
        bus.members(membership.members().stream().map(Member::node).collect(Collectors.toSet()));
    }

    private void beat() {
        if (status.state() == NodeReport.State.SERVING && heartbeats.isStoreSilent()) {
            status.enter(NodeReport.State.WITHOUT_STORE);
        } else if (status.state() == NodeReport.State.WITHOUT_STORE && !heartbeats.isStoreSilent()) {
            status.enter(NodeReport.State.SERVING);
        }
        if (!beating) {
            beating = true;
            heartbeats.beat(SystemTime.micros() / 1_000).whenComplete((done, failure) -> beating = false);
        }
    }
}
