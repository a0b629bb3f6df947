package dev.ticktide.app.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.aggregate.AggregateVerticle;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.metrics.Metrics;
import dev.ticktide.app.node.NodeLife;
import dev.ticktide.app.node.NodeStatus;
import dev.ticktide.app.process.SymbolRoom;
import dev.ticktide.app.process.SystemTime;
import dev.ticktide.app.store.StoreClock;
import dev.ticktide.app.wiring.Channels;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.balance.BalanceVerticle;
import dev.ticktide.balance.backend.Backend;
import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.bus.CallBatcher;
import dev.ticktide.bus.NodeGoneException;
import dev.ticktide.cluster.HazelcastMembership;
import dev.ticktide.cluster.Heartbeats;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.Stage;
import dev.ticktide.cluster.StageAssignment;
import dev.ticktide.indicator.IndicatorActivity;
import dev.ticktide.indicator.IndicatorVerticle;
import dev.ticktide.indicator.partition.ColocatedSignals;
import dev.ticktide.indicator.partition.HistoryFold;
import dev.ticktide.ingest.IngestVerticle;
import dev.ticktide.ingest.Submitter;
import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.market.append.AppendBatch;
import dev.ticktide.market.append.AppendReplies;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.market.message.NotificationUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.notify.Notifier;
import dev.ticktide.notify.NotifyVerticle;
import dev.ticktide.notify.plan.NotificationPlan;
import dev.ticktide.signal.SignalProgress;
import dev.ticktide.signal.SignalVerticle;
import dev.ticktide.simulate.SimulateSettings;
import dev.ticktide.simulate.SimulateVerticle;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.web.HealthVerticle;
import dev.ticktide.web.Readiness;
import dev.ticktide.web.WebSettings;
import dev.ticktide.web.WebVerticle;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The flow, assembled: {@link #stages} is the one list of what runs and in which order it starts. Each stage listens before
 * the one in front of it sends; data is let in last.
 */
public final class Pipeline {

    /** Time for balancers and the other nodes to see that this one is about to leave. */
    private static final long FAREWELL_MILLIS = 500;

    private static final long STORE_SILENT_NANOS = 4_000_000_000L;

    private static final long STORE_CLOCK_MILLIS = 5_000;

    private final Vertx vertx;
    private final AppConfig config;
    private final JsonNode shownConfig;
    private final Store store;
    private final PrometheusMeterRegistry registry;
    private final Membership membership;
    private final Member self;
    private final String node;
    private final boolean clustered;
    private final Metrics metrics;
    private final Wiring wiring;
    private final Bus bus;
    private final Heartbeats pulse;
    private final NodeStatus status;
    private final StoreClock storeClock;
    private final IndicatorActivity activity = new IndicatorActivity();
    private final @Nullable NodeLife life;
    private final Map<Stage, Ownership> owners = new EnumMap<>(Stage.class);
    private final Deque<Deployed> deployed = new ArrayDeque<>();
    private volatile boolean started;
    private volatile boolean complete;
    private volatile boolean draining;

    public Pipeline(
            Vertx vertx,
            AppConfig config,
            JsonNode shownConfig,
            Store store,
            PrometheusMeterRegistry registry,
            Membership membership,
            Member self,
            boolean clustered) {
        this.vertx = vertx;
        this.config = config;
        this.shownConfig = shownConfig;
        this.store = store;
        this.registry = registry;
        this.membership = membership;
        this.self = self;
        this.node = self.node();
        this.clustered = clustered;
        this.metrics = new Metrics(registry);
        this.wiring = new Wiring(config, self.roles());
        this.bus = new Bus(vertx, node);
        this.pulse = new Heartbeats(node, store, System::nanoTime, !clustered);
        this.storeClock = new StoreClock(store);
        this.status = new NodeStatus(node, activity, metrics, () -> SystemTime.micros() / 1_000, this::report);
        this.life = membership instanceof HazelcastMembership hazelcast
                ? new NodeLife(vertx, bus, hazelcast, pulse, status)
                : null;
        for (Stage stage : Stage.values()) {
            owners.put(stage, new Ownership(stage, membership));
        }
        metrics.gauge("ticktide_cluster_members", () -> membership.members().size());
        metrics.counted("ticktide_bus_messages_total", all -> bus.messages());
        metrics.counted("ticktide_bus_refused_total", all -> bus.refused());
        metrics.counted("ticktide_retention_removed_total", all -> activity.removedEntries(), "kind", "entries");
        metrics.counted("ticktide_retention_removed_total", all -> activity.removedBars(), "kind", "bars");
    }

    /** @param inlet whether something comes in through it that can go to other nodes, so that it stops first */
    private record Step(Role role, boolean inlet, int instances, Supplier<Deployable> verticle) {}

    private record Deployed(String id, boolean inlet) {}

    /** All there is; a node deploys those of its roles. */
    private List<Step> stages() {
        Ownership indicators = owners(Stage.INDICATOR);
        Ownership signals = owners(Stage.SIGNAL);
        Ownership aggregates = owners(Stage.AGGREGATE);
        SignalEngine engine =
                new SignalEngine(wiring.signals(), wiring.indicators().indicators());
        Channels channels = wiring.channels();
        NotificationPlan plan = new NotificationPlan(wiring.subscriptions(), channels.namesSetUp());
        SignalProgress progress = new SignalProgress(engine, plan::plan);
        HistoryFold.Maker folds = (partition, symbol) -> new FoldedHistory(engine, partition, symbol);
        ColocatedSignals along =
                self.roles().contains(Role.SIGNAL) ? new ColocatedSignalStage(progress) : ColocatedSignals.NONE;
        IndicatorVerticle.Settings indicatorSettings = new IndicatorVerticle.Settings(
                node,
                wiring.indicators(),
                config.indicators().maxQueued(),
                SymbolRoom.ofThisProcess(config, self.roles()).limit(config, "configuration"),
                config.store().retention(),
                config.indicators().closeGrace(),
                // A node whose own clock is ahead would close bars for which candles are still to come.
                storeClock::micros);
        WebSettings web = wiring.web(node, shownConfig, registry::scrape, this::readiness, this::report);

        List<Step> steps = new ArrayList<>();
        steps.add(new Step(
                Role.INDICATOR,
                false,
                1,
                () -> new IndicatorVerticle(
                        indicatorSettings,
                        bus,
                        store,
                        duty(Stage.INDICATOR),
                        signals,
                        along,
                        folds,
                        activity,
                        status)));
        steps.add(new Step(
                Role.SIGNAL,
                false,
                1,
                () -> new SignalVerticle(
                        node,
                        bus,
                        store,
                        duty(Stage.SIGNAL),
                        indicators,
                        aggregates,
                        progress,
                        signal -> count(signal, plan))));
        steps.add(new Step(
                Role.AGGREGATE,
                false,
                1,
                () -> new AggregateVerticle(node, bus, store, duty(Stage.AGGREGATE), signals)));
        for (Notifier.Channel channel : channels.setUp()) {
            steps.add(new Step(Role.NOTIFY, false, 1, () -> notifier(channel)));
        }
        steps.add(new Step(
                Role.WEB,
                // Pages reconnect to other nodes first, so that they do not see the partitions leave this one.
                clustered,
                1,
                () -> new WebVerticle(
                        web,
                        bus,
                        store,
                        membership,
                        indicators,
                        wiring.explainer(),
                        SystemTime::micros,
                        metrics.web())));
        steps.add(new Step(
                Role.INGEST,
                true,
                config.ingest().instances(),
                () -> new IngestVerticle(
                        wiring.ingest(),
                        submitter(bus),
                        store.partitions(),
                        indicators::ownerOf,
                        SystemTime::micros,
                        metrics.ingest(),
                        this::closed)));
        steps.add(new Step(
                Role.SIMULATE,
                true,
                1,
                () -> new SimulateVerticle(wiring.simulate(), this::simulatorsPlace, SystemTime::micros, status)));
        steps.add(new Step(
                Role.BALANCE,
                true,
                1,
                () -> new BalanceVerticle(wiring.balance(), this::backends, metrics.balancer())));
        steps.removeIf(step -> !self.roles().contains(step.role));
        if (!self.roles().contains(Role.WEB)) {
            steps.add(
                    0,
                    new Step(Role.WEB, false, 1, () -> new HealthVerticle(web, membership, store, SystemTime::micros)));
        }
        return steps;
    }

    /** Starts stage after stage; fails with the first that can't. In a cluster the other nodes are informed then. */
    public Future<?> start() {
        Future<?> chain = life == null ? Future.succeededFuture() : life.begin();
        if (self.roles().contains(Role.NOTIFY) || self.roles().contains(Role.INDICATOR)) {
            chain = chain.compose(
                    begun -> Future.fromCompletionStage(storeClock.ask()).transform(asked -> Future.succeededFuture()));
            vertx.setPeriodic(STORE_CLOCK_MILLIS, timer -> storeClock.ask());
        }
        for (Step step : stages()) {
            chain = chain.compose(done -> vertx.deployVerticle(
                            step.verticle(), new DeploymentOptions().setInstances(step.instances()))
                    .onSuccess(id -> deployed.push(new Deployed(id, step.inlet))));
        }
        return chain.onSuccess(done -> {
            started = true;
            status.enter(NodeReport.State.SERVING);
        });
    }

    /**
     * Lets nothing more in, has other nodes take over, then stops stage after stage in the order of the flow, so that each hands
     * on what it has.
     */
    public Future<?> stop() {
        draining = true;
        Future<?> chain = life == null
                ? Future.succeededFuture()
                : life.drain().compose(told -> vertx.timer(FAREWELL_MILLIS, TimeUnit.MILLISECONDS));
        List<Deployed> inOrder = new ArrayList<>(deployed);
        Collections.reverse(inOrder);
        List<Deployed> flow = new ArrayList<>();
        inOrder.stream().filter(Deployed::inlet).forEach(each -> flow.add(0, each));
        inOrder.stream().filter(each -> !each.inlet).forEach(flow::add);
        for (Deployed each : flow) {
            chain = chain.compose(done -> vertx.undeploy(each.id).otherwiseEmpty());
        }
        return chain;
    }

    public String dashboardUrl() {
        return wiring.dashboardUrl();
    }

    public String node() {
        return node;
    }

    /** Whether this node takes work, and if not what it waits for. */
    public Readiness readiness() {
        if (draining) {
            return Readiness.waiting("draining");
        }
        String damage = store.damage();
        if (damage != null) {
            return Readiness.damaged(damage);
        }
        if (!started) {
            return Readiness.waiting("starting");
        }
        if (!clustered) {
            return Readiness.READY;
        }
        if (pulse.sinceWritten() > STORE_SILENT_NANOS) {
            return Readiness.waiting("the database does not answer");
        }
        for (Role role : self.roles()) {
            for (Role partner : role.partners()) {
                if (membership.members().stream()
                        .noneMatch(member -> member.roles().contains(partner))) {
                    return Readiness.waiting("no node has the role " + partner.label() + ", which " + role.label()
                            + " can't do without");
                }
            }
        }
        // Checked until complete once: a node that takes over from another one continues to serve everything else.
        return complete ? Readiness.READY : completeness();
    }

    private Readiness completeness() {
        for (Ownership each : owners.values()) {
            if (self.roles().contains(each.stage().role())) {
                Set<Integer> missing =
                        new TreeSet<>(each.ownedBySelf(each.stage().logs(store.partitions())));
                Set<Integer> held = status.held(each.stage()).keySet();
                missing.removeAll(held);
                if (!held.isEmpty()) {
                    // Each half of a split cluster serves its partitions; if neither half were ready, a balancer would
                    // send requests to none.
                    missing.removeAll(status.outOfReach(each.stage()));
                }
                if (!missing.isEmpty()) {
                    return Readiness.waiting(
                            missing.size() + " partitions of " + each.stage().label() + " are still on their way here");
                }
            }
        }
        complete = true;
        return Readiness.READY;
    }

    /** Why nothing is taken in now. */
    private @Nullable ProblemCode closed() {
        return store.damage() != null ? ProblemCode.STORAGE_DAMAGED : draining ? ProblemCode.DRAINING : null;
    }

    /** Where the balancer sends what: not to nodes that have not opened their ports yet or are about to leave. */
    private List<Backend> backends() {
        List<Backend> backends = new ArrayList<>();
        for (Member member : membership.members()) {
            NodeReport report = report(member.node());
            int web = member.roles().contains(Role.WEB) ? member.webPort() : Member.NO_PORT;
            boolean closed = report != null
                    && (report.state() == NodeReport.State.JOINING || report.state() == NodeReport.State.DRAINING);
            if (!closed && (web != Member.NO_PORT || member.ingestPort() != Member.NO_PORT)) {
                backends.add(new Backend(member.node(), member.host(), member.ingestPort(), web));
            }
        }
        return backends;
    }

    private @Nullable NodeReport report(String of) {
        if (of.equals(node)) {
            return status.report();
        }
        return membership instanceof HazelcastMembership hazelcast ? hazelcast.report(of) : null;
    }

    private void report() {
        if (life != null) {
            life.report();
        }
    }

    private Ownership owners(Stage stage) {
        return Objects.requireNonNull(owners.get(stage));
    }

    private StageAssignment duty(Stage stage) {
        return new StageAssignment(owners(stage), pulse, status);
    }

    /** This node's own ports if it has them, else any node's. */
    private SimulateSettings.@Nullable Endpoints simulatorsPlace() {
        if (self.roles().contains(Role.INGEST) && self.roles().contains(Role.WEB)) {
            return new SimulateSettings.Endpoints(
                    config.ingest().host(),
                    config.ingest().port(),
                    config.web().host(),
                    config.web().port());
        }
        Member ingest = anyWith(Role.INGEST);
        Member web = anyWith(Role.WEB);
        return ingest == null || web == null
                ? null
                : new SimulateSettings.Endpoints(ingest.host(), ingest.ingestPort(), web.host(), web.webPort());
    }

    private @Nullable Member anyWith(Role role) {
        return membership.members().stream()
                .filter(member -> member.roles().contains(role))
                .findFirst()
                .orElse(null);
    }

    private static Submitter submitter(Bus bus) {
        return new CallBatcher<AppendRequest, AppendReply>(
                (owner, requests) -> bus.request(Addresses.append(owner), new AppendBatch(requests))
                        .map(AppendReplies::replies)
                        .recover(failure -> failure instanceof NodeGoneException
                                ? Future.succeededFuture(Collections.nCopies(requests.size(), GONE))
                                : Future.failedFuture(failure)))::ask;
    }

    private static final AppendReply GONE = AppendReply.refused(AppendReply.Status.OWNER_GONE);

    private void count(Signal signal, NotificationPlan plan) {
        metrics.signal(signal);
        plan.stopped(signal).forEach(metrics::stopped);
    }

    private NotifyVerticle notifier(Notifier.Channel channel) {
        NotifyVerticle verticle = new NotifyVerticle(
                wiring.notifySettings(),
                store,
                channel,
                wiring.texts(),
                storeClock::micros,
                rows -> bus.publish(Addresses.NOTIFICATIONS, new NotificationUpdate(rows)),
                metrics.notifications(),
                node);
        bus.listen(Addresses.RAISED, raised -> verticle.wake());
        return verticle;
    }
}
