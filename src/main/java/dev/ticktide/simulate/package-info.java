/** To be described. */
@NullMarked
package dev.ticktide.simulate;

import org.jspecify.annotations.NullMarked;
