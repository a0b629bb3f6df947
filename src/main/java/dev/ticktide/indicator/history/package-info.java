/**
 * Loads history of symbols beside the live log and rebuilds a symbol's bars when a load is complete. Confined to the
 * stage's context.
 */
@NullMarked
package dev.ticktide.indicator.history;

import org.jspecify.annotations.NullMarked;
