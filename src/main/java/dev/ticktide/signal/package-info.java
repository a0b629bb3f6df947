/** To be described. */
@NullMarked
package dev.ticktide.signal;

import org.jspecify.annotations.NullMarked;
