package dev.ticktide.web.rest.market;

import dev.ticktide.market.Metadata;
import dev.ticktide.store.Store;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.view.FactView;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** News, orders, company and economic figures, newest first. */
public final class Facts extends RestCall {

    private static final int STANDARD = 50;

    private final Stocks stocks;
    private final Store store;

    public Facts(Stocks stocks, Store store) {
        super("/metadata", Set.of("symbol", "type", "limit"));
        this.stocks = stocks;
        this.store = store;
    }

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        String symbol = query.optionalSymbol();
        Future<List<Metadata>> read = stocks.on(store.metadata(symbol, query.metadataType(), query.limit(STANDARD)));
        // Economic indicators concern every symbol, so an unknown symbol may have some.
        return read.compose(found -> stocks.known(symbol, true))
                .compose(known -> read)
                .map(found -> found.stream().map(FactView::of).toList());
    }
}
