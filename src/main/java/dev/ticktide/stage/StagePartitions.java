package dev.ticktide.stage;

import dev.ticktide.store.Store;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The partitions of one stage that this node holds: what the stage does when partitions are claimed, released and lost.
 * {@link PartitionedStage} calls all methods on the stage's context, and completions are expected back on it.
 */
public interface StagePartitions {

    /**
     * Reads the stored state of newly claimed partitions and serves them. A failure is followed by {@link #drop} and a
     * new claim.
     *
     * @param fences one of each partition, with the epoch of the claim
     */
    CompletionStage<?> acquire(List<Store.Fence> fences);

    /**
     * Stores what is left to store of partitions that are about to be released. They are released and dropped even if
     * it fails: the next owner replays what is missing.
     */
    CompletionStage<?> finish(Set<Integer> partitions);

    /** Removes a partition from memory: it is released or another node has claimed it. Without effect if it is not held. */
    void drop(int partition);

    /** Whether the partition is held at exactly this epoch. */
    boolean holds(Store.Fence fence);

    /** The sequence number of the last processed entry; empty if the partition is not held. */
    OptionalLong position(int partition);
}
