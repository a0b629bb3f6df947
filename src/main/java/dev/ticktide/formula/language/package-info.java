/**
 * The language of strategies, indicators, alerts and screens: from text to a checked tree, or to located problems.
 *
 * <p>In: any text. Out: {@link dev.ticktide.formula.syntax.Script}, whose expressions name only what exists, with the right
 * types; or a list of {@link dev.ticktide.formula.syntax.Problem}. Keeps nothing. The grammar is in {@code docs/language.md}.
 */
@NullMarked
package dev.ticktide.formula.language;

import org.jspecify.annotations.NullMarked;
