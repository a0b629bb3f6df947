package dev.ticktide.web;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.http.Bulkhead;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.market.message.HistoryLoaded;
import dev.ticktide.market.message.Watching;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.MarketRowExtras;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.feed.Bridge;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.feed.Studies;
import dev.ticktide.web.feed.WebMetrics;
import dev.ticktide.web.rest.Api;
import dev.ticktide.web.rest.ApiSettings;
import dev.ticktide.web.rest.ClusterState;
import dev.ticktide.web.udf.Udf;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the dashboard's page, the REST interface, health, metrics and the live feed; takes what the stages publish, keeps
 * the newest of it and passes it on at its own pace.
 */
public final class WebVerticle extends VerticleBase {

    /** What a kernel holds for a client that does not read is as old as it is much. */
    static final int SEND_BUFFER_BYTES = 128 * 1024;

    private static final long STATUS_MILLIS = 1_000;
    private static final long WATCHING_MILLIS = 1_000;
    private static final int GRACE_SECONDS = 2;
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;

    /** Made at once; each takes some ten times its own size meanwhile. */
    private static final int LARGE_ANSWERS = 4;

    private static final int WAITING_FOR_LARGE = 12;

    /** Of the heap, for what live clients have not taken yet. */
    private static final int HEAP_SHARE = 8;

    private final WebSettings settings;
    private final Bus bus;
    private final Store store;
    private final Membership membership;
    private final Ownership indicatorOwners;
    private final StrategyExplainer rules;
    private final LongSupplier nowMicros;
    private final WebMetrics metrics;
    private final Board board;
    private @Nullable Running running;
    private @Nullable HttpServer server;

    /** What {@link #start} makes. */
    private record Running(
            Feed feed,
            Bridge bridge,
            ChartData charts,
            Studies studies,
            Api api,
            Udf udf,
            ClusterState cluster,
            StageOutput output,
            StatusMessage status) {}

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
        this.board = new Board(new MarketRowExtras(settings.timeframes(), settings.indicators()));
    }

    @Override
    public Future<?> start() {
        Running made = make();
        running = made;
        StageOutput output = made.output;
        Renewal renewal = new Renewal(vertx, nowMicros, () -> renew(made));
        OwnershipChanges moves = new OwnershipChanges();
        vertx.setPeriodic(STATUS_MILLIS, timer -> sendStatus(made));
        vertx.setPeriodic(WATCHING_MILLIS, timer -> publishWatched(made.feed));
        moves.look(membership.members(), settings.reports());
        membership.onChange(() -> context.runOnContext(nothing -> {
            if (moves.look(membership.members(), settings.reports())) {
                renewal.soon();
            }
        }));
        return Future.all(
                        bus.listen(Addresses.LIVE, output::live, renewal::soon),
                        bus.listen(Addresses.SUMMARY, output::summaries, renewal::soon),
                        bus.listen(Addresses.RAISED, output::raised, renewal::soon),
                        bus.listen(Addresses.NOTIFICATIONS, output::notifications, renewal::soon),
                        bus.listen(Addresses.HISTORY, loaded -> historyLoaded(made, loaded, renewal), renewal::soon))
                .compose(listening -> output.readSummaries())
                .compose(read -> output.readCompanies())
                .compose(read -> listen(made))
                .onSuccess(listening -> {
                    server = listening;
                    vertx.setPeriodic(settings.conflation().toMillis(), timer -> output.tick(made.api));
                    output.readLastSignals();
                    publishWatched(made.feed);
                });
    }

    @Override
    public Future<?> stop() {
        if (server == null || running == null) {
            return Future.succeededFuture();
        }
        running.bridge.close();
        return server.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
    }

    /** The port in use, which differs from the configured one only when that is 0. */
    public int port() {
        return server == null ? settings.port() : server.actualPort();
    }

    private Running make() {
        List<IndicatorColumn> columns = IndicatorColumn.of(settings.indicators());
        Feed feed = new Feed(
                settings.feedId(),
                columns.stream().map(IndicatorColumn::toString).toList(),
                columns.stream().map(each -> each.indicator().warmUp()).toList(),
                board,
                symbol -> bus.publish(Addresses.WATCHING, new Watching(membership.self(), false, Set.of(symbol))),
                message -> Objects.requireNonNull(running).bridge.publish(message));
        Bridge bridge = new Bridge(
                vertx,
                feed,
                Bridge.LIMITS.within(settings.maxClients(), Runtime.getRuntime().maxMemory() / HEAP_SHARE),
                metrics,
                nowMicros);
        ChartData charts = new ChartData(store, board);
        ClusterState cluster = new ClusterState(membership, settings.reports(), store, nowMicros, context);
        Bulkhead large = new Bulkhead(LARGE_ANSWERS, WAITING_FOR_LARGE);
        ApiSettings served = new ApiSettings(
                settings.timeframes(),
                settings.indicators(),
                settings.configuration(),
                settings.strategies(),
                settings.texts(),
                settings.admin() != null);
        Api api = new Api(
                served, store, bus, indicatorOwners, board, feed, charts, rules, cluster, nowMicros, context, large);
        Studies studies = new Studies(
                (symbol, timeframe, name) -> Future.fromCompletionStage(charts.study(symbol, timeframe, name), context),
                api::view,
                settings.timeframes());
        feed.studies(studies);
        feed.told(arrival -> metrics.passed("web", now() - arrival));
        StageOutput.Sinks sinks = new StageOutput.Sinks(board, feed, studies, metrics, settings.texts());
        return new Running(
                feed,
                bridge,
                charts,
                studies,
                api,
                new Udf(settings.timeframes(), store, board, charts, api::view, nowMicros, context, large),
                cluster,
                new StageOutput(bus, store, membership, context, nowMicros, sinks),
                new StatusMessage(settings, membership, board, metrics, now()));
    }

    private Future<HttpServer> listen(Running made) {
        ReadOnlyServer http = new ReadOnlyServer(
                vertx, settings.bounds().connections(), settings.bounds().connectionsOfAnAddress());
        HttpServerOptions options = ReadOnlyServer.options()
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setCompressionSupported(true);
        Router router = http.router();
        WebRoutes.mount(router, vertx, context, settings, made.bridge, made.api, made.udf);
        return Admin.listen(vertx, settings, made.cluster)
                .compose(admin -> http.listen(options, router, settings.port(), settings.host()));
    }

    /** Reads again what a takeover or a broken connection may have lost, and starts a new feed so that pages do the same. */
    private void renew(Running made) {
        // An owner that died may have rebuilt a symbol's bars without publishing it.
        made.charts.forgetAll();
        made.output.readSummaries().onComplete(read -> {
            made.feed.renew();
            made.output.readLastSignals();
            made.studies.restart();
            sendStatus(made);
        });
    }

    /** All that was computed of the symbol is different now: it is read again, by the pages too. */
    private void historyLoaded(Running made, HistoryLoaded history, Renewal renewal) {
        made.charts.forget(history.symbol());
        made.status.historyLoaded(history, now());
        renewal.soon();
    }

    private void publishWatched(Feed feed) {
        bus.publish(Addresses.WATCHING, new Watching(membership.self(), true, feed.watchedSymbols()));
    }

    private void sendStatus(Running made) {
        long now = now();
        made.feed.status(made.status.next(made.feed, made.bridge, made.cluster, now), now);
    }

    private long now() {
        return nowMicros.getAsLong();
    }
}
