package dev.ticktide.web.rest.chart;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.view.Need;
import dev.ticktide.web.view.Row;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Values of indicators at closed bars. */
public final class Indicators extends RestCall {

    private final List<IndicatorName> configured;
    private final Stocks stocks;
    private final Board board;
    private final ChartData charts;

    public Indicators(List<IndicatorName> configured, Stocks stocks, Board board, ChartData charts) {
        super("/indicators", Set.of("symbol", "timeframe", "names", "from", "to", "limit"));
        this.configured = configured;
        this.stocks = stocks;
        this.board = board;
        this.charts = charts;
    }

    private record View(@JsonUnwrapped TableView table, Map<String, Need> warmup) {}

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        String symbol = query.symbol();
        Timeframe timeframe = stocks.known(query.timeframe(Timeframe.RAW));
        List<IndicatorName> names = query.indicators(configured);
        Store.Range range = query.range(CHART_BARS);
        return stocks.view(symbol).compose(view -> stocks.on(charts.rows(symbol, timeframe, range, names))
                .map(rows -> {
                    if (rows.bars().isEmpty() && board.summary(symbol) == null) {
                        stocks.requireKnown(symbol, view);
                    }
                    return view(symbol, timeframe, names, view, rows);
                }));
    }

    private static View view(
            String symbol, Timeframe timeframe, List<IndicatorName> names, SymbolView owner, ChartData.Rows rows) {
        List<String> columns = new ArrayList<>(List.of("time"));
        IndicatorColumn.of(names).forEach(column -> columns.add(column.toString()));
        List<Row> data = IntStream.range(0, rows.bars().size())
                .mapToObj(i -> Row.of(rows.bars().get(i).time(), rows.columns(), i))
                .toList();
        return new View(
                new TableView(symbol, timeframe, columns, data),
                Need.warmup(names, Stocks.closedBars(owner, timeframe)));
    }
}
