package dev.ticktide.indicator;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Candle;
import dev.ticktide.market.LogEntry;
import dev.ticktide.market.SymbolView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One symbol: a bar series per timeframe, the time of its latest candle, its newest metadata. Confined to one thread. */
final class SymbolState {

    static final long NO_CANDLE = Long.MIN_VALUE;

    private final String symbol;
    private final BarSeries[] series;
    private long lastCandleTime = NO_CANDLE;
    private long lastSeq;
    private long lastArrival;
    private @Nullable MetadataHistory metadata;

    SymbolState(String symbol, IndicatorSettings settings) {
        this(
                symbol,
                settings.timeframes().stream()
                        .map(timeframe -> new BarSeries(timeframe, settings.indicators()))
                        .toArray(BarSeries[]::new));
    }

    SymbolState(String symbol, BarSeries[] series) {
        this.symbol = symbol;
        this.series = series;
    }

    void apply(LogEntry entry, Candle candle, BarSink sink) {
        lastCandleTime = Math.max(lastCandleTime, candle.time());
        touched(entry.seq(), entry.arrival());
        for (BarSeries each : series) {
            each.apply(symbol, entry, candle, sink);
        }
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

    void restoreTimes(long candleTime, long seq, long arrival) {
        lastCandleTime = candleTime;
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
