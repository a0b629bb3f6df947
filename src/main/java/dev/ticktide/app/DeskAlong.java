package dev.ticktide.app;

import dev.ticktide.indicator.SignalsAlong;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Notification;
import dev.ticktide.market.Signal;
import dev.ticktide.signal.SignalDesk;
import dev.ticktide.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings the two stages together where one node has both. */
public record DeskAlong(SignalDesk desk) implements SignalsAlong {

    @Override
    public Store.@Nullable Fence join(int partition, long seq) {
        return desk.join(partition, seq);
    }

    @Override
    public boolean holds(Store.Fence fence) {
        return desk.holds(fence);
    }

    @Override
    public void lost(Store.Fence fence) {
        desk.lost(fence);
    }

    @Override
    public List<Signal> raise(int partition, BarUpdate closed) {
        return desk.raise(partition, closed);
    }

    @Override
    public List<Notification> outbox(Signal signal) {
        return desk.outbox(signal);
    }
}
