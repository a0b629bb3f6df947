package dev.ticktide.web.rest.market;

import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.view.StockView;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** One stock, of the day and since ever. */
public final class SummaryOfStock extends RestCall {

    private final Board board;

    public SummaryOfStock(Board board) {
        super("/summary/:symbol", Set.of());
        this.board = board;
    }

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        String symbol = Query.symbol(request.pathParam("symbol"));
        StockSummary summary = board.summary(symbol);
        if (summary == null) {
            throw Stocks.unknown();
        }
        return Future.succeededFuture(StockView.of(summary, board.company(symbol)));
    }
}
