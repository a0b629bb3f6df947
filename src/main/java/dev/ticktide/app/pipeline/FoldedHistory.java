package dev.ticktide.app.pipeline;

import dev.ticktide.aggregate.StockHistory;
import dev.ticktide.indicator.partition.HistoryFold;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.strategy.SignalEngine;
import java.util.List;

/** Lets the indicator stage have rules and summaries evaluated over the bars of a symbol whose past was loaded. */
public final class FoldedHistory implements HistoryFold {

    private final SignalEngine engine;
    private final int partition;
    private final StockHistory stock;

    /** For one symbol; not thread-safe. */
    public FoldedHistory(SignalEngine engine, int partition, String symbol) {
        this.engine = engine;
        this.partition = partition;
        this.stock = new StockHistory(symbol);
    }

    @Override
    public Raised on(BarUpdate closed) {
        List<Signal> signals = engine.on(partition, closed);
        return new Raised(signals, stock.on(closed, signals));
    }

    @Override
    public byte[] summary() {
        return stock.summary();
    }
}
