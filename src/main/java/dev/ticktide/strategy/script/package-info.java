/**
 * Strategies written in the formula language: from a text to the rules of {@code strategy.rule}.
 *
 * <p>In: files of the jar and of a folder. Out: {@link dev.ticktide.strategy.Strategy strategies}, or located problems. Whatever
 * needs earlier bars becomes a column that the indicator stage computes; comparisons and arithmetic of its values are rules,
 * which the signal stage evaluates and explains.
 */
@NullMarked
package dev.ticktide.strategy.script;

import org.jspecify.annotations.NullMarked;
