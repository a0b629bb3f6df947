package dev.ticktide.web;

import dev.ticktide.market.Bar;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Candle;
import dev.ticktide.market.IndicatorName;
import dev.ticktide.market.LogEntry;
import dev.ticktide.market.Timeframe;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Closed bars with their indicators, from the store and, for the last moments, from what went by. */
final class ChartData {

    private final Store store;
    private final Board board;
    private final Overlay overlay;

    ChartData(Store store, Board board, Overlay overlay) {
        this.store = store;
        this.board = board;
        this.overlay = overlay;
    }

    /**
     * Bars, oldest first, each with a value per name.
     *
     * @param earlier how many bars before them were read; at least as many as the names need to warm up, if there are
     */
    record Rows(List<Bar> bars, List<double[]> columns, int earlier) {}

    /** Bars as they were received: on raw every candle, late ones too. */
    CompletionStage<List<Bar>> bars(String symbol, Timeframe timeframe, Store.Range range) {
        return bars(symbol, timeframe, range, true);
    }

    /** Candles as they were received, with their places in the log. */
    CompletionStage<List<LogEntry>> candles(String symbol, Store.Range range) {
        return store.candleEntries(symbol, range, true);
    }

    /** The newest closed bars, oldest first, as the live indicators saw them. */
    CompletionStage<List<Bar>> last(String symbol, Timeframe timeframe, int count) {
        return bars(symbol, timeframe, Store.Range.last(count), false);
    }

    private CompletionStage<List<Bar>> bars(String symbol, Timeframe timeframe, Store.Range range, boolean late) {
        if (timeframe.isRaw()) {
            return store.candles(symbol, range, late).thenApply(ChartData::raw);
        }
        List<BarUpdate> recent = board.recent(symbol, timeframe);
        return store.bars(symbol, timeframe, range).thenApply(stored -> merge(stored, recent, range));
    }

    /** The first closed bars after a time, oldest first, as the live indicators saw them. */
    CompletionStage<List<Bar>> after(String symbol, Timeframe timeframe, long time, int count) {
        return bars(symbol, timeframe, Store.Range.after(time, count), false);
    }

    CompletionStage<Rows> rows(String symbol, Timeframe timeframe, Store.Range range, List<IndicatorName> names) {
        return warmed(symbol, timeframe, range, names).thenApply(bars -> rows(bars, range, names));
    }

    /** The closed bars of a range and an open one behind them, with the values that it would have if it closed now. */
    CompletionStage<Rows> rowsWith(
            Bar open, String symbol, Timeframe timeframe, Store.Range range, List<IndicatorName> names) {
        return warmed(symbol, timeframe, range, names).thenApply(bars -> {
            List<Bar> all = new ArrayList<>(bars);
            all.add(open);
            return rows(all, new Store.Range(range.from(), range.to(), range.limit() + 1), names);
        });
    }

    /** The bars of a range and those before them that the names need to warm up. */
    private CompletionStage<List<Bar>> warmed(
            String symbol, Timeframe timeframe, Store.Range range, List<IndicatorName> names) {
        int before = overlay.warmUpBars(names);
        // The warm-up bars come before the range, so a lower bound is applied after they have been used.
        Store.Range wide = new Store.Range(Long.MIN_VALUE, range.to(), range.limit() + before);
        // Late candles made no bar when they came, so the live indicators know nothing of them.
        return bars(symbol, timeframe, wide, false);
    }

    private Rows rows(List<Bar> bars, Store.Range range, List<IndicatorName> names) {
        List<double[]> columns = overlay.compute(bars, names);
        int from = Math.max(0, bars.size() - range.limit());
        while (from < bars.size() && bars.get(from).time() < range.from()) {
            from++;
        }
        int first = from;
        return new Rows(
                bars.subList(first, bars.size()),
                columns.stream()
                        .map(column -> Arrays.copyOfRange(column, first, column.length))
                        .toList(),
                first);
    }

    private static List<Bar> raw(List<Candle> candles) {
        return candles.stream().map(Bar::of).toList();
    }

    private static List<Bar> merge(List<Bar> stored, List<BarUpdate> recent, Store.Range range) {
        long last = stored.isEmpty()
                ? Long.MIN_VALUE
                : stored.get(stored.size() - 1).time();
        List<Bar> bars = new ArrayList<>(stored);
        for (BarUpdate update : recent) {
            long time = update.bar().time();
            if (time > last && time >= range.from() && time < range.to()) {
                bars.add(update.bar());
            }
        }
        return range.cut(bars);
    }
}
