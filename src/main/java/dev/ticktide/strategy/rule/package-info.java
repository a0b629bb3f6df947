/** What a rule is made of, and its evaluation on a bar: comparisons of operands, and how they are joined. */
@NullMarked
package dev.ticktide.strategy.rule;

import org.jspecify.annotations.NullMarked;
