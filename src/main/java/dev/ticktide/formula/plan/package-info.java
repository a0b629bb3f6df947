/**
 * Expressions of the language, compiled: operators in the order in which they depend on each other, over one array of numbers
 * for each symbol and timeframe.
 *
 * <p>In: checked expressions, then bars. Out: one number for each expression and bar. A plan keeps nothing; the caller keeps a
 * state array. Numbers that are not known yet, or not at all, are {@code NaN}; conditions are 1, 0 or {@code NaN}.
 */
@NullMarked
package dev.ticktide.formula.plan;

import org.jspecify.annotations.NullMarked;
