/** To be described. */
@NullMarked
package dev.ticktide.indicator;

import org.jspecify.annotations.NullMarked;
