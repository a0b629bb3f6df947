package dev.ticktide.web.rest.market;

import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Market;
import dev.ticktide.web.view.StockView;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** The market and every stock, of the day and since ever. */
public final class Summary extends RestCall {

    private final Board board;

    public Summary(Board board) {
        super("/summary", Set.of());
        this.board = board;
    }

    private record View(Market.View market, List<StockView> stocks) {}

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        return Future.succeededFuture(new View(
                Market.view(board.summaries(), board),
                board.summaries().stream()
                        .map(each -> StockView.of(each, board.company(each.symbol())))
                        .toList()));
    }
}
