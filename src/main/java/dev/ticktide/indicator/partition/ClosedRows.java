package dev.ticktide.indicator.partition;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.List;

/** The rows that the store keeps of closed bars; written again with the same values after a crash. */
public record ClosedRows(List<Store.ClosedBar> bars, List<Store.Checkpoint> checkpoints) {

    /** None yet, to be added to. */
    public ClosedRows() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    /** The row of a closed bar that is not of raw, whose bars are its candles. */
    static Store.ClosedBar bar(BarUpdate closed) {
        return new Store.ClosedBar(closed.symbol(), closed.timeframe(), closed.bar());
    }

    boolean isEmpty() {
        return bars.isEmpty() && checkpoints.isEmpty();
    }

    /** These and later ones. */
    public ClosedRows with(ClosedRows later) {
        ClosedRows all = new ClosedRows();
        all.bars.addAll(bars);
        all.bars.addAll(later.bars);
        all.checkpoints.addAll(checkpoints);
        all.checkpoints.addAll(later.checkpoints);
        return all;
    }
}
