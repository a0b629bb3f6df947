package dev.ticktide.indicator.state;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.store.Store;

/** Receives the effects of an entry on bars. Called on the folding thread, in log order. */
public interface BarSink {

    /** A bar that closed, or after it the present open one. */
    void bar(BarUpdate update);

    /** A symbol that got a new generation; this sink does not get its bars one by one. */
    default void rebuilt(Rebuilt rebuilt) {}

    /**
     * Whether open bars are wanted too. A replay does without them, and so does a page that is updated at intervals,
     * which saves their cost.
     */
    default boolean wantsProvisional() {
        return true;
    }

    /** The state of the indicators after a closed bar, from which values of later bars can be computed again. */
    default void checkpoint(Store.Checkpoint checkpoint) {}

    /** Whether checkpoints are wanted: only a fold whose results are stored needs them. */
    default boolean wantsCheckpoints() {
        return false;
    }
}
