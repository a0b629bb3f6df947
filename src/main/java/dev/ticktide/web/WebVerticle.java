package dev.ticktide.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Stage;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.http.Bulkhead;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.market.HistoryLoaded;
import dev.ticktide.market.LiveUpdate;
import dev.ticktide.market.NotificationUpdate;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalsRaised;
import dev.ticktide.market.StockSummary;
import dev.ticktide.market.SummaryQuery;
import dev.ticktide.market.SummaryUpdate;
import dev.ticktide.market.Watching;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.web.answer.Answers;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.board.MarketRowExtras;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.feed.Bridge;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.feed.Studies;
import dev.ticktide.web.feed.WebMetrics;
import dev.ticktide.web.rest.Api;
import dev.ticktide.web.rest.ApiDescription;
import dev.ticktide.web.rest.ApiSettings;
import dev.ticktide.web.rest.ClusterState;
import dev.ticktide.web.udf.Udf;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the dashboard's page, the REST interface, health, metrics and the live feed; takes what the stages publish, keeps
 * the newest of it and passes it on at its own pace.
 */
public final class WebVerticle extends VerticleBase {

    private static final long STATUS_MILLIS = 1_000;
    private static final long WATCHING_MILLIS = 1_000;
    /** Without a further move for so long, all of a takeover's are over. */
    private static final long SETTLED_MILLIS = 600;

    private static final long MOST_MOVES_MICROS = 2_000_000;
    private static final long SUMMARIES_MILLIS = 1_000;
    private static final long NO_TIMER = -1;
    /** Symbols per tick whose state is asked for after the start: thousands within seconds, without a noticeable load. */
    private static final int HIGHLIGHTS = 64;

    /** Of the symbols that are ahead of the clock. */
    private static final int NAMED_AHEAD = 5;

    private static final int LOADED = 5;
    private static final int LAST_SIGNALS = 2_000;
    private static final int GRACE_SECONDS = 2;
    static final int SEND_BUFFER_BYTES = 128 * 1024;
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
    private final OwnershipChanges moves = new OwnershipChanges();
    /** The last loads of history, newest first. */
    private final Deque<ObjectNode> loaded = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init") // Set in start(), which Vert.x calls before anything else.
    private Feed feed;

    @SuppressWarnings("NullAway.Init")
    private Bridge bridge;

    @SuppressWarnings("NullAway.Init")
    private ChartData charts;

    @SuppressWarnings("NullAway.Init")
    private Studies studies;

    @SuppressWarnings("NullAway.Init")
    private Api api;

    @SuppressWarnings("NullAway.Init")
    private ClusterState cluster;

