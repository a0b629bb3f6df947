package dev.ticktide.web.rest.chart;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.view.Row;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The last closes of many symbols at once, on the finest timeframe with bars of their own. */
public final class Sparklines extends RestCall {

    private static final int MOST_SYMBOLS = 100;
    private static final int BARS = 40;

    private final Timeframe timeframe;
    private final Stocks stocks;
    private final ChartData charts;

    public Sparklines(List<Timeframe> timeframes, Stocks stocks, ChartData charts) {
        super("/sparklines", Set.of("symbols"));
        this.timeframe =
                timeframes.stream().filter(each -> !each.isRaw()).findFirst().orElse(Timeframe.RAW);
        this.stocks = stocks;
        this.charts = charts;
    }

    private record View(Timeframe timeframe, Map<String, List<Row>> lines) {}

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        Map<String, List<Row>> lines = new LinkedHashMap<>();
        List<Future<Void>> all = new ArrayList<>();
        for (String symbol : query.symbols(MOST_SYMBOLS)) {
            lines.put(symbol, List.of());
            Future<List<Bar>> read = stocks.on(charts.last(symbol, timeframe, BARS));
            all.add(read.compose(bars -> stocks.known(symbol, bars.isEmpty()))
                    .compose(known -> read)
                    .onSuccess(bars -> lines.put(
                            symbol, bars.stream().map(Sparklines::point).toList()))
                    .mapEmpty());
        }
        return Future.all(all).map(new View(timeframe, lines));
    }

    private static Row point(Bar bar) {
        return Row.of(bar.time(), List.of(new double[] {bar.close()}), 0);
    }
}
