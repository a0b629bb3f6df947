package dev.ticktide.app.pipeline;

import dev.ticktide.indicator.partition.ColocatedSignals;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.signal.SignalProgress;
import dev.ticktide.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings the two stages together where one node has both. */
public record ColocatedSignalStage(SignalProgress progress) implements ColocatedSignals {

    @Override
    public Store.@Nullable Fence join(int partition, long seq) {
        return progress.join(partition, seq);
    }

    @Override
    public boolean holds(Store.Fence fence) {
        return progress.holds(fence);
    }

    @Override
    public void lost(Store.Fence fence) {
        progress.lost(fence);
    }

    @Override
    public List<Signal> raise(int partition, BarUpdate closed) {
        return progress.raise(partition, closed);
    }

    @Override
    public List<Notification> outbox(Signal signal) {
        return progress.outbox(signal);
    }
}
