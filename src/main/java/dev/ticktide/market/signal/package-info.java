/** Signals, what explains them, how they turned out, and the messages made of them. Units as in {@link dev.ticktide.market}. */
@NullMarked
package dev.ticktide.market.signal;

import org.jspecify.annotations.NullMarked;
