package dev.ticktide.indicator.partition;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The work of this node's signal stage, done along with an append: where both stages of a partition have the same owner, one
 * transaction stores candles and the signals they raise. Called from the indicator stage's context.
 */
public interface ColocatedSignals {

    /** For nodes whose signal stage is elsewhere. */
    ColocatedSignals NONE = new ColocatedSignals() {
        @Override
        public Store.@Nullable Fence join(int partition, long seq) {
            return null;
        }

        @Override
        public boolean holds(Store.Fence fence) {
            return false;
        }

        @Override
        public void lost(Store.Fence fence) {}

        @Override
        public List<Signal> raise(int partition, BarUpdate closed) {
            return List.of();
        }

        @Override
        public List<Notification> outbox(Signal signal) {
            return List.of();
        }
    };

    /**
     * The signal stage's fence of a partition if it has evaluated exactly the entries up to {@code seq}; {@code null}
     * if it has not, or if the partition's signal stage is on another node.
     */
    Store.@Nullable Fence join(int partition, long seq);

    /** Whether a right given by {@link #join} is still good. */
    boolean holds(Store.Fence fence);

    /** Says that a right has turned out to be stale. */
    void lost(Store.Fence fence);

    /**
     * The signals that a closed bar raises. Bars are passed in the order of the log, from where {@link #join} said that
     * the partition's signal stage is. Evaluates only: nothing is stored or published here.
     */
    List<Signal> raise(int partition, BarUpdate closed);

    /** The notifications of a signal. */
    List<Notification> outbox(Signal signal);
}
