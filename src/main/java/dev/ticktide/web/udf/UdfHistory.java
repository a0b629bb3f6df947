package dev.ticktide.web.udf;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.web.chart.ChartData;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Bars with the one that is still open. */
final class UdfHistory extends UdfCall {

    private static final int MOST_BARS = 10_000;

    private final List<Timeframe> timeframes;
    private final UdfSymbols symbols;
    private final ChartData charts;
    private final Context context;

    UdfHistory(List<Timeframe> timeframes, UdfSymbols symbols, ChartData charts, Context context) {
        super("/history");
        this.timeframes = timeframes;
        this.symbols = symbols;
        this.charts = charts;
        this.context = context;
    }

    private record Bars(String s, long[] t, double[] o, double[] h, double[] l, double[] c, double[] v) {

        static Bars of(List<Bar> bars) {
            return new Bars(
                    "ok",
                    bars.stream().mapToLong(bar -> bar.time() / UdfQuery.MICROS).toArray(),
                    column(bars, Bar::open),
                    column(bars, Bar::high),
                    column(bars, Bar::low),
                    column(bars, Bar::close),
                    column(bars, Bar::volume));
        }

        private static double[] column(List<Bar> bars, ToDoubleFunction<Bar> value) {
            return bars.stream().mapToDouble(value).toArray();
        }
    }

    /** With the time of the newest bar before the range, if there is one, so that the chart knows where to look. */
    private record NoData(
            String s,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long nextTime) {}

    @Override
    Future<?> answer(UdfQuery query) {
        return symbols.known(query).compose(symbol -> bars(symbol, query));
    }

    private Future<Object> bars(String symbol, UdfQuery query) {
        Timeframe timeframe = query.resolution(timeframes);
        Store.Range range = range(query);
        return on(charts.bars(symbol, timeframe, range)).compose(closed -> symbols.view(symbol)
                .map(view -> withOpen(closed, view, timeframe, range))
                // The symbol's partition is moving to another owner; its closed bars can be read anyway.
                .otherwise(closed)
                .compose(bars -> bars.isEmpty()
                        ? noData(symbol, timeframe, range)
                        : Future.succeededFuture((Object) Bars.of(bars))));
    }

    private static Store.Range range(UdfQuery query) {
        long from = query.seconds("from", Long.MIN_VALUE);
        long to = query.seconds("to", Long.MAX_VALUE);
        int count = Math.min(MOST_BARS, query.whole("countback", 0));
        if (count == 0 && from > to) {
            throw new UdfException("from is later than to");
        }
        // The library asks by count and sends from only for servers that don't support count.
        return count > 0 ? new Store.Range(Long.MIN_VALUE, to, count) : new Store.Range(from, to, MOST_BARS);
    }

    private static List<Bar> withOpen(List<Bar> closed, SymbolView view, Timeframe timeframe, Store.Range range) {
        List<Bar> bars = new ArrayList<>(closed);
        long last = closed.isEmpty()
                ? Long.MIN_VALUE
                : closed.get(closed.size() - 1).time();
        view.open().stream()
                .filter(update -> !update.closed() && update.timeframe().equals(timeframe))
                .map(update -> update.bar())
                .filter(bar -> bar.time() > last && bar.time() >= range.from() && bar.time() < range.to())
                .forEach(bars::add);
        return bars.size() > range.limit() ? bars.subList(bars.size() - range.limit(), bars.size()) : bars;
    }

    private Future<Object> noData(String symbol, Timeframe timeframe, Store.Range range) {
        if (range.from() == Long.MIN_VALUE) {
            return Future.succeededFuture(new NoData("no_data", null));
        }
        return on(charts.bars(symbol, timeframe, new Store.Range(Long.MIN_VALUE, range.from(), 1)))
                .map(before -> new NoData(
                        "no_data",
                        before.isEmpty() ? null : (Long) (before.get(0).time() / UdfQuery.MICROS)));
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
