/**
 * The steps of a plan that need one bar, or the bar before: arithmetic, comparisons, logic, crossings, history.
 *
 * <p>In: numbers of a bar, and a state. Out: a number more. A step keeps nothing itself; {@code NaN} is what is not known.
 */
@NullMarked
package dev.ticktide.formula.operator;

import org.jspecify.annotations.NullMarked;
