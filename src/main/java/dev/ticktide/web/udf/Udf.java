package dev.ticktide.web.udf;

import dev.ticktide.http.Bulkhead;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.http.ResponseWriter;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.web.answer.Answers;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.chart.ChartData;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * TradingView's Universal Data Feed, so that other chart programs can read the same data: bars with the one that is still open,
 * signals as marks, news and economy as marks on the time scale. Times are UTC seconds. Errors are HTTP 200 with
 * {@code s: "error"}, as that protocol has it. Confined to one context.
 */
public final class Udf {

    private final LongSupplier nowMicros;
    private final Bulkhead large;
    private final UdfCall history;
    private final List<UdfCall> calls;

    /**
     * @param views what the owner of a symbol knows of it right now
     * @param large takes turns at making large answers
     */
    public Udf(
            List<Timeframe> timeframes,
            Store store,
            Board board,
            ChartData charts,
            Function<String, Future<SymbolView>> views,
            LongSupplier nowMicros,
            Context context,
            Bulkhead large) {
        this.nowMicros = nowMicros;
        this.large = large;
        UdfSymbols symbols = new UdfSymbols(board, views);
        history = new UdfHistory(timeframes, symbols, charts, context);
        calls = List.of(
                new UdfConfig(timeframes),
                new UdfSearch(symbols),
                new UdfSymbolInfo(timeframes, symbols, charts, context),
                new UdfQuotes(symbols),
                new UdfMarks(timeframes, symbols, store, context, large),
                new UdfTimescaleMarks(symbols, store, context, large));
    }

    public void mount(Router router) {
        ReadOnlyServer.route(router, "/time").handler(request -> request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Long.toString(nowMicros.getAsLong() / UdfQuery.MICROS)));
        calls.forEach(call -> mount(router, call.path(), request -> call.answer(query(request))));
        mount(
                router,
                history.path(),
                request -> large.<Object>take(() ->
                        ResponseWriter.isFull(request) || request.response().closed()
                                ? Future.failedFuture(ResponseWriter.overloaded())
                                : history.answer(query(request)).map(answer -> (Object) answer)));
    }

    private record Failed(String s, String errmsg) {}

    private static void mount(Router router, String path, Function<RoutingContext, Future<?>> call) {
        ReadOnlyServer.route(router, path).handler(request -> {
            try {
                call.apply(request)
                        .onSuccess(answer -> answer(request, answer))
                        .onFailure(failure -> failed(request, failure));
            } catch (UdfException e) {
                failed(request, e);
            }
        });
    }

    private static UdfQuery query(RoutingContext request) {
        return new UdfQuery(request.queryParams());
    }

    private static void answer(RoutingContext request, Object body) {
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Answers.end(request, body);
    }

    private static void failed(RoutingContext request, Throwable failure) {
        if (failure instanceof UdfException) {
            answer(request, new Failed("error", String.valueOf(failure.getMessage())));
        } else {
            Answers.failed(request, failure);
        }
    }
}