    private @Nullable HttpServer server;
    private long startedAt;
    private long eventsAtLastStatus;
    private boolean readingCompanies;
    private long movedSince;
    private long renewal = NO_TIMER;

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
        startedAt = now();
        List<IndicatorColumn> indicators = IndicatorColumn.of(settings.indicators());
        feed = new Feed(
                settings.feedId(),
                indicators.stream().map(IndicatorColumn::toString).toList(),
                indicators.stream().map(each -> each.indicator().warmUp()).toList(),
                board,
                symbol -> bus.publish(Addresses.WATCHING, new Watching(membership.self(), false, Set.of(symbol))),
                message -> bridge.publish(message));
        charts = new ChartData(store, board);
        studies = new Studies(
                (symbol, timeframe, name) -> Future.fromCompletionStage(charts.study(symbol, timeframe, name), context),
                symbol -> api.view(symbol),
                settings.timeframes());
        feed.studies(studies);
        feed.told(arrival -> metrics.passed("web", now() - arrival));
        bridge = new Bridge(
                vertx,
                feed,
                Bridge.LIMITS.within(settings.maxClients(), Runtime.getRuntime().maxMemory() / HEAP_SHARE),
                metrics,
                nowMicros);
        vertx.setPeriodic(STATUS_MILLIS, timer -> feed.status(status(), now()));
        vertx.setPeriodic(WATCHING_MILLIS, timer -> tellWatching());
        moves.look(membership.members(), settings.reports());
        membership.onChange(() -> context.runOnContext(nothing -> lookForMoves()));
        return Future.all(
                        bus.listen(Addresses.LIVE, this::live, this::renewSoon),
                        bus.listen(Addresses.SUMMARY, this::summaries, this::renewSoon),
                        bus.listen(Addresses.RAISED, this::raised, this::renewSoon),
                        bus.listen(Addresses.NOTIFICATIONS, this::notifications, this::renewSoon),
                        bus.listen(Addresses.HISTORY, this::historyLoaded, this::renewSoon))
                .compose(heard -> readSummaries())
                .compose(read -> readCompanies())
                .compose(read -> listen())
                .onSuccess(listening -> {
                    // Asks the interface, which is there only now.
                    vertx.setPeriodic(settings.conflation().toMillis(), timer -> tick());
                    readLastSignals();
                    tellWatching();
                });
    }

    @Override
    public Future<?> stop() {
        if (server == null) {
            return Future.succeededFuture();
        }
        bridge.close();
        return server.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
    }

    /** The port in use, which differs from the configured one only when that is 0. */
    public int port() {
        return server == null ? settings.port() : server.actualPort();
    }

    private Future<HttpServer> listen() {
        ReadOnlyServer http = new ReadOnlyServer(
                vertx, settings.bounds().connections(), settings.bounds().connectionsOfAnAddress());
        HttpServerOptions options = ReadOnlyServer.options()
                // What a kernel holds for a client that does not read is as old as it is much.
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setCompressionSupported(true);
        Router router = router(http);
        return Admin.listen(vertx, settings, cluster)
                .compose(admin -> http.listen(options, router, settings.port(), settings.host()))
                .onSuccess(listening -> server = listening);
    }

    private Router router(ReadOnlyServer http) {
        Router router = http.router();
        router.route().handler(new Guard(settings.allowedHosts(), settings.chartOrigins())::check);
        Health.mount(router, settings);
        new ApiDescription(context).mount(router);
        router.route("/eventbus/*").subRouter(bridge.router());
        Router calls = Router.router(vertx);
        cluster = new ClusterState(membership, settings.reports(), store, nowMicros, context);
        Bulkhead large = new Bulkhead(LARGE_ANSWERS, WAITING_FOR_LARGE);
        ApiSettings served = new ApiSettings(
                settings.timeframes(),
                settings.indicators(),
                settings.configuration(),
                settings.strategies(),
                settings.texts(),
                settings.admin() != null);
        api = new Api(
                served, store, bus, indicatorOwners, board, feed, charts, rules, cluster, nowMicros, context, large);
        api.mount(calls);
        router.route("/api/v1/*").subRouter(calls);
        Router udf = Router.router(vertx);
        new Udf(settings.timeframes(), store, board, charts, api::view, nowMicros, context, large).mount(udf);
        router.route("/udf/*").subRouter(udf);
        router.route("/api/*")
                .handler(request -> Answers.problem(
                        request, 404, "not_found", "there is no such call; /api/v1/openapi.json lists them"));
        router.route().handler(Assets::check);
        router.route()
                .handler(StaticHandler.create("webroot")
                        .setCachingEnabled(false)
                        .setDirectoryListing(false)
                        .setIncludeHidden(false)
                        .setIndexPage("index.html"));
        router.route().handler(request -> Answers.problem(request, 404, "not_found", "there is nothing here"));
        router.route().failureHandler(Answers::failed);
        return router;
    }

    private Future<?> readSummaries() {
        List<Future<SummaryUpdate>> answers = membership.nodes(Stage.AGGREGATE).stream()
                .map(node -> bus.request(Addresses.summaries(node), new SummaryQuery()))
                .toList();
        answers.forEach(answer -> answer.onSuccess(this::summaries));
        // A node that does not answer will be replaced by another, which publishes everything it takes over.
        return Future.join(answers)
                .timeout(SUMMARIES_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private void lookForMoves() {
        if (moves.look(membership.members(), settings.reports())) {
            renewSoon();
        }
    }

    private void renewSoon() {
        if (renewal == NO_TIMER) {
            movedSince = now();
        } else if (now() - movedSince > MOST_MOVES_MICROS || !vertx.cancelTimer(renewal)) {
            return;
        }
        renewal = vertx.setTimer(SETTLED_MILLIS, timer -> {
            renewal = NO_TIMER;
            renew();
        });
    }

    /** Reads again what a takeover or a broken connection may have lost, and starts a new feed so that pages do the same. */
    private void renew() {
        // An owner that died may have rebuilt a symbol's bars without publishing it.
        charts.forgetAll();
        readSummaries().onComplete(read -> {
            feed.renew();
            readLastSignals();
            studies.restart();
            feed.status(status(), now());
        });
    }

    private Future<?> readCompanies() {
        readingCompanies = true;
        return Future.fromCompletionStage(store.symbols(), context)
                .onSuccess(board::companies)
                .onComplete(done -> readingCompanies = false);
    }

    /** The newest signals of all stocks at once; one that has raised none for longer shows its next one. */
    private void readLastSignals() {
        Store.SignalQuery newest = new Store.SignalQuery(null, null, null, null, Long.MIN_VALUE, null, LAST_SIGNALS);
        Future.fromCompletionStage(store.signals(newest), context)
                .onSuccess(found -> found.forEach(each -> lastSignal(each.signal())));
    }

    private void lastSignal(Signal signal) {
        if (board.highlights().signal(signal)) {
            feed.summaryChanged(signal.symbol());
        }
    }

    /** Stocks that have traded nothing since this node began are asked for at their owners. */
    private void askForHighlights() {
        for (String symbol : board.highlights().unknown(board.symbols(), HIGHLIGHTS)) {
            api.view(symbol)
                    .onSuccess(view -> {
                        view.open().forEach(board.highlights()::bar);
                        feed.summaryChanged(symbol);
                    })
                    .onFailure(failure -> board.highlights().askAgain(symbol));
        }
    }

    /** Bars first: a study's value is of a bar that the page then has. */
    private void tick() {
        askForHighlights();
        long now = now();
        feed.tick(now);
        studies.tick((address, values) -> feed.study(address, values, now));
    }

    private void live(LiveUpdate update) {
        long now = now();
        board.counted(update.events(), update.newestArrival(), now);
        update.bars().forEach(bar -> {
            if (bar.closed()) {
                board.closed(bar, now);
            }
            metrics.passed("indicator", now - bar.arrival());
            feed.bar(bar);
            studies.bar(bar);
            if (board.highlights().bar(bar)) {
                feed.summaryChanged(bar.symbol());
            }
        });
        update.metadata().forEach(feed::metadata);
    }

    private void tellWatching() {
        bus.publish(Addresses.WATCHING, new Watching(membership.self(), true, feed.watchedSymbols()));
    }

    private void summaries(SummaryUpdate update) {
        long now = now();
        for (StockSummary summary : update.summaries()) {
            if (board.summary(summary, now)) {
                feed.summaryChanged(summary.symbol());
            }
        }
        if (feed.hasSignalWatchers()) {
            update.scores().stream().map(score -> score.signalId()).distinct().forEach(this::sendScores);
        }
        if (board.lacksCompanies() && !readingCompanies) {
            readCompanies();
        }
    }

    private void sendScores(String signalId) {
        Future.fromCompletionStage(store.signal(signalId), context)
                .onSuccess(found -> found.ifPresent(
                        stored -> feed.score(signalId, stored.signal().symbol(), stored.scores(), now())));
    }

    /** All that was computed of the symbol is another now: it is read anew, by the pages too. */
    private void historyLoaded(HistoryLoaded history) {
        charts.forget(history.symbol());
        ObjectNode row = Json.object()
                .put("symbol", history.symbol())
                .put("candles", history.candles())
                .put("signals", history.signals());
        Json.time(row, "at", now());
        loaded.addFirst(row);
        while (loaded.size() > LOADED) {
            loaded.removeLast();
        }
        renewSoon();
    }

    private void raised(SignalsRaised raised) {
        long now = now();
        raised.signals().forEach(signal -> {
            metrics.passed("signal", now - signal.generatedAt());
            feed.signal(signal, now);
            lastSignal(signal);
        });
    }

    private void notifications(NotificationUpdate update) {
        long now = now();
        update.notifications().forEach(row -> feed.notification(row, settings.texts(), now));
    }

    private ObjectNode status() {
        long now = now();
        ObjectNode node = Json.object();
        node.put("uptimeMs", (now - startedAt) / 1_000);
        node.put("events", board.events());
        node.put("eventsPerSecond", board.events() - eventsAtLastStatus);
        eventsAtLastStatus = board.events();
        List<String> ahead = board.ahead(now);
        Json.optionalTime(node, "dataTime", board.newestTime());
        Json.optionalTime(node, "dataArrived", board.newestArrival());
        Json.age(node, "dataAgeMs", board.newestArrival(), now);
        node.put("ahead", ahead.size());
        ArrayNode some = node.putArray("aheadSymbols");
        ahead.stream().limit(NAMED_AHEAD).forEach(some::add);
        node.put("clients", bridge.clients());
        node.put("nodes", membership.members().size());
        node.set("members", cluster.members());
        node.set("filling", cluster.fillings());
        node.putArray("loaded").addAll(loaded);
        Readiness readiness = settings.readiness().get();
        node.put("ready", readiness.ready());
        node.put("waiting", readiness.ready() ? null : readiness.detail());
        node.put("damage", readiness.damage());
        node.put("version", settings.version());
        node.set("seqs", feed.seqs());
        node.put("conflation", feed.conflation());
        ObjectNode latency = node.putObject("latency");
        metrics.latencies().forEach((stage, taken) -> {
            if (taken.count() > 0) {
                latency.putObject(stage).put("p50", taken.p50()).put("p99", taken.p99());
            }
        });
        return node;
    }

    private long now() {
        return nowMicros.getAsLong();
    }
}
