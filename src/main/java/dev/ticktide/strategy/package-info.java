/**
 * Rules, strategies, their evaluation on a bar and the explanation of it. A domain package as {@code formula} is: the signal
 * stage raises signals with it, the web node explains bars of the past with the same classes.
 */
@NullMarked
package dev.ticktide.strategy;

import org.jspecify.annotations.NullMarked;
