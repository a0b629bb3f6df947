package dev.ticktide.web;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.market.message.HistoryLoaded;
import dev.ticktide.market.message.Watching;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.feed.WebMetrics;
import dev.ticktide.web.live.OwnershipChanges;
import dev.ticktide.web.live.Renewal;
import dev.ticktide.web.live.StageOutput;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the dashboard's page, the REST interface, health, metrics and the live feed; takes what the stages publish, keeps
 * the newest of it and passes it on at its own pace.
 */
public final class WebVerticle extends VerticleBase {

    private static final long WATCHING_MILLIS = 1_000;
    private static final int GRACE_SECONDS = 2;

    private final WebSettings settings;
    private final Bus bus;
    private final Store store;
    private final Membership membership;
    private final Ownership indicatorOwners;
    private final StrategyExplainer rules;
    private final LongSupplier nowMicros;
    private final WebMetrics metrics;
    private @Nullable WebParts running;
    private @Nullable HttpServer server;

    public WebVerticle(
            WebSettings settings,
            Bus bus,
            Store store,
            Membership membership,
            Ownership indicatorOwners,
            StrategyExplainer rules,
            LongSupplier nowMicros,
            WebMetrics metrics) {
        this.settings = settings;
        this.bus = bus;
        this.store = store;
        this.membership = membership;
        this.indicatorOwners = indicatorOwners;
        this.rules = rules;
        this.nowMicros = nowMicros;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        WebParts.Neighbours around = new WebParts.Neighbours(
                vertx, context, bus, store, membership, indicatorOwners, rules, metrics, nowMicros);
        WebParts made = WebParts.make(settings, around, message -> Objects.requireNonNull(running)
                .bridge()
                .publish(message));
        running = made;
        StageOutput output = made.output();
        Renewal renewal = new Renewal(vertx, nowMicros, () -> renew(made));
        OwnershipChanges moves = new OwnershipChanges();
        vertx.setPeriodic(settings.statusPeriod().toMillis(), timer -> sendStatus(made));
        vertx.setPeriodic(WATCHING_MILLIS, timer -> publishWatched(made.feed()));
        moves.look(membership.members(), settings.reports());
        membership.onChange(() -> context.runOnContext(nothing -> {
            if (moves.look(membership.members(), settings.reports())) {
                renewal.soon();
            }
        }));
        return listen(made, renewal)
                .compose(listening -> output.readSummaries())
                .compose(read -> output.readCompanies())
                .compose(read -> WebServer.listen(vertx, context, settings, made))
                .onSuccess(listening -> {
                    server = listening;
                    vertx.setPeriodic(settings.conflation().toMillis(), timer -> output.tick(made.api()));
                    output.readLastSignals();
                    publishWatched(made.feed());
                });
    }

    private Future<?> listen(WebParts made, Renewal renewal) {
        StageOutput output = made.output();
        return Future.all(
                bus.listen(Addresses.LIVE, output::live, renewal::soon),
                bus.listen(Addresses.SUMMARY, output::summaries, renewal::soon),
                bus.listen(Addresses.RAISED, output::raised, renewal::soon),
                bus.listen(Addresses.NOTIFICATIONS, output::notifications, renewal::soon),
                bus.listen(Addresses.HISTORY, loaded -> historyLoaded(made, loaded, renewal), renewal::soon));
    }

    @Override
    public Future<?> stop() {
        if (server == null || running == null) {
            return Future.succeededFuture();
        }
        running.bridge().close();
        return server.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
    }

    /** The port in use, which differs from the configured one only when that is 0. */
    public int port() {
        return server == null ? settings.port() : server.actualPort();
    }

    /** Reads again what a takeover or a broken connection may have lost, and starts a new feed so that pages do the same. */
    private void renew(WebParts made) {
        // An owner that died may have rebuilt a symbol's bars without publishing it.
        made.charts().forgetAll();
        made.output().readSummaries().onComplete(read -> {
            made.feed().renew();
            made.output().readLastSignals();
            made.studies().restart();
            sendStatus(made);
        });
    }

    /** All that was computed of the symbol is different now: it is read again, by the pages too. */
    private void historyLoaded(WebParts made, HistoryLoaded history, Renewal renewal) {
        made.charts().forget(history.symbol());
        made.status().historyLoaded(history, now());
        renewal.soon();
    }

    private void publishWatched(Feed feed) {
        bus.publish(Addresses.WATCHING, new Watching(membership.self(), true, feed.watchedSymbols()));
    }

    private void sendStatus(WebParts made) {
        long now = now();
        made.feed().status(made.status().next(made.feed(), made.bridge(), made.cluster(), now), now);
    }

    private long now() {
        return nowMicros.getAsLong();
    }
}
