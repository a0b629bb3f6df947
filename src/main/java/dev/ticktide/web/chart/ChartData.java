package dev.ticktide.web.chart;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.Candle;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.web.board.Board;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Closed bars with their indicators, from the store and, for the last seconds, from the bars that this node received.
 * Thread-safe; results complete on the store's threads, and fail as the store does.
 */
public final class ChartData {

    private final Store store;
    private final Board board;
    private final PastStates past;

    /** @param board bars that closed in the last seconds, which the store may not have yet */
    public ChartData(Store store, Board board) {
        this.store = store;
        this.board = board;
        this.past = new PastStates(store, (symbol, timeframe, range) -> bars(symbol, timeframe, range, false));
    }

    /**
     * Bars, oldest first, each with a value per name.
     *
     * @param columns one per {@link IndicatorColumn}, each as long as {@code bars}; {@code NaN} while warming up
     * @param earlier how many bars of the series there were before them
     */
    public record Rows(List<Bar> bars, List<double[]> columns, long earlier) {}

    /** Bars as they were received: on raw every candle, late ones too. */
    public CompletionStage<List<Bar>> bars(String symbol, Timeframe timeframe, Store.Range range) {
        return bars(symbol, timeframe, range, true);
    }

    /** Candles as they were received, with their places in the log. */
    public CompletionStage<List<LogEntry>> candles(String symbol, Store.Range range) {
        return store.candleEntries(symbol, range, true);
    }

    /** By time what holds now of those candles of a symbol that were corrected. */
    public CompletionStage<Map<Long, Candle>> corrections(String symbol, List<LogEntry> candles) {
        LongSummaryStatistics times =
                candles.stream().mapToLong(entry -> entry.event().time()).summaryStatistics();
        if (candles.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return store.corrections(symbol, times.getMin(), times.getMax(), Long.MAX_VALUE)
                .thenApply(found -> found.stream().collect(Collectors.toMap(Candle::time, Function.identity())));
    }

    /** Forgets what was kept of a symbol whose bars are not what they were. */
    public void forget(String symbol) {
        past.kept().forget(symbol);
    }

    /** The same for all symbols. */
    public void forgetAll() {
        past.kept().forgetAll();
    }

    /** The newest closed bars, oldest first, as the live indicators saw them. */
    public CompletionStage<List<Bar>> last(String symbol, Timeframe timeframe, int count) {
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
    public CompletionStage<List<Bar>> after(String symbol, Timeframe timeframe, long time, int count) {
        return bars(symbol, timeframe, Store.Range.after(time, count), false);
    }

    /** Closed bars of a range, each with the values that the indicators had at it live. */
    public CompletionStage<Rows> rows(
            String symbol, Timeframe timeframe, Store.Range range, List<IndicatorName> names) {
        // Late candles made no bar when they came, so the live indicators know nothing of them.
        return bars(symbol, timeframe, range, false)
                .thenCompose(bars -> valued(symbol, timeframe, bars, bars.size(), names));
    }

    /** The closed bars of a range and an open one behind them, with the values that it would have if it closed now. */
    public CompletionStage<Rows> rowsWith(
            Bar open, String symbol, Timeframe timeframe, Store.Range range, List<IndicatorName> names) {
        return bars(symbol, timeframe, range, false).thenCompose(bars -> {
            List<Bar> all = new ArrayList<>(bars);
            all.add(open);
            return valued(symbol, timeframe, all, bars.size(), names);
        });
    }

    /** An indicator as it is after the newest closed bar. */
    public CompletionStage<PastStates.Past> study(String symbol, Timeframe timeframe, IndicatorName name) {
        return past.before(symbol, timeframe, Long.MAX_VALUE, List.of(name));
    }

    /** @param closed how many of the bars have closed */
    private CompletionStage<Rows> valued(
            String symbol, Timeframe timeframe, List<Bar> bars, int closed, List<IndicatorName> names) {
        if (bars.isEmpty()) {
            return CompletableFuture.completedFuture(rows(bars, closed, names, null));
        }
        return past.before(symbol, timeframe, bars.get(0).time(), names)
                .thenApply(before -> rows(bars, closed, names, before));
    }

    private static Rows rows(List<Bar> bars, int closed, List<IndicatorName> names, PastStates.@Nullable Past past) {
        List<double[]> columns = new ArrayList<>();
        IndicatorColumn.of(names).forEach(column -> columns.add(new double[bars.size()]));
        long earlier = past == null ? 0 : past.bars();
        for (int i = 0; past != null && i < bars.size(); i++) {
            double[] values = i < closed ? past.update(bars.get(i)) : past.preview(bars.get(i));
            for (int column = 0; column < values.length; column++) {
                columns.get(column)[i] = values[column];
            }
        }
        return new Rows(bars, columns, earlier);
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
