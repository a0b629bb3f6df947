package dev.ticktide.web.rest.chart;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.rest.signal.Signals;
import dev.ticktide.web.view.BarView;
import dev.ticktide.web.view.Row;
import dev.ticktide.web.view.SignalView;
import dev.ticktide.web.view.Views;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a chart needs at once, and from where to follow the live feed. */
public final class Snapshot extends RestCall {

    private static final int MOST_SIGNALS = 200;

    private final List<Timeframe> timeframes;
    private final List<IndicatorName> indicators;
    private final List<String> names;
    private final Stocks stocks;
    private final Store store;
    private final ChartData charts;
    private final Feed feed;
    private final LongSupplier nowMicros;

    public Snapshot(
            List<Timeframe> timeframes,
            List<IndicatorName> indicators,
            Stocks stocks,
            Store store,
            ChartData charts,
            Feed feed,
            LongSupplier nowMicros) {
        super("/snapshot", Set.of("symbol", "timeframe", "limit"));
        this.timeframes = timeframes;
        this.indicators = indicators;
        this.names = IndicatorColumn.of(indicators).stream()
                .map(IndicatorColumn::toString)
                .toList();
        this.stocks = stocks;
        this.store = store;
        this.charts = charts;
        this.feed = feed;
        this.nowMicros = nowMicros;
    }

    private record View(
            JsonNode feed,
            String symbol,
            Timeframe timeframe,
            List<Timeframe> timeframes,
            List<String> indicators,
            List<String> columns,
            List<Row> data,
            @Nullable OpenBar open,
            JsonNode warmup,
            List<SignalView> signals) {}

    /** The bar still open, with what its values would be if it closed now. */
    private record OpenBar(@JsonUnwrapped BarView bar, Map<String, Double> values) {}

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        String symbol = query.symbol();
        Timeframe timeframe = stocks.known(query.timeframe(timeframes.get(0)));
        Store.Range range = Store.Range.last(query.limit(CHART_BARS));
        // Before anything is read: what comes while we read is then applied again, never missed.
        JsonNode position = feed.position(symbol, nowMicros.getAsLong());
        Store.SignalQuery signals =
                new Store.SignalQuery(symbol, timeframe, null, null, Long.MIN_VALUE, null, MOST_SIGNALS);
        return stocks.view(symbol).compose(view -> stocks.on(charts.rows(symbol, timeframe, range, indicators))
                .compose(rows -> stocks.on(store.signals(signals)).map(found -> {
                    stocks.requireKnown(symbol, view);
                    return view(position, symbol, timeframe, view, rows, found);
                })));
    }

    private View view(
            JsonNode position,
            String symbol,
            Timeframe timeframe,
            SymbolView owner,
            ChartData.Rows rows,
            List<Store.StoredSignal> signals) {
        List<String> columns = new ArrayList<>(Candles.COLUMNS);
        columns.addAll(names);
        List<Row> data = IntStream.range(0, rows.bars().size())
                .mapToObj(i -> Row.of(rows.bars().get(i)).and(Row.values(rows.columns(), i)))
                .toList();
        return new View(
                position,
                symbol,
                timeframe,
                timeframes,
                names,
                columns,
                data,
                open(owner, timeframe),
                feed.warmup(Stocks.closedBars(owner, timeframe)),
                Signals.views(signals));
    }

    private @Nullable OpenBar open(SymbolView owner, Timeframe timeframe) {
        return owner.open().stream()
                .filter(update -> update.timeframe().equals(timeframe) && !update.closed())
                .findFirst()
                .map(update -> new OpenBar(BarView.of(update.bar()), Views.named(update.values(), names)))
                .orElse(null);
    }
}
