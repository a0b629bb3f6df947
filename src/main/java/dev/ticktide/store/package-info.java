/**
 * The stored data: the log of accepted events, closed bars, snapshots, signals, the outbox, and the owners of
 * partitions.
 *
 * <p>In: every stage's writes. Out: the same data back. Keeps: everything. Order: writes take effect in the order of
 * the calls.
 */
@NullMarked
package dev.ticktide.store;

import org.jspecify.annotations.NullMarked;
