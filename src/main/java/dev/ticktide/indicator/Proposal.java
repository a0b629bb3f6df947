package dev.ticktide.indicator;

import dev.ticktide.market.Decision;
import java.util.function.Predicate;

/**
 * A decision on its way into the log of a partition that this node owns.
 *
 * @param arrival when it was made, epoch microseconds
 * @param wanted asked when its turn has come and everything before it has been folded: whether it still makes sense
 */
record Proposal(int partition, long arrival, Decision decision, Predicate<PartitionState> wanted) {}
