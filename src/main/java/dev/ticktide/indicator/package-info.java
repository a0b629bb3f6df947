/**
 * Stores accepted events and computes bars and indicators from them.
 *
 * <p>In: {@code indicator.append}, from the ingest stage. Out: closed bars to {@code signal.bars}, live bars to
 * {@code indicator.live}. Keeps per symbol: its open bars, one bank of indicators per timeframe, its newest metadata. Order:
 * per partition, by seq.
 */
@NullMarked
package dev.ticktide.indicator;

import org.jspecify.annotations.NullMarked;
