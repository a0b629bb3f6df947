/**
 * Strategies, their evaluation on a bar and its explanation; {@code rule} is what they are made of. A domain package like
 * {@code formula}: the signal stage raises signals with it, and web nodes explain past bars with the same classes.
 */
@NullMarked
package dev.ticktide.strategy;

import org.jspecify.annotations.NullMarked;
