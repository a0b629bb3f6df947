package dev.ticktide.indicator.state;

import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Timeframe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One symbol: a bar series per timeframe, the time of its latest candle, its newest metadata. Confined to one thread. */
public final class SymbolState {

    static final long NO_CANDLE = Long.MIN_VALUE;

    private final String symbol;
    private final BarSeries[] series;
    private final Delay delay;
    private long lastCandleTime = NO_CANDLE;
    private long closedUntil = Long.MIN_VALUE;
    private long lastSeq;
    private long lastArrival;
    private @Nullable MetadataHistory metadata;

    /** The state before the symbol's first candle. */
    public SymbolState(String symbol, IndicatorSettings settings) {
        this(
                symbol,
                settings.timeframes().stream()
                        .map(timeframe -> new BarSeries(timeframe, settings.indicators()))
                        .toArray(BarSeries[]::new),
                new Delay());
    }

    /** A state of these series, as a snapshot or a generation has them. */
    public SymbolState(String symbol, BarSeries[] series, Delay delay) {
        this.symbol = symbol;
        this.series = series;
        this.delay = delay;
        for (BarSeries each : series) {
            each.compareWith(nextFiner(each.timeframe(), series));
        }
    }

    private static @Nullable BarSeries nextFiner(Timeframe timeframe, BarSeries[] series) {
        BarSeries next = null;
        for (BarSeries each : series) {
            long micros = each.timeframe().micros();
            if (!each.timeframe().isRaw()
                    && micros < timeframe.micros()
                    && (next == null || micros > next.timeframe().micros())) {
                next = each;
            }
        }
        return next;
    }

    /**
     * Folds a candle of this symbol into every series, in the order of the configured timeframes. In each the bar that
     * it closes comes before the open one.
     */
    public void apply(LogEntry entry, Candle candle, BarSink sink) {
        boolean newest = candle.time() >= lastCandleTime;
        delay.observe(candle.time(), entry.arrival(), lastCandleTime);
        lastCandleTime = Math.max(lastCandleTime, candle.time());
        touched(entry.seq(), entry.arrival());
        for (BarSeries each : series) {
            each.apply(symbol, entry, candle, newest, sink);
        }
    }

    /** Closes the open bars that end at or before the decision's time. */
    public void apply(LogEntry entry, BarsClosed closed, BarSink sink) {
        closedUntil = Math.max(closedUntil, closed.time());
        touched(entry.seq(), entry.arrival());
        for (BarSeries each : series) {
            each.closeUntil(symbol, entry, closed.time(), sink);
        }
    }

    /**
     * This state, folded from candles alone, as what comes after {@code before}: with its metadata, its delay, and the bars
     * closed that it had closed without a candle.
     */
    SymbolState inPlaceOf(SymbolState before, LogEntry entry) {
        SymbolState next = new SymbolState(symbol, series, before.delay);
        next.restoreTimes(lastCandleTime, before.closedUntil, entry.seq(), entry.arrival());
        next.metadata = before.metadata;
        return next;
    }

    /** Changes the open bars that have the corrected candle. */
    public void apply(LogEntry entry, Correction correction, BarSink sink) {
        boolean newest = correction.time() == lastCandleTime;
        delay.observe(correction.time(), entry.arrival(), lastCandleTime);
        touched(entry.seq(), entry.arrival());
        for (BarSeries each : series) {
            each.correct(symbol, entry, correction, newest, sink);
        }
    }

    /** How many candles it is made of, about; 0 where raw is no timeframe. */
    long candles() {
        for (BarSeries each : series) {
            if (each.timeframe().isRaw()) {
                return each.closedBars();
            }
        }
        return 0;
    }

    /** Candles before it are late although none of a later time may have come. */
    long closedUntil() {
        return closedUntil;
    }

    /**
     * The end of the latest open bar that a candle can hardly change any more; {@link Long#MIN_VALUE} if there is none.
     *
     * @param now epoch microseconds
     * @param grace how long after its end a bar may wait for candles that are still on their way, microseconds
     */
    public long overdueUntil(long now, long grace) {
        long overdue = Long.MIN_VALUE;
        if (delay.isLive()) {
            long horizon = now - grace - delay.micros();
            for (BarSeries each : series) {
                long end = each.openUntil();
                if (end <= horizon && end > overdue) {
                    overdue = end;
                }
            }
        }
        return overdue;
    }

    Delay delay() {
        return delay;
    }

    public String name() {
        return symbol;
    }

    /** Made when first needed: most symbols of a large market never get any. */
    MetadataHistory metadata() {
        MetadataHistory history = metadata;
        if (history == null) {
            history = new MetadataHistory();
            metadata = history;
        }
        return history;
    }

    @Nullable
    MetadataHistory metadataIfAny() {
        return metadata;
    }

    long lastCandleTime() {
        return lastCandleTime;
    }

    long lastSeq() {
        return lastSeq;
    }

    long lastArrival() {
        return lastArrival;
    }

    BarSeries[] series() {
        return series;
    }

    void restoreTimes(long candleTime, long closed, long seq, long arrival) {
        lastCandleTime = candleTime;
        closedUntil = closed;
        touched(seq, arrival);
    }

    SymbolView view() {
        MetadataHistory history = metadata;
        return new SymbolView(symbol, bars(), history == null ? List.of() : history.newestFirst());
    }

    List<BarUpdate> openBars() {
        return bars().stream().filter(update -> !update.closed()).toList();
    }

    private List<BarUpdate> bars() {
        List<BarUpdate> updates = new ArrayList<>(series.length);
        for (BarSeries each : series) {
            BarUpdate update = each.view(symbol, lastSeq, lastArrival);
            if (update != null) {
                updates.add(update);
            }
        }
        return updates;
    }

    private void touched(long seq, long arrival) {
        lastSeq = seq;
        lastArrival = arrival;
    }
}
