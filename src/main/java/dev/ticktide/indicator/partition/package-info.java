/**
 * The partitions that this node owns: restored from snapshot and log, folded into, and what of them goes to the store, to the
 * signal stage and to the pages. Confined to the stage's context.
 */
@NullMarked
package dev.ticktide.indicator.partition;

import org.jspecify.annotations.NullMarked;
