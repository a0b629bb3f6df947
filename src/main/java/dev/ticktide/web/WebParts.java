package dev.ticktide.web;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.http.Bulkhead;
import dev.ticktide.market.message.Watching;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.MarketRowExtras;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.feed.Bridge;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.feed.FeedMessage;
import dev.ticktide.web.feed.WebMetrics;
import dev.ticktide.web.feed.study.Studies;
import dev.ticktide.web.live.StageOutput;
import dev.ticktide.web.rest.Api;
import dev.ticktide.web.rest.ApiSettings;
import dev.ticktide.web.rest.ClusterState;
import dev.ticktide.web.udf.Udf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The parts of a running web stage, each given what it works with. Confined to one context. */
record WebParts(
        Feed feed,
        Bridge bridge,
        ChartData charts,
        Studies studies,
        Api api,
        Udf udf,
        ClusterState cluster,
        StageOutput output,
        StatusMessage status) {

    /** Large answers made at once; each takes some ten times its own size meanwhile. */
    private static final int LARGE_ANSWERS = 4;

    private static final int WAITING_FOR_LARGE = 12;

    /** Of the heap, for what live clients have not taken yet. */
    private static final int HEAP_SHARE = 8;

    /**
     * What lies around the stage.
     *
     * @param rules explain why a strategy raised a signal or did not
     * @param nowMicros the time of day, epoch microseconds
     */
    record Neighbours(
            Vertx vertx,
            Context context,
            Bus bus,
            Store store,
            Membership membership,
            Ownership indicatorOwners,
            StrategyExplainer rules,
            WebMetrics metrics,
            LongSupplier nowMicros) {

        long now() {
            return nowMicros.getAsLong();
        }

        private Api api(
                ApiSettings served, Board board, Feed feed, ChartData charts, ClusterState cluster, Bulkhead large) {
            return new Api(
                    served,
                    store,
                    bus,
                    indicatorOwners,
                    board,
                    feed,
                    charts,
                    rules,
                    cluster,
                    nowMicros,
                    context,
                    large);
        }

        private Udf udf(WebSettings settings, Board board, ChartData charts, Api api, Bulkhead large) {
            return new Udf(settings.timeframes(), store, board, charts, api::view, nowMicros, context, large);
        }
    }

    /** @param publish sends a message of the feed to all its listeners */
    static WebParts make(WebSettings settings, Neighbours around, Consumer<FeedMessage> publish) {
        Board board = new Board(new MarketRowExtras(settings.timeframes(), settings.indicators()));
        Feed feed = feed(settings, around, board, publish);
        ChartData charts = new ChartData(around.store, board);
        ClusterState cluster =
                new ClusterState(around.membership, settings.reports(), around.store, around.nowMicros, around.context);
        Bulkhead large = new Bulkhead(LARGE_ANSWERS, WAITING_FOR_LARGE);
        Api api = around.api(served(settings), board, feed, charts, cluster, large);
        Studies studies = studies(settings, around, charts, api);
        feed.studies(studies);
        return new WebParts(
                feed,
                bridge(settings, around, feed),
                charts,
                studies,
                api,
                around.udf(settings, board, charts, api, large),
                cluster,
                output(settings, around, board, feed, studies),
                new StatusMessage(settings, around.membership, board, around.metrics, around.now()));
    }

    private static Feed feed(WebSettings settings, Neighbours around, Board board, Consumer<FeedMessage> publish) {
        List<IndicatorColumn> columns = IndicatorColumn.of(settings.indicators());
        Feed feed = new Feed(
                settings.feedId(),
                columns.stream().map(IndicatorColumn::toString).toList(),
                columns.stream().map(each -> each.indicator().warmUp()).toList(),
                board,
                symbol -> around.bus.publish(
                        Addresses.WATCHING, new Watching(around.membership.self(), false, Set.of(symbol))),
                publish);
        feed.onBarsSent(arrival -> around.metrics.passed("web", around.now() - arrival));
        return feed;
    }

    private static Bridge bridge(WebSettings settings, Neighbours around, Feed feed) {
        long heap = Runtime.getRuntime().maxMemory();
        return new Bridge(
                around.vertx,
                feed,
                Bridge.LIMITS.within(settings.maxClients(), heap / HEAP_SHARE),
                around.metrics,
                around.nowMicros);
    }

    private static ApiSettings served(WebSettings settings) {
        return new ApiSettings(
                settings.timeframes(),
                settings.indicators(),
                settings.configuration(),
                settings.strategies(),
                settings.texts(),
                settings.admin() != null);
    }

    private static Studies studies(WebSettings settings, Neighbours around, ChartData charts, Api api) {
        return new Studies(
                (symbol, timeframe, name) ->
                        Future.fromCompletionStage(charts.study(symbol, timeframe, name), around.context),
                api::view,
                settings.timeframes());
    }

    private static StageOutput output(
            WebSettings settings, Neighbours around, Board board, Feed feed, Studies studies) {
        StageOutput.Sinks sinks = new StageOutput.Sinks(board, feed, studies, around.metrics, settings.texts());
        return new StageOutput(around.bus, around.store, around.membership, around.context, around.nowMicros, sinks);
    }
}
