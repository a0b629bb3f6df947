package dev.ticktide.store;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A write came from a node that no longer owns the partition; nothing was written. */
public final class StaleOwnerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Store.Fence fence;

    /** @param fence the right that the store refused */
    public StaleOwnerException(Store.Fence fence) {
        super("partition " + fence.partition() + " of stage " + fence.stage() + " is no longer held at epoch "
                + fence.epoch());
        this.fence = fence;
    }

    /** The stale owner that a stage failed for, if that was it. */
    public static Optional<StaleOwnerException> in(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof StaleOwnerException stale ? Optional.of(stale) : Optional.empty();
    }

    /** The right that was stale. */
    public Store.Fence fence() {
        return fence;
    }

    /** The number of the partition that another node has claimed. */
    public int partition() {
        return fence.partition();
    }
}
