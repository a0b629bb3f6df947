package dev.ticktide.indicator;

import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.List;

/** What the store keeps of bars that closed; written again with the same values after a crash. */
record ClosedRows(List<Store.ClosedBar> bars, List<Store.Checkpoint> checkpoints) {

    /** None yet, to be added to. */
    ClosedRows() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    boolean isEmpty() {
        return bars.isEmpty() && checkpoints.isEmpty();
    }

    /** These and later ones. */
    ClosedRows with(ClosedRows later) {
        ClosedRows all = new ClosedRows();
        all.bars.addAll(bars);
        all.bars.addAll(later.bars);
        all.checkpoints.addAll(checkpoints);
        all.checkpoints.addAll(later.checkpoints);
        return all;
    }
}
