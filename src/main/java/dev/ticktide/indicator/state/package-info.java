/**
 * The state of one partition of the log, as a fold over its entries: bars and indicators per symbol and timeframe, the newest
 * metadata, and the bytes of a snapshot of it. Plain Java; confined to one thread at a time.
 */
@NullMarked
package dev.ticktide.indicator.state;

import org.jspecify.annotations.NullMarked;
