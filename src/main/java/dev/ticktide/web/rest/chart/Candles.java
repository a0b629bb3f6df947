package dev.ticktide.web.rest.chart;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ticktide.market.Candle;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.view.Row;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Closed bars of a stock, or on raw every candle. */
public final class Candles extends RestCall {

    static final List<String> COLUMNS = List.of("time", "open", "high", "low", "close", "volume");

    private static final List<String> RAW_COLUMNS =
            List.of("time", "open", "high", "low", "close", "volume", "late", "seq");

    private final Stocks stocks;
    private final ChartData charts;

    public Candles(Stocks stocks, ChartData charts) {
        super("/candles", Set.of("symbol", "timeframe", "from", "to", "limit"));
        this.stocks = stocks;
        this.charts = charts;
    }

    private record View(
            @JsonUnwrapped TableView table,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<Row> corrected) {}

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        String symbol = query.symbol();
        Timeframe timeframe = stocks.known(query.timeframe(Timeframe.RAW));
        if (timeframe.isRaw()) {
            Future<List<LogEntry>> entries = stocks.on(charts.candles(symbol, query.range(CHART_BARS)));
            return entries.compose(found -> stocks.known(symbol, found.isEmpty()))
                    .compose(known -> entries)
                    .compose(found -> stocks.on(charts.corrections(symbol, found))
                            .map(corrections -> raw(symbol, found, corrections)));
        }
        Future<List<Bar>> read = stocks.on(charts.bars(symbol, timeframe, query.range(CHART_BARS)));
        return read.compose(bars -> stocks.known(symbol, bars.isEmpty()))
                .compose(known -> read)
                .map(bars -> new View(
                        new TableView(
                                symbol,
                                timeframe,
                                COLUMNS,
                                bars.stream().map(Row::of).toList()),
                        null));
    }

    /**
     * With what one needs to make the bars of them: which came late, in which order all were taken, and for those that were
     * corrected what they were at first.
     */
    private static View raw(String symbol, List<LogEntry> entries, Map<Long, Candle> corrections) {
        List<Row> data = new ArrayList<>();
        List<Row> corrected = new ArrayList<>();
        for (LogEntry entry : entries) {
            Candle first = (Candle) entry.event();
            Candle candle = corrections.getOrDefault(first.time(), first);
            data.add(Row.of(Bar.of(candle)).and(json -> {
                json.writeBoolean(entry.late());
                json.writeNumber(entry.seq());
            }));
            if (!candle.equals(first)) {
                corrected.add(Row.of(Bar.of(first)));
            }
        }
        return new View(new TableView(symbol, Timeframe.RAW, RAW_COLUMNS, data), corrected);
    }
}
