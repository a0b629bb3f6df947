package dev.ticktide.indicator.append;

import dev.ticktide.indicator.partition.ColocatedSignals;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The signals that one group of entries raises, for the partitions whose signal stage is on this node too: they are
 * stored in the transaction of the candles. Confined to one context.
 */
final class RaisedSignals {

    private final ColocatedSignals colocated;
    private final List<Store.Fence> fences = new ArrayList<>();
    private final Map<Integer, Long> cursors = new HashMap<>();
    private final List<Signal> signals = new ArrayList<>();
    private final List<Notification> outbox = new ArrayList<>();

    RaisedSignals(ColocatedSignals colocated) {
        this.colocated = colocated;
    }

    /** Evaluates the bars that a partition has just closed, if its signal stage is here and has caught up. */
    void raise(OwnedPartition partition) {
        Store.Fence fence = partition.signalFence(colocated);
        if (fence == null) {
            return;
        }
        List<Signal> raised = new ArrayList<>();
        int number = partition.state().partition();
        for (BarUpdate closed : partition.collected()) {
            raised.addAll(colocated.raise(number, closed));
        }
        partition.raise(raised);
        if (!raised.isEmpty()) {
            fences.add(fence);
            signals.addAll(raised);
            raised.forEach(signal -> outbox.addAll(colocated.outbox(signal)));
            cursors.put(number, partition.state().seq());
        }
    }

    /** The rights by which the signal stage's rows are written. */
    List<Store.Fence> fences() {
        return fences;
    }

    Store.Raised rows() {
        return signals.isEmpty() ? Store.Raised.NOTHING : new Store.Raised(cursors, signals, outbox);
    }
}
