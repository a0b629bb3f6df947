/**
 * From text to a tree: tokens, expressions by precedence, and the statements of strategies and indicators.
 *
 * <p>In: any text. Out: a tree, and located problems. Keeps nothing; what names mean is not known here.
 */
@NullMarked
package dev.ticktide.formula.parse;

import org.jspecify.annotations.NullMarked;
