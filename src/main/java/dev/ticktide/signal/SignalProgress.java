package dev.ticktide.signal;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.SignalEngine;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a node's signal stage shares with other stages: how far each partition has been evaluated, by which fence, and the rules
 * themselves. With it the indicator stage of the same node can store signals in the transaction of the candles that raise them.
 * Thread-safe.
 */
public final class SignalProgress {

    private record Position(Store.Fence fence, long position) {}

    private final SignalEngine engine;
    private final Function<Signal, List<Notification>> plan;
    private final Map<Integer, Position> places = new ConcurrentHashMap<>();
    /** Rights that turned out to be stale; a claim brings another epoch. */
    private final Map<Integer, Store.Fence> lost = new ConcurrentHashMap<>();

    /**
     * @param engine the rules, which any thread may evaluate
     * @param plan the notifications of a signal; a pure function
     */
    public SignalProgress(SignalEngine engine, Function<Signal, List<Notification>> plan) {
        this.engine = engine;
        this.plan = plan;
    }

    /**
     * The fence of a partition if it is evaluated up to {@code seq} exactly; {@code null} if it is not, if it is not
     * held here, or if the fence is known to be stale.
     */
    public Store.@Nullable Fence join(int partition, long seq) {
        Position place = places.get(partition);
        return place != null && place.position == seq && !place.fence.equals(lost.get(partition)) ? place.fence : null;
    }

    /** Whether a right is still good as far as this node knows. */
    public boolean holds(Store.Fence fence) {
        Position place = places.get(fence.partition());
        return place != null && place.fence.equals(fence) && !fence.equals(lost.get(fence.partition()));
    }

    /** Notes a right that the store has refused. */
    public void lost(Store.Fence fence) {
        lost.put(fence.partition(), fence);
    }

    /** The signals that a closed bar raises; none for a bar on which no strategy is used. */
    public List<Signal> raise(int partition, BarUpdate closed) {
        return engine.on(partition, closed);
    }

    /** The notifications of a signal. */
    public List<Notification> outbox(Signal signal) {
        return plan.apply(signal);
    }

    SignalEngine engine() {
        return engine;
    }

    /** Sets the position of a partition, before which everything is stored. */
    void advanceTo(Store.Fence fence, long position) {
        places.put(fence.partition(), new Position(fence, position));
    }

    /** Drops a partition that another node owns now, or that must be replayed first. */
    void forget(int partition) {
        places.remove(partition);
    }
}
