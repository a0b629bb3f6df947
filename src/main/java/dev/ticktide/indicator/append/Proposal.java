package dev.ticktide.indicator.append;

import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.Decision;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A decision on its way into the log of a partition that this node owns.
 *
 * @param arrival when it was made, epoch microseconds
 * @param wanted asked when its turn has come and everything before it has been folded: whether it still makes sense
 * @param ready called before that, when its turn has come; nothing else is folded or stored until it completes
 */
public record Proposal(
        int partition,
        long arrival,
        Decision decision,
        Predicate<PartitionState> wanted,
        Supplier<CompletionStage<?>> ready) {

    /** A decision that needs no preparation. */
    Proposal(int partition, long arrival, Decision decision, Predicate<PartitionState> wanted) {
        this(partition, arrival, decision, wanted, () -> CompletableFuture.completedFuture(null));
    }
}
