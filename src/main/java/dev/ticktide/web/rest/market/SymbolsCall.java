package dev.ticktide.web.rest.market;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.view.MarketRowView;
import dev.ticktide.web.view.Millis;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Every stock with its newest price. */
public final class SymbolsCall extends RestCall {

    private final Board board;
    private final LongSupplier nowMicros;

    public SymbolsCall(Board board, LongSupplier nowMicros) {
        super("/symbols", Set.of());
        this.board = board;
        this.nowMicros = nowMicros;
    }

    private record Quote(
            @JsonUnwrapped MarketRowView row, @Nullable Long ageMs, long aheadMs) {}

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        long now = nowMicros.getAsLong();
        return Future.succeededFuture(
                board.summaries().stream().map(each -> quote(each, now)).toList());
    }

    private Quote quote(StockSummary summary, long now) {
        return new Quote(
                board.row(summary),
                Millis.age(summary.arrival(), now),
                Math.max(0, (summary.lastTime() - now) / 1_000));
    }
}
