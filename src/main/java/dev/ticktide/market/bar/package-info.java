/** Bars of a timeframe, and what is computed with each of them. Units as in {@link dev.ticktide.market}. */
@NullMarked
package dev.ticktide.market.bar;

import org.jspecify.annotations.NullMarked;
