package dev.ticktide.web.rest;

import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.http.Bulkhead;
import dev.ticktide.http.ProblemException;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.http.ResponseWriter;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.web.answer.Answers;
import dev.ticktide.web.answer.JsonBodies;
import dev.ticktide.web.answer.PostCall;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.rest.chart.Candles;
import dev.ticktide.web.rest.chart.IndicatorCatalog;
import dev.ticktide.web.rest.chart.Indicators;
import dev.ticktide.web.rest.chart.Snapshot;
import dev.ticktide.web.rest.chart.Sparklines;
import dev.ticktide.web.rest.formula.FormulaCheck;
import dev.ticktide.web.rest.formula.FormulaPreview;
import dev.ticktide.web.rest.formula.FormulaWords;
import dev.ticktide.web.rest.market.Facts;
import dev.ticktide.web.rest.market.Summary;
import dev.ticktide.web.rest.market.SummaryOfStock;
import dev.ticktide.web.rest.market.SymbolsCall;
import dev.ticktide.web.rest.signal.BarReasons;
import dev.ticktide.web.rest.signal.Explain;
import dev.ticktide.web.rest.signal.Notifications;
import dev.ticktide.web.rest.signal.SignalById;
import dev.ticktide.web.rest.signal.Signals;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The calls of the REST interface, in one list; {@code openapi.yaml} describes them. Confined to one context. */
public final class Api {

    /** Rows beyond which an answer is large. */
    private static final int LARGE = 1_000;

    private final boolean hasAdminPort;
    private final Stocks stocks;
    private final Bulkhead large;
    private final List<RestCall> calls;
    private final List<RestCall> operators;

    /** @param large takes turns at making large answers */
    public Api(
            ApiSettings settings,
            Store store,
            Bus bus,
            Ownership indicatorOwners,
            Board board,
            Feed feed,
            ChartData charts,
            StrategyExplainer rules,
            ClusterState cluster,
            LongSupplier nowMicros,
            Context context,
            Bulkhead large) {
        this.hasAdminPort = settings.hasAdminPort();
        this.large = large;
        stocks = new Stocks(settings.timeframes(), store, bus, indicatorOwners, board, context);
        JsonBodies bodies = new JsonBodies(context);
        BarReasons reasons = new BarReasons(store, charts, board, rules, stocks::view, nowMicros, context);
        calls = List.of(
                new Ping(),
                new SymbolsCall(board, nowMicros),
                new Candles(stocks, charts),
                new Indicators(settings.indicators(), stocks, board, charts),
                new IndicatorCatalog(),
                new Signals(stocks, store, rules.strategies()),
                new Sparklines(settings.timeframes(), stocks, charts),
                new Explain(stocks, rules.strategies(), reasons),
                new SignalById(stocks, store, reasons),
                new Facts(stocks, store),
                new Summary(board),
                new SummaryOfStock(board),
                new StrategiesCall(settings.strategies()),
                new Notifications(stocks, store, settings.texts()),
                new Snapshot(settings.timeframes(), settings.indicators(), stocks, store, charts, feed, nowMicros),
                new FormulaWords(),
                new FormulaCheck(bodies, context),
                new FormulaPreview(bodies, stocks, charts, context));
        operators = List.of(new ClusterCall(cluster), new Configuration(settings.configuration()));
    }

    public void mount(Router router) {
        calls.forEach(call -> mount(router, call));
        for (RestCall call : operators) {
            if (hasAdminPort) {
                ReadOnlyServer.route(router, call.path()).handler(Answers::adminOnly);
            } else {
                mount(router, call);
            }
        }
    }

    /** The paths of the calls that take POST and nothing else. */
    public Set<String> posted() {
        return calls.stream()
                .filter(PostCall.class::isInstance)
                .map(call -> "/api/v1" + call.path())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What the owner of a symbol knows of it right now. */
    public Future<SymbolView> view(String symbol) {
        return stocks.view(symbol);
    }

    private void mount(Router router, RestCall call) {
        Route route = call instanceof PostCall
                ? router.route(HttpMethod.POST, call.path())
                : ReadOnlyServer.route(router, call.path());
        route.handler(request -> {
            try {
                Query query = new Query(request.queryParams(), call.parameters());
                Answers.json(request, inTurn(query, request, call));
            } catch (ProblemException e) {
                Answers.failed(request, e);
            }
        });
    }

    /** A large answer takes so much memory while it is made that few are made at once. */
    private Future<?> inTurn(Query query, RoutingContext request, RestCall call) {
        if (query.limit(RestCall.CHART_BARS) <= LARGE) {
            return call.answer(query, request);
        }
        return large.<Object>take(
                () -> ResponseWriter.isFull(request) || request.response().closed()
                        ? Future.failedFuture(ResponseWriter.overloaded())
                        : call.answer(query, request).map(answer -> (Object) answer));
    }
}
