/** Calls for those who write formulas: whether a text is right, the words there are, and what a strategy would have done. */
@NullMarked
package dev.ticktide.web.rest.formula;

import org.jspecify.annotations.NullMarked;
