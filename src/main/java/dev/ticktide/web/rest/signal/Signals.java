package dev.ticktide.web.rest.signal;

import dev.ticktide.http.ProblemException;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.view.SignalView;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** Signals, newest first. */
public final class Signals extends RestCall {

    private static final int STANDARD = 100;

    private final Stocks stocks;
    private final Store store;
    private final List<String> strategies;

    public Signals(Stocks stocks, Store store, List<String> strategies) {
        super("/signals", Set.of("symbol", "timeframe", "strategy", "side", "from", "limit", "cursor"));
        this.stocks = stocks;
        this.store = store;
        this.strategies = strategies;
    }

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        Store.SignalQuery filter = filter(query);
        Future<List<Store.StoredSignal>> read = stocks.on(store.signals(filter));
        return read.compose(found -> stocks.known(filter.symbol(), found.isEmpty()))
                .compose(known -> read)
                .map(found -> {
                    if (found.size() == filter.limit()) {
                        Signal last = found.get(found.size() - 1).signal();
                        long closedAt = last.barTime() + last.timeframe().micros();
                        next(request, new Store.PageKey(closedAt, last.id()));
                    }
                    return views(found);
                });
    }

    private Store.SignalQuery filter(Query query) {
        int limit = query.limit(STANDARD);
        String symbol = query.optionalSymbol();
        String strategy = query.text("strategy");
        if (strategy != null && !strategies.contains(strategy)) {
            throw new ProblemException(422, "unknown_strategy", "strategies are " + String.join(", ", strategies));
        }
        Timeframe timeframe = query.optionalTimeframe();
        return new Store.SignalQuery(
                symbol,
                timeframe == null ? null : stocks.known(timeframe),
                strategy,
                query.side(),
                query.time("from", Long.MIN_VALUE),
                query.cursor(),
                limit);
    }

    /** As the interface shows signals. */
    public static List<SignalView> views(List<Store.StoredSignal> found) {
        return found.stream()
                .map(each -> SignalView.of(each.signal(), each.scores()))
                .toList();
    }
}
