/**
 * Everything that travels between the stages: candles, metadata, bars, signals, summaries. Records of {@code java.*} only.
 *
 * <p>Units everywhere: times are microseconds since the epoch (UTC), prices are in the quote currency, volume is in shares,
 * returns are fractions (0.01 is one per cent). A record that exists is valid: its constructor refuses anything else.
 */
@NullMarked
package dev.ticktide.market;

import org.jspecify.annotations.NullMarked;
