/**
 * Sums up how every stock performs and how reliable its signals have been.
 *
 * <p>In: {@code aggregate.signals}, from the signal stage. Out: changed summaries and outcomes of signals to
 * {@code aggregate.summary}. Keeps per symbol: today's figures, the signals whose outcome is open, hits and misses so far.
 * Order: per partition, by seq.
 */
@NullMarked
package dev.ticktide.aggregate;

import org.jspecify.annotations.NullMarked;
