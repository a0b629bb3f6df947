/**
 * The steps of a plan that look at the last bars: sums, averages, extremes, spread, regression, rank.
 *
 * <p>In: a number of each bar. Out: a number of the last n bars, {@code NaN} until there are so many. The bars are in the caller's state.
 */
@NullMarked
package dev.ticktide.formula.window;

import org.jspecify.annotations.NullMarked;
