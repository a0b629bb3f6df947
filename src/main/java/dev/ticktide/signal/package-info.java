/**
 * Raises buy and sell signals on closed bars, each with the reason for it.
 *
 * <p>In: {@code signal.bars}, from the indicator stage. Out: bars with their signals to {@code aggregate.signals},
 * stored signals to {@code signal.raised}. Keeps: a cursor per partition; crossings need no memory, since a bar is sent
 * with the values of the previous bar. Order: per partition, by seq.
 */
@NullMarked
package dev.ticktide.signal;

import org.jspecify.annotations.NullMarked;
