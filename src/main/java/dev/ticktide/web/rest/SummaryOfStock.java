package dev.ticktide.web.rest;

import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.view.StockView;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** One stock, of the day and since ever. */
final class SummaryOfStock extends RestCall {

    private final Board board;

    SummaryOfStock(Board board) {
        super("/summary/:symbol", Set.of());
        this.board = board;
    }

    @Override
    Future<?> answer(Query query, RoutingContext request) {
        String symbol = Query.symbol(request.pathParam("symbol"));
        StockSummary summary = board.summary(symbol);
        if (summary == null) {
            throw Stocks.unknown();
        }
        return Future.succeededFuture(StockView.of(summary, board.company(symbol)));
    }
}
