/**
 * The language as a tree: expressions, scripts, their types and problems, and the text that a tree is printed as.
 *
 * <p>In: what the parser made. Out: the same, for checks, plans and messages. Keeps nothing, knows no text.
 */
@NullMarked
package dev.ticktide.formula.syntax;

import org.jspecify.annotations.NullMarked;
