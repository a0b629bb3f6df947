package dev.ticktide.cluster.claim;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What the stage does when partitions come and go. Called on the keeper's context. */
public interface PartitionLifecycle {

    /** Brings claimed partitions up and serves them. What fails is claimed again later. */
    CompletionStage<?> acquire(Map<Integer, Long> epochs);

    /** Takes nothing new for these, finishes what there is, writes it down and drops them. */
    CompletionStage<?> release(Set<Integer> partitions);

    /** Drops a partition at once: another node owns it. */
    void drop(int partition);
}
