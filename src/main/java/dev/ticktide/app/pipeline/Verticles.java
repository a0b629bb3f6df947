package dev.ticktide.app.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.aggregate.AggregateVerticle;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.node.ThisNode;
import dev.ticktide.app.process.SymbolRoom;
import dev.ticktide.app.process.SystemTime;
import dev.ticktide.app.wiring.Channels;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.balance.BalanceVerticle;
import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.bus.CallBatcher;
import dev.ticktide.bus.NodeGoneException;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.Stage;
import dev.ticktide.indicator.IndicatorVerticle;
import dev.ticktide.indicator.partition.ColocatedSignals;
import dev.ticktide.indicator.partition.HistoryFold;
import dev.ticktide.ingest.IngestVerticle;
import dev.ticktide.ingest.Submitter;
import dev.ticktide.market.append.AppendBatch;
import dev.ticktide.market.append.AppendReplies;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.message.NotificationUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.notify.Notifier;
import dev.ticktide.notify.NotifyVerticle;
import dev.ticktide.notify.plan.NotificationPlan;
import dev.ticktide.signal.SignalProgress;
import dev.ticktide.signal.SignalVerticle;
import dev.ticktide.simulate.SimulateVerticle;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.web.HealthVerticle;
import dev.ticktide.web.WebSettings;
import dev.ticktide.web.WebVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes the verticle of each stage from the settings and from what the stages of a node share. A call makes a new verticle, whose
 * deployment starts it.
 */
final class Verticles {

    private static final AppendReply GONE = AppendReply.refused(AppendReply.Status.OWNER_GONE);

    private final ThisNode node;
    private final AppConfig config;
    private final Wiring wiring;
    private final Channels channels;
    private final SignalEngine engine;
    private final NotificationPlan plan;
    private final SignalProgress progress;
    private final WebSettings web;

    /**
     * @param shownConfig the settings as the page shows them, secrets masked
     * @param scrape the meters as Prometheus reads them
     */
    Verticles(ThisNode node, AppConfig config, Wiring wiring, JsonNode shownConfig, Supplier<String> scrape) {
        this.node = node;
        this.config = config;
        this.wiring = wiring;
        this.channels = wiring.channels();
        this.engine = new SignalEngine(wiring.signals(), wiring.indicators().indicators());
        this.plan = new NotificationPlan(wiring.subscriptions(), channels.namesSetUp());
        this.progress = new SignalProgress(engine, plan::plan);
        this.web = wiring.web(node.name(), shownConfig, scrape, node.readiness()::now, node.directory()::report);
    }

    IndicatorVerticle indicator() {
        ColocatedSignals colocated = node.has(Role.SIGNAL) ? new ColocatedSignalStage(progress) : ColocatedSignals.NONE;
        HistoryFold.Maker folds = (partition, symbol) -> new FoldedHistory(engine, partition, symbol);
        return new IndicatorVerticle(
                indicatorSettings(),
                node.bus(),
                node.store(),
                node.assignment(Stage.INDICATOR),
                node.owners(Stage.SIGNAL),
                colocated,
                folds,
                node.activity(),
                node.status());
    }

    private IndicatorVerticle.Settings indicatorSettings() {
        return new IndicatorVerticle.Settings(
                node.name(),
                wiring.indicators(),
                config.indicators().maxQueued(),
                SymbolRoom.ofThisProcess(config, node.roles()).limit(config, "configuration"),
                config.store().retention(),
                config.indicators().closeGrace(),
                // A node whose own clock is ahead would close bars for which candles are still to come.
                node.storeClock()::micros);
    }

    SignalVerticle signal() {
        return new SignalVerticle(
                node.name(),
                node.bus(),
                node.store(),
                node.assignment(Stage.SIGNAL),
                node.owners(Stage.INDICATOR),
                node.owners(Stage.AGGREGATE),
                progress,
                this::count);
    }

    private void count(Signal signal) {
        node.metrics().signal(signal);
        plan.stopped(signal).forEach(node.metrics()::stopped);
    }

    AggregateVerticle aggregate() {
        return new AggregateVerticle(
                node.name(), node.bus(), node.store(), node.assignment(Stage.AGGREGATE), node.owners(Stage.SIGNAL));
    }

    /** One for each channel that is set up. */
    List<Supplier<Deployable>> notifiers() {
        return channels.setUp().stream()
                .map(channel -> (Supplier<Deployable>) () -> notifier(channel))
                .toList();
    }

    private NotifyVerticle notifier(Notifier.Channel channel) {
        NotifyVerticle verticle = new NotifyVerticle(
                wiring.notifySettings(),
                node.store(),
                channel,
                wiring.texts(),
                node.storeClock()::micros,
                rows -> node.bus().publish(Addresses.NOTIFICATIONS, new NotificationUpdate(rows)),
                node.metrics().notifications(),
                node.name());
        node.bus().listen(Addresses.RAISED, raised -> verticle.wake());
        return verticle;
    }

    WebVerticle web() {
        return new WebVerticle(
                web,
                node.bus(),
                node.store(),
                node.membership(),
                node.owners(Stage.INDICATOR),
                wiring.explainer(),
                SystemTime::micros,
                node.metrics().web());
    }

    HealthVerticle health() {
        return new HealthVerticle(web, node.membership(), node.store(), SystemTime::micros);
    }

    IngestVerticle ingest() {
        return new IngestVerticle(
                wiring.ingest(),
                submitter(node.bus()),
                node.store().partitions(),
                node.owners(Stage.INDICATOR)::ownerOf,
                SystemTime::micros,
                node.metrics().ingest(),
                node.readiness()::closed);
    }

    private static Submitter submitter(Bus bus) {
        return new CallBatcher<AppendRequest, AppendReply>(
                (owner, requests) -> bus.request(Addresses.append(owner), new AppendBatch(requests))
                        .map(AppendReplies::replies)
                        .recover(failure -> failure instanceof NodeGoneException
                                ? Future.succeededFuture(Collections.nCopies(requests.size(), GONE))
                                : Future.failedFuture(failure)))::ask;
    }

    SimulateVerticle simulate() {
        return new SimulateVerticle(
                wiring.simulate(),
                () -> node.directory().simulatorEndpoints(config),
                SystemTime::micros,
                node.status());
    }

    BalanceVerticle balance() {
        return new BalanceVerticle(
                wiring.balance(), node.directory()::backends, node.metrics().balancer());
    }
}
