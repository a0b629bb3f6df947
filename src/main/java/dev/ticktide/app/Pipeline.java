package dev.ticktide.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.aggregate.AggregateVerticle;
import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.bus.CallBatcher;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Stage;
import dev.ticktide.indicator.IndicatorSeries;
import dev.ticktide.indicator.IndicatorVerticle;
import dev.ticktide.ingest.IngestVerticle;
import dev.ticktide.ingest.Submitter;
import dev.ticktide.market.AppendBatch;
import dev.ticktide.market.AppendReplies;
import dev.ticktide.market.AppendReply;
import dev.ticktide.market.AppendRequest;
import dev.ticktide.market.Bar;
import dev.ticktide.market.IndicatorName;
import dev.ticktide.market.LedgerUpdate;
import dev.ticktide.notify.MailNotifier;
import dev.ticktide.notify.MailRenderer;
import dev.ticktide.notify.MailSettings;
import dev.ticktide.notify.NotificationPlan;
import dev.ticktide.notify.NotifyVerticle;
import dev.ticktide.signal.SignalDesk;
import dev.ticktide.signal.SignalEngine;
import dev.ticktide.signal.SignalVerticle;
import dev.ticktide.simulate.SimulateVerticle;
import dev.ticktide.store.Store;
import dev.ticktide.web.Overlay;
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
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The flow, assembled: {@link #stages} is the one list of what runs and in which order it starts. Each stage listens before
 * the one in front of it sends; data is let in last.
 */
public final class Pipeline {

    private final Vertx vertx;
    private final AppConfig config;
    private final JsonNode shownConfig;
    private final Store store;
    private final PrometheusMeterRegistry registry;
    private final boolean simulate;
    private final String node = UUID.randomUUID().toString();
    private final Metrics metrics;
    private final Wiring wiring;
    private final Deque<String> deployed = new ArrayDeque<>();
    private volatile boolean ready;
    private volatile boolean draining;

    Pipeline(
            Vertx vertx,
            AppConfig config,
            JsonNode shownConfig,
            Store store,
            PrometheusMeterRegistry registry,
            boolean simulate) {
        this.vertx = vertx;
        this.config = config;
        this.shownConfig = shownConfig;
        this.store = store;
        this.registry = registry;
        this.simulate = simulate;
        this.metrics = new Metrics(registry);
        this.wiring = new Wiring(config);
    }

    private record Step(String name, int instances, Supplier<Deployable> verticle) {}

    private List<Step> stages() {
        Bus bus = new Bus(vertx);
        Membership membership = Membership.alone(node);
        Ownership indicators = new Ownership(Stage.INDICATOR, membership, store);
        Ownership signals = new Ownership(Stage.SIGNAL, membership, store);
        Ownership aggregates = new Ownership(Stage.AGGREGATE, membership, store);
        SignalEngine engine =
                new SignalEngine(wiring.signals(), wiring.indicators().indicators());
        MailSettings mail = wiring.mail();
        NotificationPlan plan = new NotificationPlan(wiring.subscriptions(), dashboardUrl(), mail != null);
        SignalDesk desk = new SignalDesk(engine, plan::plan);
        IndicatorVerticle.Settings indicatorSettings = new IndicatorVerticle.Settings(
                node,
                wiring.indicators(),
                config.indicators().maxQueued(),
                config.ingest().maxSymbols());

        List<Step> steps = new ArrayList<>();
        steps.add(new Step(
                "indicator",
                1,
                () -> new IndicatorVerticle(indicatorSettings, bus, store, indicators, signals, new DeskAlong(desk))));
        steps.add(new Step(
                "signal",
                1,
                () -> new SignalVerticle(node, bus, store, signals, indicators, aggregates, desk, metrics::signal)));
        steps.add(new Step("aggregate", 1, () -> new AggregateVerticle(node, bus, store, aggregates, signals)));
        if (mail != null) {
            steps.add(new Step("notify", 1, () -> notifier(bus, mail)));
        }
        steps.add(new Step(
                "web",
                1,
                () -> new WebVerticle(
                        wiring.web(node, shownConfig, registry::scrape, () -> ready),
                        bus,
                        store,
                        membership,
                        indicators,
                        OVERLAY,
                        SystemTime::micros)));
        steps.add(new Step(
                "ingest",
                config.ingest().instances(),
                () -> new IngestVerticle(
                        wiring.ingest(),
                        submitter(bus),
                        store.partitions(),
                        indicators::ownerOf,
                        SystemTime::micros,
                        metrics.ingest(),
                        () -> draining)));
        if (simulate) {
            steps.add(new Step("simulate", 1, () -> new SimulateVerticle(wiring.simulate(), SystemTime::micros)));
        }
        return steps;
    }

    /** Starts stage after stage; fails with the first that can't, having stopped the others. */
    public Future<?> start() {
        Future<?> chain = Future.succeededFuture();
        for (Step step : stages()) {
            chain = chain.compose(done -> vertx.deployVerticle(
                            step.verticle(), new DeploymentOptions().setInstances(step.instances()))
                    .onSuccess(deployed::push));
        }
        return chain.onSuccess(done -> ready = true);
    }

    /** Lets nothing more in, then stops stage after stage in the order of the flow, so that each hands on what it has. */
    public Future<?> stop() {
        ready = false;
        draining = true;
        Future<?> chain = Future.succeededFuture();
        // Data comes in through the stages deployed last; those behind them go first to last.
        List<String> order = new ArrayList<>(deployed);
        List<String> flow = new ArrayList<>(order.subList(0, Math.min(inlets(), order.size())));
        List<String> rest = new ArrayList<>(order.subList(flow.size(), order.size()));
        Collections.reverse(rest);
        flow.addAll(rest);
        for (String id : flow) {
            chain = chain.compose(done -> vertx.undeploy(id).otherwiseEmpty());
        }
        return chain;
    }

    String dashboardUrl() {
        return wiring.dashboardUrl();
    }

    private int inlets() {
        return simulate ? 2 : 1;
    }

    private static Submitter submitter(Bus bus) {
        return new CallBatcher<AppendRequest, AppendReply>((owner, requests) ->
                bus.request(Addresses.append(owner), new AppendBatch(requests)).map(AppendReplies::replies))::ask;
    }

    private NotifyVerticle notifier(Bus bus, MailSettings mail) {
        NotifyVerticle verticle = new NotifyVerticle(
                wiring.notifySettings(),
                store,
                on -> new MailNotifier(on, mail, new MailRenderer(dashboardUrl())),
                SystemTime::micros,
                rows -> bus.publish(Addresses.LEDGER, new LedgerUpdate(rows)),
                metrics.notifications(),
                node);
        bus.listen(Addresses.RAISED, raised -> verticle.wake());
        return verticle;
    }

    private static final Overlay OVERLAY = new Overlay() {
        @Override
        public List<double[]> compute(List<Bar> bars, List<IndicatorName> names) {
            return IndicatorSeries.compute(bars, names);
        }

        @Override
        public int warmUpBars(List<IndicatorName> names) {
            return IndicatorSeries.warmUpBars(names);
        }
    };
}
