/**
 * The indicators that are written in the language: one file each in the resource folder {@code indicators}.
 *
 * <p>In: the files. Out: {@link dev.ticktide.formula.IndicatorKind kinds of indicator}, found by the service loader. Adding a
 * file adds an indicator to settings, rules, charts and REST.
 */
@NullMarked
package dev.ticktide.formula.library;

import org.jspecify.annotations.NullMarked;
