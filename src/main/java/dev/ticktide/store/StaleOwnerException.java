package dev.ticktide.store;

/** A write came from a node that no longer owns the partition; nothing was written. */
public final class StaleOwnerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Store.Fence fence;

    public StaleOwnerException(Store.Fence fence) {
        super("partition " + fence.partition() + " of stage " + fence.stage() + " is no longer held at epoch "
                + fence.epoch());
        this.fence = fence;
    }

    /** The right that was stale. */
    public Store.Fence fence() {
        return fence;
    }

    public int partition() {
        return fence.partition();
    }
}
